import { randomBytes } from 'node:crypto';
import { createIdSource, createSystemClock } from '@sluice/kernel';
import { createLineage, createPayloadMaster } from '@sluice/ledger';
import { createTransact } from '@sluice/database';
import { openBenchDatabase, type BenchDatabase } from './bench-database.ts';
import { rowOf, type Case, type Row } from './row.ts';

const ROUNDS = 5;
const GOAL_MS = 2_000;
/** Edges of the generated graph; the last one only with SLUICE_BENCH_LARGE, for it takes minutes to make. */
const SIZES = process.env['SLUICE_BENCH_LARGE'] === undefined ? [100_000, 1_000_000] : [100_000, 1_000_000, 10_000_000];

/** Of each hundred edges: what a city's log would hold, calls gathered by order. */
const PRODUCTS_PER_SOURCE = 20;
const ORDERS_PER_PRODUCT = 100;

const reader = { person: 'per_b', body: 'bod_reg', role: 'security-regulator', jurisdiction: 'bench' };

/**
 * A graph of sources, each with an epoch, products frozen from it and orders of them with their buyers, and one source
 * that reaches many. Answers in both directions, and the blast radius of the wide one.
 */
export const lineage: Case = async (say) => {
  const rows: Row[] = [];
  for (const size of SIZES) rows.push(...(await measure(size, say)));
  return rows;
};

async function measure(size: number, say: (line: string) => void): Promise<Row[]> {
  const database = await openBenchDatabase(4);
  try {
    const began = performance.now();
    const edges = await fill(database, size);
    say(`${edges} edges made in ${Math.round((performance.now() - began) / 1000)} s`);
    const ids = createIdSource(Date.now, (n) => randomBytes(n));
    const clock = createSystemClock(Date.now);
    const graph = createLineage({
      ...{ db: database.db, ids, master: createPayloadMaster(randomBytes(32)) },
      transact: createTransact(database.db, { clock, flushActs: async () => [], flushJobs: async () => undefined }),
      columns: async () => [],
      ruleVersion: (jurisdiction) => `${jurisdiction}@1`,
    });
    const times = { forward: [] as number[], back: [] as number[], blast: [] as number[] };
    const timed = async (into: number[], work: () => Promise<unknown>): Promise<void> => {
      const at = performance.now();
      await work();
      into.push(performance.now() - at);
    };
    for (let round = 0; round < ROUNDS; round += 1) {
      const source = 1 + round;
      await timed(times.forward, () => graph.trace(reader, { id: `res_${source}`, direction: 'forward', limit: 150 }));
      await timed(times.back, () =>
        graph.trace(reader, { id: `ord_${source * PRODUCTS_PER_SOURCE * 7}`, direction: 'back', limit: 150 }),
      );
      await timed(times.blast, () => graph.blastRadius(reader, { id: 'res_wide', kind: 'buyer', after: 0, limit: 50 }));
    }
    const word = `${size / 1_000_000} million edges`;
    const figure = (name: keyof typeof times, what: string): Row =>
      rowOf(
        { id: `lineage.${name}-${size}`, what: `${what}, ${word}`, unit: 'ms', goal: GOAL_MS, better: 'lower' },
        times[name],
      );
    return [
      figure('forward', 'from a source to all buyers'),
      figure('back', 'from an order to its sources'),
      figure('blast', 'blast radius of a source that reaches 50,000'),
    ];
  } finally {
    await database.close();
  }
}

/** @returns how many edges there are */
async function fill(database: BenchDatabase, size: number): Promise<number> {
  const perSource = 3 + PRODUCTS_PER_SOURCE * (2 + 3 * ORDERS_PER_PRODUCT);
  const sources = Math.max(10, Math.floor(size / perSource));
  const products = sources * PRODUCTS_PER_SOURCE;
  const orders = products * ORDERS_PER_PRODUCT;
  const node = (kind: string, prefix: string, count: number): string =>
    `insert into ledger.lineage_node (kind, id, jurisdiction) select '${kind}', '${prefix}_' || i, 'bench' from generate_series(1, ${count}) i;`;
  // Numbers are given out in this order, so that a node's number is its offset and its own.
  const at = { res: 0, bat: sources, epo: 2 * sources, rel: 3 * sources, prd: 3 * sources + products };
  const ord = at.prd + products;
  const buyers = Math.ceil(orders / 20);
  const buy = ord + orders;
  const edge = (from: string, to: string, rel: number, count: number): string =>
    `insert into ledger.lineage_edge select ${from}, ${to}, ${rel}, 1, i, i from generate_series(1, ${count}) i on conflict do nothing;`;
  const wide = buy + buyers + 1;
  await database.asOwner(`
    ${node('resource', 'res', sources)} ${node('batch', 'bat', sources)} ${node('epoch', 'epo', sources)}
    ${node('freeze', 'rel', products)} ${node('product', 'prd', products)} ${node('order', 'ord', orders)} ${node('buyer', 'bod', buyers)}
    insert into ledger.lineage_node (kind, id, jurisdiction) values ('resource', 'res_wide', 'bench');
    ${edge('i', `${at.epo} + i`, 5, sources)} ${edge('i', `${at.bat} + i`, 2, sources)} ${edge(`${at.bat} + i`, `${at.epo} + i`, 3, sources)}
    ${edge(`${at.epo} + 1 + (i - 1) / ${PRODUCTS_PER_SOURCE}`, `${at.rel} + i`, 7, products)}
    ${edge(`${at.rel} + i`, `${at.prd} + i`, 8, products)}
    ${edge(`${at.prd} + 1 + (i - 1) / ${ORDERS_PER_PRODUCT}`, `${ord} + i`, 9, orders)}
    ${edge(`${at.rel} + 1 + (i - 1) / ${ORDERS_PER_PRODUCT}`, `${ord} + i`, 10, orders)}
    ${edge(`${ord} + i`, `${buy} + 1 + (i - 1) % ${buyers}`, 11, orders)}
    ${edge(String(wide), `${at.rel} + i`, 7, Math.min(products, 500))}
    analyze ledger.lineage_node; analyze ledger.lineage_edge;`);
  const { rows } = await database.db.pool.query<{ n: number }>('select count(*)::int as n from ledger.lineage_edge');
  return rows[0]?.n ?? 0;
}
