import type { Db } from '@sluice/database';
import { findSegments } from '../store.ts';

/** Which of the keys belong to segments; the others are dictionaries, quarantines, uploads, epochs and workspaces. */
export async function segmentsAmong(db: Db, keyIds: readonly string[]): Promise<readonly string[]> {
  return (await findSegments(db, keyIds)).map((segment) => segment.id);
}
