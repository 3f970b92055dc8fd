import type { CaseActor } from '@sluice/cases';
import type { Db } from '@sluice/database';
import { DomainError, type JsonObject } from '@sluice/kernel';
import { assertPower, type Context } from '../context.ts';
import { describeApplication, type ApplicationView, type DocumentView } from '../describe-application.ts';
import { describeGrant } from '../describe-grant.ts';
import { readAgreement } from '../operation/agreement-store.ts';
import { readNotice } from '../publicity/notice-store.ts';
import type { Paper, PaperRequest } from './paper.ts';

export type Composed = Pick<Paper, 'jurisdiction' | 'profile' | 'contents'>;

/** Lists and views are read-only; what is written down is JSON. */
const json = (value: object): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;

/**
 * What a paper says now, for one who may read what it is about.
 * @throws DomainError `paper.nothing-decided`, `paper.not-signed` (precondition), `document.unknown-kind` (not-found), and
 * what keeps the reader from the object
 */
export async function composePaper(context: Context, db: Db, asked: PaperRequest, actor: CaseActor): Promise<Composed> {
  switch (asked.kind) {
    case 'agreement':
      return signedAgreement(await describeApplication(context, db, asked.object, actor), asked.part ?? '');
    case 'decision':
      return decision(await describeApplication(context, db, asked.object, actor));
    case 'grant':
      return grantLetter(context, db, asked.object, actor);
    case 'operation-agreement':
      return operationAgreement(context, db, asked.object, actor);
    case 'notice':
      return publicNotice(context, db, asked.object);
  }
}

const signaturesOf = (signatures: readonly { readonly party: string; readonly body: string; readonly at: string }[]) =>
  signatures.map(({ party, body, at }) => ({ party, body, at }));

const itemsOf = (items: DocumentView['items']) =>
  items.map(({ id, title, contents }) => ({ id, title, contents: contents ?? null }));

function signedAgreement(application: ApplicationView, part: string): Composed {
  const document = application.documents.find((one) => one.kind === part);
  if (!document) throw new DomainError('document.unknown-kind', 'not-found', { kind: part });
  if (document.state !== 'signed') throw new DomainError('paper.not-signed', 'precondition', { kind: part });
  const { number, jurisdiction, profile, scenarioTitle, filing } = application;
  const contents = {
    ...{ number: number ?? '', jurisdiction, title: document.title, scenario: scenarioTitle },
    ...{ items: itemsOf(document.items), signatures: signaturesOf(document.signatures), signedDigest: document.digest },
    filing: filing.number,
  };
  return { jurisdiction, profile, contents: json(contents) };
}

function decision(application: ApplicationView): Composed {
  const { number, jurisdiction, profile, scenarioTitle, developer, case: file, contents: asked } = application;
  if (!file || file.closedAt === null || (file.state !== 'approved' && file.state !== 'refused'))
    throw new DomainError('paper.nothing-decided', 'precondition', { state: application.state });
  const contents = {
    ...{ number: number ?? '', jurisdiction, developer, scenario: scenarioTitle, purpose: asked.purpose ?? null },
    ...{ outcome: file.state, decidedAt: file.closedAt, objection: application.objection },
    steps: file.steps
      .filter((step) => step.state === 'done')
      .flatMap(({ id, title, kind, clause, opinions }) =>
        opinions.slice(-1).map(({ body, role, at, outcome, reasons }) => ({
          ...{ step: id, title, kind, clause, body, role, at, outcome, reasons },
        })),
      ),
  };
  return { jurisdiction, profile, contents: json(contents) };
}

async function grantLetter(context: Context, db: Db, id: string, actor: CaseActor): Promise<Composed> {
  const grant = await describeGrant(context, db, id, actor);
  const { jurisdiction, profile, developer, operator, scenarioTitle, purpose, techniques, safeguards } = grant;
  const contents = {
    ...{ number: grant.filingNumber ?? grant.id, jurisdiction, developer, operator, scenario: scenarioTitle, purpose },
    ...{ techniques, safeguards, startsAt: grant.startsAt, endsAt: grant.endsAt, protection: grant.protection },
    entries: grant.entries.map(({ resourceId, title, fields, rows }) => ({
      ...{ resourceId, title, rows },
      fields: fields.map((field) => ({ name: field.name, title: field.title })),
    })),
  };
  return { jurisdiction, profile, contents: json(contents) };
}

async function operationAgreement(context: Context, db: Db, id: string, actor: CaseActor): Promise<Composed> {
  const agreement = await readAgreement(db, id);
  const { jurisdiction, profile, operator } = agreement;
  if (operator !== actor.body) assertPower(context, actor, 'operator.read', jurisdiction);
  const definition = context.profiles.version(profile.id, profile.version).agreement.operation.value;
  if (definition.parties.some((party) => !agreement.signatures.some((one) => one.party === party)))
    throw new DomainError('paper.not-signed', 'precondition', { kind: definition.kind });
  const contents = {
    ...{ number: agreement.id, jurisdiction, title: definition.title, operator, field: agreement.field },
    ...{ basis: agreement.basis, mandate: agreement.mandate, minutes: agreement.minutes },
    ...{ startsOn: agreement.startsOn, endsOn: agreement.endsOn, signedDigest: agreement.digest },
    items: definition.items.map((item) => ({
      ...{ id: item.id, title: item.title, contents: agreement.contents[item.id] ?? null },
    })),
    signatures: agreement.signatures.map(({ party, body, at }) => ({ party, body, at: at.toISOString() })),
  };
  return { jurisdiction, profile, contents: json(contents) };
}

/** A notice is public: anybody may have it as a paper. */
async function publicNotice(context: Context, db: Db, id: string): Promise<Composed> {
  const notice = await readNotice(db, id);
  const on = notice.publishedAt.toISOString().slice(0, 10);
  const { id: profileId, version } = context.profiles.current(notice.jurisdiction, on);
  const { number, jurisdiction, kind, title, contents: put, closesOn, clause, digest } = notice;
  const contents = {
    ...{ number, jurisdiction, kind, title, contents: put, closesOn, clause, digest },
    publishedAt: notice.publishedAt.toISOString(),
  };
  return { jurisdiction, profile: { id: profileId, version }, contents: json(contents) };
}
