import type { Db, Tx } from '@sluice/database';
import type { JsonObject } from '@sluice/kernel';
import type { DocumentContents } from './check-document.ts';
import type { AuthorizationTables } from './tables.ts';

const q = (db: Db) => db.q.withTables<AuthorizationTables>();

export interface Signature {
  readonly party: string;
  readonly person: string;
  readonly body: string;
  readonly digest: string;
  readonly at: Date;
  /** Sealed statements over the digest; to be checked by anybody. */
  readonly seals: readonly JsonObject[];
}

export interface Document {
  readonly id: string;
  readonly applicationId: string;
  readonly kind: string;
  readonly revision: number;
  readonly contents: DocumentContents;
  readonly digest: string;
  /** Signatures of the present wording only. */
  readonly signatures: readonly Signature[];
}

export async function readDocuments(db: Db, applicationId: string): Promise<readonly Document[]> {
  const rows = await q(db)
    .selectFrom('authorization.document')
    .selectAll()
    .where('application_id', '=', applicationId)
    .orderBy('kind')
    .execute();
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const signed = await q(db)
    .selectFrom('authorization.signature')
    .selectAll()
    .where('document_id', 'in', ids)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    applicationId: row.application_id,
    kind: row.kind,
    revision: row.revision,
    contents: row.contents,
    digest: row.digest,
    signatures: signed
      .filter((one) => one.document_id === row.id && one.digest === row.digest)
      .map(({ party, person, body, digest, at, seals }) => ({ party, person, body, digest, at, seals: seals ?? [] })),
  }));
}

export async function putDocument(tx: Tx, document: Omit<Document, 'signatures'>, draftedBy: string): Promise<void> {
  const wording = {
    revision: document.revision,
    contents: JSON.stringify(document.contents),
    digest: document.digest,
    drafted_by: draftedBy,
  };
  await q(tx)
    .insertInto('authorization.document')
    .values({ id: document.id, application_id: document.applicationId, kind: document.kind, ...wording })
    .onConflict((conflict) => conflict.columns(['application_id', 'kind']).doUpdateSet(wording))
    .execute();
}

export async function insertSignature(
  tx: Tx,
  id: string,
  documentId: string,
  signature: Omit<Signature, 'seals'>,
  seals: string | null,
): Promise<void> {
  await q(tx)
    .insertInto('authorization.signature')
    .values({ id, document_id: documentId, ...signature, seals })
    .execute();
}
