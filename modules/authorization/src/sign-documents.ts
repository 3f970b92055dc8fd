import type { CaseActor } from '@sluice/cases';
import type { ChangedRow, Tx } from '@sluice/database';
import { DomainError, type Issue, type JsonObject, type Reason } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import type { AgreementDocument, Profile } from '@sluice/profile';
import { lockApplication, nextNumber, updateApplication } from './application-store.ts';
import { checkDocument, digestOf, periodsOf, type DocumentContents } from './check-document.ts';
import type { Application, Period } from './contents.ts';
import {
  actorRef,
  applicationRow,
  assertPower,
  dateOf,
  profileOf,
  sealsOver,
  streamOf,
  versionOf,
  type Context,
} from './context.ts';
import { insertSignature, putDocument, readDocuments, type Document } from './document-store.ts';
import { assertNoIssues } from './draft-application.ts';
import { startGrant } from './start-grant.ts';
import { appointedOperator } from './submit-application.ts';
import { checkTerm } from './term.ts';

/**
 * Drafts an agreement, or words it anew: earlier signatures do not count for new words.
 * Every item is required in its shape (DEV-04); a period stays within the longest term and the operator's own, and
 * holds the period applied for.
 * @throws DomainError with all faults as issues: `document.item-missing`, `document.item-malformed`, `term.*`,
 * `document.period-short`; `document.unknown-kind` (not-found); `application.not-approved` (precondition)
 */
export async function draftDocument(
  context: Context,
  tx: Tx,
  id: string,
  kind: string,
  contents: DocumentContents,
  actor: CaseActor,
): Promise<void> {
  const application = await lockApplication(tx, id);
  const profile = profileOf(context, application);
  const definition = definitionOf(profile, kind);
  assertPower(context, actor, 'document.draft', application.jurisdiction);
  if (partyOf(definition, application, actor) === undefined)
    throw new DomainError('document.not-party', 'forbidden', { kind });
  await assertSignable(context, tx, application);
  const issues = [
    ...checkDocument(definition, contents),
    ...(await periodIssues(tx, profile, application, definition, contents)),
  ];
  assertNoIssues(issues);
  const before = (await readDocuments(tx, application.id)).find((document) => document.kind === kind);
  if (before && isSigned(definition, before)) throw new DomainError('document.signed', 'conflict', { kind });
  const revision = (before?.revision ?? 0) + 1;
  const digest = digestOf(
    JSON.parse(JSON.stringify({ application: application.id, kind, revision, contents })) as JsonObject,
  );
  const document = {
    id: before?.id ?? context.ids.next<'document'>('doc'),
    applicationId: application.id,
    kind,
    revision,
    contents,
    digest,
  };
  await putDocument(tx, document, actor.person);
  record(tx, {
    type: 'authorization.document-drafted',
    stream: streamOf(application),
    actor: actorRef(actor),
    rows: [{ table: 'authorization.document', id: document.id }],
    ruleVersion: versionOf(application.profile),
    payload: { kind, revision, digest },
  });
}

/**
 * A party's confirmation of the wording it saw, by its digest. The last signature starts the grant, or makes the set
 * ready for filing where the profile asks for it.
 * @throws DomainError `document.changed`, `document.signed-by-party` (conflict), `document.not-party` (forbidden),
 * `document.not-drafted` (precondition), `application.lapsed` (precondition)
 */
export async function signDocument(
  context: Context,
  tx: Tx,
  id: string,
  kind: string,
  digest: string,
  actor: CaseActor,
): Promise<void> {
  const application = await lockApplication(tx, id);
  const profile = profileOf(context, application);
  const definition = definitionOf(profile, kind);
  assertPower(context, actor, 'document.sign', application.jurisdiction);
  const party = partyOf(definition, application, actor);
  if (party === undefined) throw new DomainError('document.not-party', 'forbidden', { kind });
  await assertSignable(context, tx, application);
  const document = (await readDocuments(tx, application.id)).find((other) => other.kind === kind);
  if (!document) throw new DomainError('document.not-drafted', 'precondition', { kind });
  if (document.digest !== digest)
    throw new DomainError('document.changed', 'conflict', { kind, digest: document.digest });
  if (document.signatures.some((other) => other.party === party))
    throw new DomainError('document.signed-by-party', 'conflict', { kind, party });
  if (document.signatures.some((other) => other.person === actor.person))
    throw new DomainError('document.one-person', 'forbidden', { kind });
  const signatureId = context.ids.next<'signature'>('sig');
  const signature = { party, person: actor.person, body: actor.body, digest, at: tx.at };
  const seals = await sealsOver(context, tx, actor, digest, `agreement:${kind}`);
  await insertSignature(tx, signatureId, document.id, signature, seals);
  record(tx, {
    type: 'authorization.document-signed',
    stream: streamOf(application),
    actor: actorRef(actor),
    rows: [{ table: 'authorization.signature', id: signatureId }],
    ruleVersion: versionOf(application.profile),
    payload: { kind, digest, party },
  });
  const all = await allSigned(tx, profile, application);
  if (all && !profile.agreement.filing.value.required) await startGrant(context, tx, application, null, actor);
}

