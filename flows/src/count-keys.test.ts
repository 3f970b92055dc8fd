import { expect, it } from 'vitest';
import { countKeys } from './count-keys.ts';

function fakeDomain(counts: readonly number[]) {
  const seen: { sql: string; params: readonly unknown[] }[] = [];
  const opened: string[][] = [];
  let closed = 0;
  return {
    seen,
    opened,
    closed: () => closed,
    open: async (epochIds: readonly string[]) => {
      opened.push([...epochIds]);
      return {
        files: { epo_1: ["/dev/shm/it's.parquet"] },
        engine: {
          run: async (statement: { sql: string; params?: readonly unknown[] }) => {
            seen.push({ sql: statement.sql, params: statement.params ?? [] });
            return { columns: [], rows: [[BigInt(counts[seen.length - 1] ?? 0)]], truncated: false };
          },
          close: async () => undefined,
        },
        close: async () => {
          closed += 1;
        },
      };
    },
  };
}

const epochs = [{ resourceId: 'res_1', epochId: 'epo_1' }];

it('PRD-05 asks inside the domain, values bound and never in the text, and closes what it opened', async () => {
  const domain = fakeDomain([2, 1]);
  const values = Array.from({ length: 501 }, (_, i) => `secret-${i}`);
  expect(await countKeys(domain, epochs, { resourceId: 'res_1', field: 'citizen', values })).toBe(3);
  expect(domain.opened).toEqual([['epo_1']]);
  expect(domain.seen.map((one) => one.params.length)).toEqual([500, 1]);
  expect(domain.seen.every((one) => !one.sql.includes('secret') && one.sql.includes("it''s.parquet"))).toBe(true);
  expect(domain.closed()).toBe(1);
});

it('opens nothing for a resource that the product does not read, and takes no name that needs quoting', async () => {
  const domain = fakeDomain([]);
  expect(await countKeys(domain, epochs, { resourceId: 'res_2', field: 'citizen', values: ['a'] })).toBe(0);
  await expect(countKeys(domain, epochs, { resourceId: 'res_1', field: 'x" or 1=1', values: ['a'] })).rejects.toThrow(
    'flow.field-name',
  );
  expect(domain.opened).toEqual([]);
});
