import type { CaseActor, CaseView } from '@sluice/cases';
import type { Db } from '@sluice/database';
import { DomainError, type JsonObject } from '@sluice/kernel';
import type { Profile } from '@sluice/profile';
import { adviseMinimal, type Advice } from './advise-minimal.ts';
import { listApplications, readApplication, type ApplicationFilter, type WordsFilter } from './application-store.ts';
import { readAssessment, readConsents } from './consent-and-risk.ts';
import { missingParts } from './check-contents.ts';
import type { DocumentItem } from './check-document.ts';
import type { Application, ApplicationContents, ApplicationState } from './contents.ts';
import { assertPower, dateOf, profileOf, type Context } from './context.ts';
import { readDocuments, type Document } from './document-store.ts';
import { filingClock } from './filing-clock.ts';
import { isSigned, partyOf } from './sign-documents.ts';

export interface ApplicationRow {
  readonly id: string;
  readonly number: string | null;
  readonly jurisdiction: string;
  readonly developer: string;
  readonly state: ApplicationState;
  readonly scenario: string | null;
  readonly scenarioTitle: string | null;
  readonly submittedAt: string | null;
  readonly current: {
    readonly step: string;
    readonly title: string;
    readonly titleEn: string;
    readonly role: string;
    readonly dueOn: string;
    readonly light: 'green' | 'yellow' | 'red';
  } | null;
  readonly grantId: string | null;
}

export interface DocumentView {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly titleEn: string;
  readonly state: 'required' | 'draft' | 'signed';
  readonly parties: string[];
  readonly items: {
    readonly id: string;
    readonly title: string;
    readonly titleEn: string;
    readonly type: string;
    readonly contents: DocumentItem | null;
  }[];
  readonly digest: string | null;
  readonly signatures: {
    readonly party: string;
    readonly body: string;
    readonly person: string;
    readonly at: string;
    readonly digest: string;
    readonly seals: JsonObject[];
  }[];
}

export interface ApplicationView extends ApplicationRow {
  readonly contents: ApplicationContents;
  readonly profile: { readonly id: string; readonly version: string };
  readonly missing: string[];
  /** What could be asked for less, while the application may still be changed. */
  readonly advice: Advice[];
  readonly case: CaseView | null;
  readonly documents: DocumentView[];
  readonly filing: {
    readonly required: boolean;
    readonly number: string | null;
    readonly at: string | null;
    readonly clause: string;
    /** Last day for it, once everything is signed. */
    readonly dueOn: string | null;
    readonly late: boolean;
  };
  readonly objection: { readonly to: string; readonly withinWorkingDays: number; readonly clause: string };
  readonly assessment: {
    /** Whether the text asks for one before the decision (APP-06). */
    readonly required: boolean;
    readonly level: 'low' | 'medium' | 'high' | null;
    readonly risks: string[];
    readonly measures: string[];
    readonly accepted: boolean;
  };
  /** What the providing agencies said; `required` where the grant rests on it (AOC-10). */
  readonly consents: {
    readonly required: boolean;
    readonly given: { readonly body: string; readonly decision: 'consent' | 'refuse'; readonly at: string }[];
  };
  readonly mayDo: string[];
}

