import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { EngineValue } from '@sluice/engines';
import { attackInterval } from '../../test/lp-auditor.ts';
import type { Dimension, EntityKey, Scan } from '../ir/relation.ts';
import { column } from '../ir/factories.ts';
import type { DomainQuery } from '../release/domain-query.ts';
import type { SupportFamily } from '../release/support-family.ts';
import { beginAudit } from './audit-targets.ts';
import { openByMoving } from './move-rows.ts';
import { nameOf } from './read-tables.ts';
import { ROWS, type GuardFamily } from './withheld.ts';

const K = 10;
const NEED = 3;
const SIZES = { a: 3, b: 4, s: 2 } as const;
type Name = keyof typeof SIZES;
const names = ['a', 'b', 's'] as const;

const relation = { node: 'scan', alias: 't', table: 't', epochId: 'e', resourceId: 'r' } as unknown as Scan;
const key: EntityKey = { entity: 'person', alias: 't', ordinal: 'e', bucket: null, maxRows: 1, complete: true };
const dimensionOf = (name: Name): Dimension => ({
  name,
  type: 'integer',
  column: column('t', name, 'integer'),
  level: { kind: 'identity', name: 'value' },
});

const points = Array.from({ length: SIZES.a * SIZES.b * SIZES.s }, (_, i) => ({
  a: i % SIZES.a,
  b: Math.floor(i / SIZES.a) % SIZES.b,
  s: Math.floor(i / (SIZES.a * SIZES.b)),
}));

/** Cells of a table over all points there could be: their values, their members and their rows. */
function cellsOf(by: readonly Name[], rows: readonly number[]) {
  const found = new Map<string, { readonly key: readonly number[]; readonly members: number[]; rows: number }>();
  points.forEach((point, at) => {
    const values = by.map((name) => point[name]);
    const cell = found.get(values.join()) ?? { key: values, members: [], rows: 0 };
    found.set(values.join(), cell);
    cell.members.push(at);
    cell.rows += rows[at] ?? 0;
  });
  return [...found.values()];
}

const familyOf = (by: readonly Name[], rows: readonly number[]): SupportFamily => ({
  ...{ relation, filter: null, notNull: null, dimensions: by.map(dimensionOf), keys: [key] },
  cells: cellsOf(by, rows).filter((cell) => cell.rows >= K),
});

it('PLT-07 ENV-05 what moving rows shows to be open no attacker bounds, who has all tables and any rows in mind', async () => {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  const query: DomainQuery = async ({ sql, params }) => {
    const reader = await connection.runAndReadAll(sql, [...params] as DuckDBValue[]);
    return { columns: [], rows: reader.getRows() as EngineValue[][], truncated: false };
  };
  const tables = fc.subarray<readonly Name[]>([['a'], ['b'], ['s'], ['a', 's'], ['b', 's']], { minLength: 1 });
  const counts = fc.array(fc.oneof(fc.nat(3), fc.nat(9)), { minLength: points.length, maxLength: points.length });
  let shown = 0;
  await fc.assert(
    fc.asyncProperty(counts, tables, async (rows, asked) => {
      await connection.run('create or replace table t (a bigint, b bigint, s bigint)');
      const values = points.flatMap((point, at) =>
        Array.from({ length: rows[at] ?? 0 }, () => `(${names.map((name) => point[name]).join()})`),
      );
      if (values.length > 0) await connection.run(`insert into t values ${values.join()}`);
      const withheld = cellsOf(['a', 'b'], rows)
        .filter((cell) => cell.rows > 0 && cell.rows < K)
        .map((cell) => ({ ...cell, measure: ROWS, small: true }));
      const cut = familyOf(['a', 'b'], rows);
      const guard: GuardFamily = { ...cut, cells: [], withheld, sums: [], shown: [] };
      const families = [cut, ...asked.map((by) => familyOf(by, rows))];
      const policy = { k: K, inference: { width: 0.3 }, dominance: { p: 0.1, n: 2, share: 0.85 } };
      const open = await openByMoving({ shown: families, guarding: [guard], policy, query }, beginAudit());
      const all = (by: readonly Name[]) => cellsOf(by, rows).filter((cell) => cell.rows >= K);
      const known = [
        ...[['a', 'b'] as const, ...asked].flatMap((by) =>
          all(by).map(({ members, rows: total }) => ({ members, total })),
        ),
        ...withheld.map(({ members }) => ({ members, total: K - 1, most: true as const })),
      ];
      for (const cell of withheld) {
        if (!open.has(nameOf(guard, cell))) continue;
        shown += 1;
        const { lo, hi } = attackInterval(points.length, known, cell.members);
        expect(hi - lo).toBeGreaterThanOrEqual(NEED - 1e-6);
      }
    }),
    { numRuns: 15, seed: 20261122 },
  );
  expect(shown).toBeGreaterThan(30);
}, 30_000);
