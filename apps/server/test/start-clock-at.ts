import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Lets the next start of a server on this folder begin at a date of the test's own: no test depends on today. */
export function startClockAt(dataFolder: string, at: Date): void {
  mkdirSync(dataFolder, { recursive: true });
  writeFileSync(join(dataFolder, 'clock.json'), JSON.stringify({ offsetMs: at.getTime() - Date.now() }));
}
