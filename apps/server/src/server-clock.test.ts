import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openClock } from './server-clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-clock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a clock that was moved goes on from there after a restart, and only a controllable one can be moved', () => {
  expect(openClock(folder, false).move).toBeUndefined();
  const later = new Date(Date.now() + 40 * 86_400_000);
  openClock(folder, true).move?.(later);
  const again = openClock(folder, true);
  expect(again.now().getTime() - later.getTime()).toBeLessThan(5_000);
  // Entries already carry that time: a server started without control must not go back behind them.
  expect(openClock(folder, false).now().getTime()).toBeGreaterThanOrEqual(later.getTime());
});
