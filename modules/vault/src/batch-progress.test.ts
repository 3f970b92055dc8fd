import { expect, it } from 'vitest';
import { ProgressBoard } from './batch-progress.ts';
import type { BatchRow } from './tables.ts';

const row = { id: 'bat_1', state: 'checking', bytes: 1_000, finished_at: null, records: null } as unknown as BatchRow;

it('COL-08 shows phase, bytes, rows and the rate of the last seconds while a batch is read', () => {
  let now = 0;
  const board = new ProgressBoard(() => new Date(now));
  expect(board.view(row)).toMatchObject({ phase: 'waiting', share: 0, rows: 0 });
  board.begin('bat_1', 1_000);
  for (now = 1_000; now <= 20_000; now += 1_000) board.count('bat_1', { bytes: 40, rows: 4 });
  now = 20_000;
  const seen = board.view(row);
  expect(seen).toMatchObject({ phase: 'reading', bytes: 800, rows: 80, bytesTotal: 1_000 });
  expect(seen.share).toBeCloseTo(0.64);
  expect(seen.rowsPerSecond).toBe(4);
  expect(seen.bytesPerSecond).toBe(40);
});

it('COL-08 never says that a batch is done before its manifest is committed', () => {
  const board = new ProgressBoard(() => new Date(0));
  board.begin('bat_1', 1_000);
  board.count('bat_1', { bytes: 5_000 });
  expect(board.share('bat_1')).toBeLessThan(1);
  board.phase('bat_1', 'sealing');
  expect(board.share('bat_1')).toBeLessThan(1);
  const done = { ...row, state: 'sealed', finished_at: new Date(5), records: 7 } as BatchRow;
  expect(board.view(done)).toMatchObject({ phase: 'finished', share: 1, rows: 7, bytes: 1_000 });
  board.end('bat_1');
  expect(board.share('bat_1')).toBeUndefined();
});
