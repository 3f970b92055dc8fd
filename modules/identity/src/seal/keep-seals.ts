import { suites, type Signer, type Suite } from '@sluice/crypto';
import type { Db, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { actorRef, type Actor } from '../decide.ts';
import type { IdentityContext } from '../identity-context.ts';
import type { IdentityTables, SealRow } from '../tables.ts';
import {
  certifiedBytes,
  fromBase64url,
  signedBytes,
  toBase64url,
  type SealCertificate,
  type SealedStatement,
  type SealOwner,
  type SealTrust,
} from './sealed-statement.ts';

const q = (db: Db) => db.q.withTables<IdentityTables>();

const YEAR_MS = 365 * 86_400_000;
/** Validity of a certificate; the platform's own outlives those it issues. */
const YEARS: Readonly<Record<SealOwner, number>> = { person: 2, body: 3, platform: 10 };

export interface SealView {
  readonly id: string;
  readonly ownerKind: SealOwner;
  readonly owner: string;
  readonly suite: Suite['name'];
  readonly publicKey: string;
  readonly issuedAt: string;
  readonly validUntil: string;
  readonly revoked: { readonly at: string; readonly reason: string } | null;
}

const viewOf = (row: SealRow): SealView => ({
  ...{ id: row.id, ownerKind: row.owner_kind, owner: row.owner, suite: row.suite, publicKey: row.public_key },
  ...{ issuedAt: row.issued_at.toISOString(), validUntil: row.valid_until.toISOString() },
  revoked: row.revoked_at && { at: row.revoked_at.toISOString(), reason: row.revoked_reason ?? '' },
});

const certificateOf = (row: SealRow): SealCertificate => ({
  ...{ seal: row.id, ownerKind: row.owner_kind, owner: row.owner, suite: row.suite, publicKey: row.public_key },
  ...{ issuedAt: row.issued_at.toISOString(), validUntil: row.valid_until.toISOString() },
  signature: row.certificate,
});

/**
 * Makes a signature for the person who asks, or a seal for the body it acts for (SHR-07). The private key never leaves the
 * platform: it is kept sealed. @throws DomainError `seal.issued` (conflict), `seal.no-secrets` (unavailable)
 */
export async function issueSeal(
  context: IdentityContext,
  tx: Tx,
  actor: Actor,
  asked: { readonly owner: 'person' | 'body'; readonly suite: Suite['name'] },
): Promise<SealView> {
  const owner = asked.owner === 'person' ? actor.person : actor.body;
  if (await findActive(tx, asked.owner, owner, asked.suite)) throw new DomainError('seal.issued', 'conflict');
  const issuer = await ensureIssuer(context, tx, asked.suite);
  return viewOf(await makeSeal(context, tx, { ownerKind: asked.owner, owner, suite: asked.suite }, issuer, actor));
}

/** A person revokes the own signature, anybody of a body its seal. @throws DomainError `seal.not-found`, `seal.revoked` */
export async function revokeSeal(
  context: IdentityContext,
  tx: Tx,
  actor: Actor,
  id: string,
  reason: string,
): Promise<SealView> {
  const row = await q(tx).selectFrom('identity.seal').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  const own = row?.owner_kind === 'person' ? row.owner === actor.person : row?.owner === actor.body;
  if (!row || !own) throw new DomainError('seal.not-found', 'not-found', { seal: id });
  if (row.revoked_at) throw new DomainError('seal.revoked', 'conflict');
  await q(tx)
    .updateTable('identity.seal')
    .set({ revoked_at: tx.at, revoked_reason: reason })
    .where('id', '=', id)
    .execute();
  enter(context, tx, row, actor, 'identity.seal-revoked');
  return viewOf({ ...row, revoked_at: tx.at, revoked_reason: reason });
}

/** The active signature and seal of whoever acts. */
export async function listSeals(db: Db, actor: Actor): Promise<readonly SealView[]> {
  const rows = await q(db)
    .selectFrom('identity.seal')
    .selectAll()
    .where((where) =>
      where.or([
        where.and([where('owner_kind', '=', 'person'), where('owner', '=', actor.person)]),
        where.and([where('owner_kind', '=', 'body'), where('owner', '=', actor.body)]),
      ]),
    )
    .orderBy('issued_at')
    .orderBy('id')
    .execute();
  return rows.map(viewOf);
}

/**
 * Signs a digest for a purpose with what the actor has: the own signature and the seal of the body. Nothing where there is
 * neither: a signature in the platform's record is then all.
 */
export async function signWithSeals(
  context: IdentityContext,
  tx: Tx,
  actor: Pick<Actor, 'person' | 'body'>,
  given: { readonly digest: string; readonly purpose: string },
): Promise<readonly SealedStatement[]> {
  const rows = await q(tx)
    .selectFrom('identity.seal')
    .selectAll()
    .where('revoked_at', 'is', null)
    .where('valid_until', '>', tx.at)
    .where((where) =>
      where.or([
        where.and([where('owner_kind', '=', 'person'), where('owner', '=', actor.person)]),
        where.and([where('owner_kind', '=', 'body'), where('owner', '=', actor.body)]),
      ]),
    )
    .orderBy('id')
    .execute();
  const at = tx.at.toISOString();
  const statements: SealedStatement[] = [];
  for (const row of rows) {
    const certificate = certificateOf(row);
    const unsigned = { ...given, at, certificate };
    const signature = toBase64url((await signerOf(context, tx, row)).sign(signedBytes(unsigned)));
    statements.push({ ...unsigned, signature });
  }
  return statements;
}

/** What a verifier needs: the issuer's keys, and which seals were revoked when. */
export async function sealTrust(
  db: Db,
): Promise<{ readonly issuers: SealTrust['issuers']; readonly revoked: { seal: string; at: string }[] }> {
  const issuers = await q(db)
    .selectFrom('identity.seal')
    .select(['suite', 'public_key'])
    .where('owner_kind', '=', 'platform')
    .where('revoked_at', 'is', null)
    .execute();
  const revoked = await q(db)
    .selectFrom('identity.seal')
    .select(['id', 'revoked_at'])
    .where('revoked_at', 'is not', null)
    .orderBy('revoked_at')
    .limit(10_000)
    .execute();
  return {
    issuers: Object.fromEntries(issuers.map((one) => [one.suite, one.public_key])),
    revoked: revoked.map((one) => ({ seal: one.id, at: one.revoked_at?.toISOString() ?? '' })),
  };
}

/** Signs with the platform's own key, which is made when it is first needed. */
export async function openIssuer(context: IdentityContext, tx: Tx): Promise<Signer> {
  return signerOf(context, tx, await ensureIssuer(context, tx, 'intl'));
}

/** The same where nothing may be written: nothing while there is no such key. */
export async function findIssuer(context: IdentityContext, db: Db): Promise<Signer | undefined> {
  const row = await findActive(db, 'platform', '', 'intl');
  return row && signerOf(context, db, row);
}

async function findActive(db: Db, kind: SealOwner, owner: string, suite: Suite['name']): Promise<SealRow | undefined> {
  return q(db)
    .selectFrom('identity.seal')
    .selectAll()
    .where('owner_kind', '=', kind)
    .where('owner', '=', owner)
    .where('suite', '=', suite)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
}

/** The platform's own seal of a suite, made when it is first needed. */
async function ensureIssuer(context: IdentityContext, tx: Tx, suite: Suite['name']): Promise<SealRow> {
  const there = await findActive(tx, 'platform', '', suite);
  return there ?? makeSeal(context, tx, { ownerKind: 'platform', owner: '', suite }, undefined, undefined);
}

async function makeSeal(
  context: IdentityContext,
  tx: Tx,
  of: { readonly ownerKind: SealOwner; readonly owner: string; readonly suite: Suite['name'] },
  issuer: SealRow | undefined,
  actor: Actor | undefined,
): Promise<SealRow> {
  const { secrets } = context;
  if (!secrets) throw new DomainError('seal.no-secrets', 'unavailable');
  const suite = suites[of.suite];
  const pair = suite.generateKeyPair();
  const id = context.ids.next<'seal'>('seal');
  const bare: SealCertificate = {
    ...{ seal: id, ...of, publicKey: toBase64url(suite.createSigner(pair).publicKey) },
    ...{ issuedAt: tx.at.toISOString(), signature: '' },
    validUntil: new Date(tx.at.getTime() + YEARS[of.ownerKind] * YEAR_MS).toISOString(),
  };
  const certificate = issuer ? toBase64url((await signerOf(context, tx, issuer)).sign(certifiedBytes(bare))) : '';
  const row: SealRow = {
    ...{ id, owner_kind: of.ownerKind, owner: of.owner, suite: of.suite, public_key: bare.publicKey, certificate },
    ...{ issued_at: tx.at, valid_until: new Date(bare.validUntil), revoked_at: null, revoked_reason: null },
  };
  await q(tx).insertInto('identity.seal').values(row).execute();
  await q(tx)
    .insertInto('identity.seal_key')
    .values({ id, sealed: toBase64url(secrets.seal(pair.privateKey, id)) })
    .execute();
  enter(context, tx, row, actor, 'identity.seal-issued');
  return row;
}

async function signerOf(context: IdentityContext, db: Db, row: SealRow) {
  const kept = await q(db).selectFrom('identity.seal_key').select('sealed').where('id', '=', row.id).executeTakeFirst();
  if (!kept || !context.secrets) throw new DomainError('seal.no-secrets', 'unavailable');
  const suite = suites[row.suite];
  const privateKey = context.secrets.open(fromBase64url(kept.sealed), row.id);
  return suite.createSigner({ algorithm: row.suite === 'gm' ? 'sm2-sm3' : 'ed25519', privateKey });
}

function enter(
  context: IdentityContext,
  tx: Tx,
  row: SealRow,
  actor: Actor | undefined,
  type: 'identity.seal-issued' | 'identity.seal-revoked',
): void {
  record(tx, {
    type,
    stream: `seal:${row.id}`,
    actor: actor ? actorRef(actor) : { kind: 'system', part: 'seals' },
    subjects: row.owner_kind === 'body' ? [{ kind: 'body', id: row.owner, rel: 'about' }] : [],
    rows: [{ table: 'identity.seal', id: row.id }],
    ruleVersion: context.ruleVersion,
    payload: { ownerKind: row.owner_kind, suite: row.suite },
  });
}
