import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeDurable } from './make-durable.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-durable-'));
  mkdirSync(join(folder, 'below'));
  writeFileSync(join(folder, 'below', 'file'), 'words');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('SVN-05 makes a folder durable with the system’s program, and file by file without it', async () => {
  await expect(makeDurable(folder)).resolves.toBeUndefined();
  await expect(makeDurable(folder, 'no-such-program')).resolves.toBeUndefined();
});

it('SVN-05 says that it did not: a folder that is not there is not durable', async () => {
  await expect(makeDurable(join(folder, 'none'))).rejects.toThrow(/none/);
  await expect(makeDurable(join(folder, 'none'), 'no-such-program')).rejects.toThrow(/none/);
});