/** State, handler, limits, findings, reasons, what is next and how to object (APP-10), for one who may see them. */
export async function describeApplication(
  context: Context,
  db: Db,
  id: string,
  actor: CaseActor,
): Promise<ApplicationView> {
  const application = await readApplication(db, id);
  assertSeen(context, application, actor);
  const profile = profileOf(context, application);
  const file = application.caseId === null ? null : await context.cases.describeCase(db, application.caseId);
  const documents = await readDocuments(db, application.id);
  const handles =
    application.caseId !== null &&
    file?.next?.act === 'act-on-step' &&
    (await context.cases.mayHandle(db, application.caseId, actor)).allowed;
  const { objection, limits, agreement } = profile;
  const assessment = await readAssessment(db, application.id);
  const consents = await readConsents(db, application.id);
  const awaits = assessment?.level === 'high' && assessment.acceptedAt === null;
  return {
    ...rowOf(application, file),
    contents: application.contents,
    profile: application.profile,
    missing: missingParts(profile, application.contents),
    advice: await adviceOn(context, db, application, profile),
    case: file,
    documents: documentViews(profile, application, documents),
    filing: {
      required: agreement.filing.value.required,
      number: application.filingNumber,
      at: application.filedAt?.toISOString() ?? null,
      clause: agreement.filing.clause,
      ...filingClock(
        profile,
        documents,
        application.filedAt,
        await context.cases.calendar(db),
        dateOf(context.clock.now()),
      ),
    },
    objection: { to: objection.to.value, withinWorkingDays: limits.objection.value, clause: limits.objection.clause },
    assessment: {
      required: profile.application.prior_assessment.value,
      level: assessment?.level ?? null,
      risks: [...(assessment?.risks ?? [])],
      measures: [...(assessment?.measures ?? [])],
      accepted: assessment?.acceptedAt !== undefined && assessment.acceptedAt !== null,
    },
    consents: {
      required: profile.grant.consents.value.includes('source-agency'),
      given: consents.map(({ body, decision, at }) => ({ body, decision, at: at.toISOString() })),
    },
    mayDo: [
      ...(handles ? ['act-on-step', 'explain-delay'] : []),
      ...ownActs(profile, application, documents, actor, awaits),
    ],
  };
}

async function adviceOn(context: Context, db: Db, application: Application, profile: Profile): Promise<Advice[]> {
  const asked = application.contents.entries ?? [];
  if (asked.length === 0 || !['draft', 'in-review', 'supplement'].includes(application.state)) return [];
  const ids = asked.map(({ resourceId }) => resourceId);
  return [...adviseMinimal(profile, await context.catalogue.findEntries(db, application.jurisdiction, ids), asked)];
}

/** Drafts belong to their developer; an application handed in is seen by those whose role in its jurisdiction sees it. */
function assertSeen(context: Context, application: Application, actor: CaseActor): void {
  if (application.developer === actor.body) return;
  const hidden = actor.role === 'developer' || application.submittedAt === null;
  if (hidden) throw new DomainError('application.not-found', 'not-found', { application: application.id });
  assertPower(context, actor, 'application.read', application.jurisdiction, application.developer);
}

function ownActs(
  profile: Profile,
  application: Application,
  documents: readonly Document[],
  actor: CaseActor,
  /** A high risk waits for its measures to be accepted. */
  awaits: boolean,
): string[] {
  const acts: string[] = [];
  const own = application.developer === actor.body && actor.role === 'developer';
  const { state } = application;
  const provides = actor.role === 'source-agency' && (application.contents.providers ?? []).includes(actor.body);
  const reviewed = ['in-review', 'supplement'].includes(state);
  if (provides && profile.grant.consents.value.includes('source-agency') && (reviewed || state === 'approved'))
    acts.push('consent');
  if (reviewed && (actor.role === 'operator' || actor.role === 'security-regulator')) acts.push('assess');
  if (reviewed && awaits && (actor.role === 'data-authority' || actor.role === 'security-regulator'))
    acts.push('accept-measures');
  if (own && state === 'draft') acts.push('edit', 'submit');
  if (own && state === 'supplement') acts.push('supplement');
  if (own && ['draft', 'in-review', 'supplement', 'approved'].includes(state)) acts.push('withdraw');
  if (own && ['refused', 'withdrawn', 'lapsed'].includes(state)) acts.push('apply-again');
  if (own && state === 'refused' && profile.appeal.re_examination.value) acts.push('re-examine');
  if (state !== 'approved') return acts;
  const required = profile.agreement.documents.value;
  for (const definition of required) {
    const party = partyOf(definition, application, actor);
    const document = documents.find((other) => other.kind === definition.kind);
    if (party === undefined || (document && isSigned(definition, document))) continue;
    if (party === 'operator') acts.push(`draft:${definition.kind}`);
    if (document && !document.signatures.some((signature) => signature.party === party))
      acts.push(`sign:${definition.kind}`);
  }
  const all = required.every((definition) =>
    documents.some((document) => document.kind === definition.kind && isSigned(definition, document)),
  );
  if (all && actor.role === profile.agreement.filing.value.with) acts.push('file');
  return acts;
}

