import { createHash } from 'node:crypto';
import { DomainError } from '@sluice/kernel';
import { ident, list, literal } from './ingest/quote-sql.ts';
import { openEpoch } from './open-epoch.ts';
import type { VaultContext } from './vault-context.ts';

export interface EpochMeasure {
  readonly rows: number;
  /** SHA-256 in hex over field names, number of rows and the sum of the rows' digests: equal for equal rows in any order. */
  readonly digest: string;
}

const DEADLINE_MS = 600_000;

/**
 * Rows and the sum of their digests, in two halves of 64 bits. The sums are whole numbers: of `uhugeint` the engine would
 * make a floating one, which comes out differently with every order of the rows.
 */
export function measureSql(fields: readonly string[], source: string): string {
  const record = fields.map((name) => `${literal(name)}: ${ident(name)}`).join(', ');
  const sum = (half: 'lower' | 'upper'): string => `coalesce(sum(md5_number_${half}(record)::hugeint), 0)::varchar`;
  return `select count(*), ${sum('lower')} || ' ' || ${sum('upper')} from (select to_json({${record}})::varchar as record from ${source})`;
}

/**
 * Counts and digests an epoch's rows as they lie in the vault now. Identifiers enter hashed with everything else, so the
 * digest tells nothing about a row.
 * @throws DomainError `vault.field-unknown` (invalid), `vault.count-mismatch` (internal) when the data is not what its statistics say.
 */
export async function measureEpoch(v: VaultContext, epochId: string, fields: readonly string[]): Promise<EpochMeasure> {
  const epoch = await openEpoch(v, epochId);
  try {
    const session = await v.engine.open({ readOnly: epoch.folders });
    try {
      const source = `read_parquet(${list(epoch.files)})`;
      const { columns } = await session.run(
        { sql: `select * from ${source} limit 0` },
        { deadlineMs: DEADLINE_MS, maxRows: 1 },
      );
      const known = fields
        .filter((name) => columns.some((column) => column.name === name) && !name.startsWith('__'))
        .toSorted();
      if (known.length !== fields.length) throw new DomainError('vault.field-unknown', 'invalid', { known });
      const { rows } = await session.run({ sql: measureSql(known, source) }, { deadlineMs: DEADLINE_MS, maxRows: 1 });
      const count = Number(rows[0]?.[0] ?? 0);
      if (count !== epoch.statistics.rows) throw new DomainError('vault.count-mismatch', 'internal', { id: epochId });
      const digest = createHash('sha256')
        .update(`${known.join(',')}\n${count}\n${String(rows[0]?.[1] ?? 0)}`)
        .digest('hex');
      return { rows: count, digest };
    } finally {
      await session.close();
    }
  } finally {
    await epoch.release();
  }
}
