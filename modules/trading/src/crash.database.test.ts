import { fileURLToPath } from 'node:url';
import { runUntilCrash } from '@sluice/testkit';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { buyer, createTradingWorld } from './trading-world.ts';

const script = fileURLToPath(new URL('../test/call-until-crash.ts', import.meta.url));

it('PLT-07 loses no answered call to kill -9 between commit and answer, and answers none that is not recorded', async () => {
  const world = await createTradingWorld();
  const { product, order, key } = await world.sold();
  for (const groups of [1, 4]) {
    const before = (await world.trading.usage(world.db, buyer, order.id)).calls;
    const { signal, output } = await runUntilCrash(script, [world.appUrl, product.id, key.key, String(groups)]);
    expect(signal, output).toBe('SIGKILL');
    const answered = output.trim().split('\n').filter(Boolean);
    const recorded = (await world.trading.usage(world.db, buyer, order.id)).calls - before;
    // The group of the crash is committed and was not answered.
    expect(recorded).toBeGreaterThan(answered.length);
    const { rows } = await sql<{ line: string }>`
      select c.id || ' ' || r.entry_id as line from trading.call c
      join ledger.guarded g on g.table_name = 'trading.call'
      join ledger.row_state r on r.table_no = g.no and r.id = c.id
      join ledger.outbox o on o.entry_id = r.entry_id`.execute(world.db.q);
    const known = new Set(rows.map((row) => row.line));
    expect(answered.filter((line) => !known.has(line))).toEqual([]);
  }
  await world.close();
});
