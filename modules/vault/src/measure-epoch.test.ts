import { createEngine, type Engine } from '@sluice/engines';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { measureSql } from './measure-epoch.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ isolation: 'process' });
});
afterAll(() => engine.close());

async function measure(source: string): Promise<unknown> {
  const session = await engine.open({ readOnly: [] });
  try {
    return (await session.run({ sql: measureSql(['a', 'b'], source) }, { deadlineMs: 30_000, maxRows: 1 })).rows[0];
  } finally {
    await session.close();
  }
}

const table = (order: string, b = `'x' || i`): string =>
  `(select i as a, ${b} as b from range(300000) t(i) order by ${order})`;

it('AOC-05 gives equal rows one digest in any order, and another to one changed cell', async () => {
  const first = await measure(table('i'));
  expect(await measure(table('md5(i::varchar)'))).toEqual(first);
  expect(await measure(table('i desc'))).toEqual(first);
  expect(await measure(table('i', `case i when 77 then 'y' else 'x' || i end`))).not.toEqual(first);
  expect(String((first as readonly unknown[])[1])).toMatch(/^\d+ \d+$/);
});