/**
 * Takes the signed set on file and gives the number without which no data is released (DEV-05); the grant starts.
 * @throws DomainError `filing.not-required`, `filing.documents-unsigned` (precondition), `filing.wrong-role` (forbidden)
 */
export async function fileDocuments(context: Context, tx: Tx, id: string, actor: CaseActor): Promise<void> {
  const application = await lockApplication(tx, id);
  assertPower(context, actor, 'filing.record', application.jurisdiction);
  const profile = profileOf(context, application);
  const filing = profile.agreement.filing.value;
  if (!filing.required)
    throw new DomainError('filing.not-required', 'precondition', { jurisdiction: application.jurisdiction });
  if (actor.role !== filing.with) throw new DomainError('filing.wrong-role', 'forbidden', { role: filing.with });
  if (application.state !== 'approved')
    throw new DomainError('application.not-approved', 'precondition', { state: application.state });
  const documents = await readDocuments(tx, application.id);
  const unsigned = profile.agreement.documents.value.filter((definition) => {
    const document = documents.find((other) => other.kind === definition.kind);
    return !document || !isSigned(definition, document);
  });
  if (unsigned.length > 0) {
    throw new DomainError('filing.documents-unsigned', 'precondition', {
      kinds: unsigned.map((definition) => definition.kind),
    });
  }
  const number = await nextNumber(tx, application.jurisdiction, 'filing_number', `F-${dateOf(tx.at).slice(0, 4)}-`);
  await updateApplication(tx, application.id, { filing_number: number, filed_at: tx.at });
  const rows: ChangedRow[] = [applicationRow(application.id)];
  record(tx, {
    type: 'authorization.filed',
    stream: streamOf(application),
    actor: actorRef(actor),
    rows,
    ruleVersion: versionOf(application.profile),
    payload: { number, digests: documents.map((document) => document.digest) },
  });
  await startGrant(context, tx, { ...application, filingNumber: number, filedAt: tx.at }, number, actor);
}

/** The documents of a profile with what an application has of them. */
export function definitionOf(profile: Profile, kind: string): AgreementDocument {
  const definition = profile.agreement.documents.value.find((document) => document.kind === kind);
  if (!definition) throw new DomainError('document.unknown-kind', 'not-found', { kind });
  return definition;
}

export const isSigned = (definition: AgreementDocument, document: Document): boolean =>
  definition.parties.every((party) => document.signatures.some((signature) => signature.party === party));

/** The party that the actor stands for: the developer who applied, the operator who was appointed when he did. */
export function partyOf(definition: AgreementDocument, application: Application, actor: CaseActor): string | undefined {
  const body =
    actor.role === 'developer' ? application.developer : actor.role === 'operator' ? application.operator : undefined;
  return body === actor.body && definition.parties.includes(actor.role as never) ? actor.role : undefined;
}

/** Last day to sign: the time to sign begins at the approval. */
async function assertSignable(context: Context, tx: Tx, application: Application): Promise<void> {
  if (application.state !== 'approved')
    throw new DomainError('application.not-approved', 'precondition', { state: application.state });
  if (application.signDueOn !== null && dateOf(tx.at) > application.signDueOn) {
    throw new DomainError('application.lapsed', 'precondition', { dueOn: application.signDueOn });
  }
}

async function periodIssues(
  tx: Tx,
  profile: Profile,
  application: Application,
  definition: AgreementDocument,
  contents: DocumentContents,
): Promise<readonly Issue[]> {
  const appointment = await appointedOperator(
    tx,
    application.jurisdiction,
    dateOf(tx.at),
    application.contents.scenarios?.[0]?.field,
  );
  const rule = profile.term.developer.max_months;
  const within = { of: 'operator' as const, startsOn: appointment.startsOn, endsOn: appointment.endsOn };
  return periodsOf(definition, contents).flatMap(({ item, period }) => {
    const faults: Reason[] = [...checkTerm(period, { maxMonths: rule.value, clause: rule.clause, within })];
    const asked = application.contents.period as Period;
    if (asked.startsOn < period.startsOn || asked.endsOn > period.endsOn) {
      faults.push({ code: 'document.period-short', params: { startsOn: asked.startsOn, endsOn: asked.endsOn } });
    }
    return faults.map((fault) => ({
      code: fault.code,
      path: `contents.${item}`,
      ...(fault.params ? { params: fault.params } : {}),
    }));
  });
}

async function allSigned(tx: Tx, profile: Profile, application: Application): Promise<boolean> {
  const documents = await readDocuments(tx, application.id);
  return profile.agreement.documents.value.every((definition) => {
    const document = documents.find((other) => other.kind === definition.kind);
    return document !== undefined && isSigned(definition, document);
  });
}
