import { delimitedLine } from '@sluice/connectors';
import { DomainError } from '@sluice/kernel';
import { ident, list } from './ingest/quote-sql.ts';
import { openEpoch } from './open-epoch.ts';
import { currentEpochOf } from './store.ts';
import type { VaultContext } from './vault-context.ts';

const PAGE = 5_000;
const DEADLINE_MS = 60_000;

/**
 * The records of a resource as delimited text, for the owner who has them back (SOC-04); whoever calls it has asked whether
 * he may. Declared fields alone, in no order.
 * @throws DomainError `vault.nothing-to-destroy` (not-found) where nothing is left
 */
export async function* exportRecords(v: VaultContext, resourceId: string, fields: readonly string[]) {
  const current = await currentEpochOf(v.db, resourceId);
  if (!current) throw new DomainError('vault.nothing-to-destroy', 'not-found', { id: resourceId });
  const epoch = await openEpoch(v, current.id);
  try {
    const session = await v.engine.open({ readOnly: epoch.folders });
    try {
      const columns = fields.map((name) => `${ident(name)}::varchar`).join(', ');
      yield delimitedLine(fields);
      for (const file of epoch.files) {
        for (let offset = 0; ; offset += PAGE) {
          const page = `select ${columns} from read_parquet(${list([file])}, file_row_number = true) where file_row_number >= ${offset} and file_row_number < ${offset + PAGE}`;
          const { rows } = await session.run({ sql: page }, { deadlineMs: DEADLINE_MS, maxRows: PAGE });
          yield rows.map((row) => delimitedLine(row.map((value) => (value === null ? null : String(value))))).join('');
          if (rows.length < PAGE) break;
        }
      }
    } finally {
      await session.close();
    }
  } finally {
    await epoch.release();
  }
}
