import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder } from '@sluice/database';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { markMemory, memoryFolder, sweepMemory } from './memory-folder.ts';

let place: string;
let shared: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'sluice-memory-'));
  shared = join(place, 'shared');
  mkdirSync(shared);
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

/** A folder in memory with something plain in it, and its data folder. */
function opened(name: string): { memory: string; data: string } {
  const data = join(place, name);
  mkdirSync(data);
  const memory = memoryFolder(data, undefined, shared);
  markMemory(memory, data);
  writeFileSync(join(memory, 'part-0.csv'), 'plain');
  return { memory, data };
}

it('ENV-01 what killed servers left opened in memory is removed, and nothing of those that live', () => {
  const living = opened('living');
  const dead = opened('dead');
  const gone = opened('gone');
  rmSync(gone.data, { recursive: true });
  const strange = join(shared, 'another-program');
  mkdirSync(strange);
  const starting = memoryFolder(join(place, 'starting'), undefined, shared);
  const lock = lockFolder(living.data);
  sweepMemory(shared);
  lock.release();
  expect([living.memory, dead.memory, gone.memory, strange, starting].map((folder) => existsSync(folder))).toEqual([
    true,
    false,
    false,
    true,
    true,
  ]);
});
