import type { Db } from '@sluice/database';
import { answerDigest, cubeDigest } from './freeze-cube.ts';
import { tables } from './store.ts';

/** Answers of a release in plain text, by their keys; null where the keys that sealed them were destroyed. */
export type OpenAnswers = (db: Db, releaseId: string) => Promise<readonly { key: string; rows: string }[] | null>;

/** Sealed answers are text of another alphabet: canonical JSON of rows begins so. */
const isPlain = (rows: string): boolean => rows.startsWith('[');

/**
 * Computes the digest of every release again from its answers: `product.answer` is not under guard row by row, and this
 * is what shows that no answer was changed, added or taken away. Calls `differs` with `table/id` for each one that was.
 * Without `open` sealed answers are held against the digest of all, and not opened.
 */
export async function auditAnswers(db: Db, differs: (place: string) => void, open?: OpenAnswers): Promise<void> {
  const releases = await tables(db)
    .selectFrom('product.release')
    .select(['id', 'columns', 'domain', 'cube_digest'])
    .orderBy('id')
    .execute();
  for (const release of releases) {
    const answers = await tables(db)
      .selectFrom('product.answer')
      .select(['id', 'key', 'rows', 'digest'])
      .where('release_id', '=', release.id)
      .execute();
    const sealed = answers.some((answer) => !isPlain(answer.rows));
    const opened = sealed && open ? await openQuietly(open, db, release.id) : 'kept';
    if (opened === 'spoilt') differs(`product.release/${release.id}`);
    const plain = new Map(opened instanceof Array ? opened.map((one) => [one.key, one.rows]) : []);
    for (const answer of answers) {
      const rows = isPlain(answer.rows) ? answer.rows : plain.get(answer.key);
      if (rows !== undefined && answerDigest(answer.key, rows) !== answer.digest)
        differs(`product.answer/${answer.id}`);
    }
    // An answer that was added, taken away, or changed together with its digest shows in the digest of all.
    const ordered = answers.toSorted((a, b) => (a.key < b.key ? -1 : 1));
    if (cubeDigest(release, ordered) !== release.cube_digest) differs(`product.release/${release.id}`);
  }
}

async function openQuietly(open: OpenAnswers, db: Db, releaseId: string) {
  try {
    return (await open(db, releaseId)) ?? ('kept' as const);
  } catch {
    return 'spoilt' as const;
  }
}
