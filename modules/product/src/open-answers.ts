import type { Db } from '@sluice/database';
import type { StoredAnswer } from './freeze-cube.ts';
import type { FrozenCube } from './product.ts';
import type { ProductOptions } from './product-context.ts';
import { readAnswers, readProduct, type AnswerRow, type ReleaseRow } from './store.ts';

const labelOf = (freezeId: string, key: string): string => `answer\n${freezeId}\n${key}`;

/** Answers as they are stored: sealed where the cube came with a seal. */
export const sealAnswers = (cube: FrozenCube, answers: readonly StoredAnswer[]): readonly StoredAnswer[] =>
  answers.map((one) => (cube.seal ? { ...one, rows: cube.seal(labelOf(cube.freezeId, one.key), one.rows) } : one));

/** Answers of a release, opened. @throws where the workspace or an epoch behind them was destroyed */
export async function openAnswers(
  context: Pick<ProductOptions, 'openAnswers'>,
  db: Db,
  release: ReleaseRow,
): Promise<readonly AnswerRow[]> {
  const rows = await readAnswers(db, release.id);
  if (!context.openAnswers) return rows;
  const { grant_id: grantId } = await readProduct(db, release.product_id);
  // Answers of before are not sealed, and their grant may have no workspace.
  if (rows.every((row) => row.rows.startsWith('['))) return rows;
  const sealer = await context.openAnswers(
    db,
    grantId,
    release.epochs.map((epoch) => epoch.epochId),
  );
  return rows.map((row) => ({ ...row, rows: sealer.open(labelOf(release.freeze_id, row.key), row.rows) }));
}
