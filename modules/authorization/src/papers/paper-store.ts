import type { Db, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import type { Selectable } from 'kysely';
import type { AuthorizationTables } from '../tables.ts';
import type { Paper, PaperKind } from './paper.ts';

const q = (db: Db) => db.q.withTables<AuthorizationTables>();

const toPaper = (row: Selectable<AuthorizationTables['authorization.paper']>): Paper => ({
  ...{ id: row.id, code: row.code, kind: row.kind, object: row.object, part: row.part },
  jurisdiction: row.jurisdiction,
  profile: { id: row.profile_id, version: row.profile_version },
  ...{ contents: row.contents, digest: row.digest, issuedAt: row.issued_at },
});

/** The paper that says just this, if it was given out before. */
export async function findPaper(
  db: Db,
  of: Pick<Paper, 'kind' | 'object' | 'part' | 'digest'>,
): Promise<Paper | undefined> {
  const row = await q(db)
    .selectFrom('authorization.paper')
    .selectAll()
    .where('kind', '=', of.kind)
    .where('object', '=', of.object)
    .where('part', '=', of.part)
    .where('digest', '=', of.digest)
    .executeTakeFirst();
  return row && toPaper(row);
}

/** @throws DomainError `paper.unknown` (not-found) */
export async function readPaper(db: Db, by: { readonly id: string } | { readonly code: string }): Promise<Paper> {
  const query = q(db).selectFrom('authorization.paper').selectAll();
  const row = await ('id' in by ? query.where('id', '=', by.id) : query.where('code', '=', by.code)).executeTakeFirst();
  if (!row) throw new DomainError('paper.unknown', 'not-found');
  return toPaper(row);
}

/** The paper of an object that was given out last. @throws DomainError `paper.unknown` (not-found) */
export async function findLatest(db: Db, kind: PaperKind, object: string): Promise<Paper> {
  const row = await q(db)
    .selectFrom('authorization.paper')
    .selectAll()
    .where('kind', '=', kind)
    .where('object', '=', object)
    .orderBy('issued_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row) throw new DomainError('paper.unknown', 'not-found');
  return toPaper(row);
}

export async function insertPaper(tx: Tx, paper: Paper): Promise<void> {
  await q(tx)
    .insertInto('authorization.paper')
    .values({
      ...{ id: paper.id, code: paper.code, kind: paper.kind, object: paper.object, part: paper.part },
      ...{ jurisdiction: paper.jurisdiction, profile_id: paper.profile.id, profile_version: paper.profile.version },
      ...{ contents: JSON.stringify(paper.contents), digest: paper.digest, issued_at: paper.issuedAt },
    })
    .execute();
}
