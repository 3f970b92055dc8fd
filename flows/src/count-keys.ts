import type { DomainAccess } from '@sluice/gate';
import { DomainError } from '@sluice/kernel';
import type { EpochRef, KeyQuestion } from '@sluice/product';

const IDENTIFIER = /^[a-z_\p{Lo}][a-z0-9_\p{Lo}]{0,62}$/u;
/** Values asked for in one statement. */
const CHUNK = 500;

const deadline = { deadlineMs: 60_000, maxRows: 1 };

/**
 * Asks inside the domain how many texts of a product's answers are keys or identifiers of a source (check 3, PRD-05).
 * Only the number leaves.
 */
export async function countKeys(
  domain: DomainAccess,
  epochs: readonly EpochRef[],
  question: KeyQuestion,
): Promise<number> {
  const epoch = epochs.find((one) => one.resourceId === question.resourceId);
  if (!epoch) return 0;
  if (!IDENTIFIER.test(question.field)) throw new DomainError('flow.field-name', 'internal');
  const session = await domain.open([epoch.epochId]);
  try {
    const files = (session.files[epoch.epochId] ?? []).map((path) => `'${path.replaceAll("'", "''")}'`).join(', ');
    let count = 0;
    for (let from = 0; from < question.values.length; from += CHUNK) {
      const values = question.values.slice(from, from + CHUNK);
      const places = values.map((_, i) => `$${i + 1}`).join(', ');
      const sql = `select count(distinct cast("${question.field}" as varchar)) as n from read_parquet([${files}]) where cast("${question.field}" as varchar) in (${places})`;
      const result = await session.engine.run({ sql, params: values }, deadline);
      count += Number(result.rows[0]?.[0] ?? 0);
    }
    return count;
  } finally {
    await session.close();
  }
}