function documentViews(profile: Profile, application: Application, documents: readonly Document[]): DocumentView[] {
  return profile.agreement.documents.value.map((definition) => {
    const document = documents.find((other) => other.kind === definition.kind);
    return {
      // A document that nobody drafted yet has no id of its own: it is known by its application.
      id: document?.id ?? application.id,
      kind: definition.kind,
      title: definition.title,
      titleEn: definition.title_en,
      state: document ? (isSigned(definition, document) ? 'signed' : 'draft') : 'required',
      parties: [...definition.parties],
      items: definition.items.map((item) => ({
        id: item.id,
        title: item.title,
        titleEn: item.title_en,
        type: item.type,
        contents: document?.contents[item.id] ?? null,
      })),
      digest: document?.digest ?? null,
      signatures: (document?.signatures ?? []).map((signature) => ({
        ...signature,
        seals: [...signature.seals],
        at: signature.at.toISOString(),
      })),
    };
  });
}

function rowOf(application: Application, file: CaseView | null): ApplicationRow {
  const step =
    file?.state === 'open' || file?.state === 'supplement'
      ? file.steps.find((one) => one.state === 'current')
      : undefined;
  return {
    id: application.id,
    number: application.number,
    jurisdiction: application.jurisdiction,
    developer: application.developer,
    state: application.state,
    scenario: application.scenario ?? application.contents.scenarios?.[0]?.code ?? null,
    scenarioTitle: application.contents.scenarios?.[0]?.title ?? null,
    submittedAt: application.submittedAt?.toISOString() ?? null,
    current: step
      ? {
          step: step.id,
          title: step.title,
          titleEn: step.titleEn,
          role: step.role,
          dueOn: file?.next?.dueOn ?? step.dueOn ?? '',
          light: step.light ?? 'green',
        }
      : null,
    grantId: application.grantId,
  };
}

export interface ApplicationQuery {
  readonly jurisdiction?: string | undefined;
  readonly state?: ApplicationState | undefined;
  /** Only those whose current step the reader handles. */
  readonly mine?: 'to-handle' | undefined;
  readonly page?: number | undefined;
  readonly words?: WordsFilter | undefined;
}

const PAGE = 50;
/** Open cases looked through for one person's work: more than a city has at a time. */
const OPEN_CASES = 2000;

/** A developer sees its own applications, other roles those handed in in their jurisdiction. */
export async function listApplicationRows(
  context: Context,
  db: Db,
  query: ApplicationQuery,
  actor: CaseActor,
): Promise<{ items: ApplicationRow[]; total: number }> {
  const developer = actor.role === 'developer';
  if (!developer) assertPower(context, actor, 'application.read', query.jurisdiction ?? actor.jurisdiction);
  const scope: Omit<ApplicationFilter, 'limit'> = {
    jurisdiction: developer ? query.jurisdiction : (query.jurisdiction ?? actor.jurisdiction),
    developer: developer ? actor.body : undefined,
    submitted: developer ? undefined : true,
    state: query.mine ? 'in-review' : query.state,
    words: query.words,
  };
  const page = query.mine ? { offset: 0, limit: OPEN_CASES } : { offset: ((query.page ?? 1) - 1) * PAGE, limit: PAGE };
  const { items, total } = await listApplications(db, { ...scope, ...page });
  const files = await context.cases.describeCases(
    db,
    items.flatMap((application) => application.caseId ?? []),
  );
  const fileOf = (application: Application) => files.find((file) => file.id === application.caseId) ?? null;
  if (!query.mine) return { items: items.map((application) => rowOf(application, fileOf(application))), total };
  const mine = items.filter((application) => {
    const next = fileOf(application)?.next;
    return next?.act === 'act-on-step' && next.role === actor.role && (next.body === null || next.body === actor.body);
  });
  return { items: mine.map((application) => rowOf(application, fileOf(application))), total: mine.length };
}
