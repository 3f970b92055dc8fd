import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openLog } from './log.ts';

it('a log on a full disk ends neither the server nor its stop', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-log-'));
  mkdirSync(join(folder, 'logs'));
  // The system's own full device: every write to it fails as on a disk without room.
  symlinkSync('/dev/full', join(folder, 'logs/server.log'));
  const log = openLog(folder);
  for (let line = 0; line < 200; line += 1) log.failed('part', new Error('x'));
  await new Promise((resolve) => setTimeout(resolve, 50));
  log.failed('part', new Error('x'));
  await Promise.race([
    log.close(),
    new Promise((_, reject) => setTimeout(() => reject(new Error('the log did not end')), 2_000)),
  ]);
  rmSync(folder, { recursive: true, force: true });
  expect(log.logger.level).toBe('info');
});
