import type { CaseActor } from '@sluice/cases';
import type { Committed, Db, Tx } from '@sluice/database';
import type { CivilDate, JsonObject, Reason } from '@sluice/kernel';
import type { DocumentContents } from '../check-document.ts';
import { assertPower, dateOf, type Context } from '../context.ts';
import { grantView, type GrantView } from '../describe-grant.ts';
import { findGrantIds } from '../grant-store.ts';
import { resumeGrant, suspendGrant } from '../hold-grants.ts';
import { takeOverDeveloper, type NewAdmission } from '../standing/admit-developer.ts';
import {
  evaluateDeveloper,
  measureDeveloper,
  type NewDeveloperMeasure,
  type NewEvaluation,
} from '../standing/measure-developer.ts';
import {
  readAdmissions,
  readDeveloperMeasures,
  readEvaluations,
  type AdmissionFilter,
} from '../standing/standing-store.ts';
import { standingOf, type Admission, type DeveloperMeasure, type Evaluation } from '../standing/standing.ts';
import { lastDayOfTerm } from '../term.ts';
import { isRunning, operationMode, type OperationAgreement, type OperationMode } from './agreement.ts';
import { findAgreements, readAgreement, standingOfOperator, type AgreementFilter } from './agreement-store.ts';
import { draftAgreement, signAgreement, takeOverOperator, type NewAgreement } from './conclude-agreement.ts';
import { endAgreement, grantsToEnd, measureAgreement, type AgreementEnd, type NewMeasure } from './end-agreement.ts';

type Written<T> = Promise<Committed<T>>;

/** An operation agreement as it goes out. */
export interface AgreementView {
  readonly id: string;
  readonly jurisdiction: string;
  readonly operator: string;
  readonly field: string | null;
  readonly selectionId: string | null;
  readonly takenOver: boolean;
  readonly basis: string;
  readonly mandate: string | null;
  readonly minutes: string | null;
  readonly profile: { readonly id: string; readonly version: string };
  readonly contents: DocumentContents;
  readonly limits: { readonly fields: string[] | null; readonly forms: string[] | null };
  readonly digest: string;
  readonly startsOn: CivilDate;
  readonly endsOn: CivilDate;
  readonly state: OperationAgreement['state'];
  readonly renewalDue: boolean;
  readonly ended: { readonly at: string; readonly ground: string; readonly handover: string } | null;
  readonly signatures: {
    readonly party: string;
    readonly body: string;
    readonly at: string;
    readonly seals: JsonObject[];
  }[];
  readonly measures: {
    readonly kind: string;
    readonly reasons: string[];
    readonly dueOn: CivilDate | null;
    readonly role: string;
    readonly at: string;
  }[];
}

export const agreementView = (one: OperationAgreement): AgreementView => ({
  ...{ id: one.id, jurisdiction: one.jurisdiction, operator: one.operator, field: one.field, basis: one.basis },
  ...{ selectionId: one.selectionId, takenOver: one.takenOver, mandate: one.mandate, minutes: one.minutes },
  ...{ profile: one.profile, contents: one.contents, digest: one.digest, state: one.state },
  ...{ startsOn: one.startsOn, endsOn: one.endsOn, renewalDue: one.renewalDueAt !== null && one.state !== 'ended' },
  limits: { fields: one.limits.fields && [...one.limits.fields], forms: one.limits.forms && [...one.limits.forms] },
  ended:
    one.endedAt && one.endGround
      ? { at: one.endedAt.toISOString(), ground: one.endGround, handover: one.handover ?? 'successor' }
      : null,
  signatures: one.signatures.map(({ party, body, at, seals }) => ({
    ...{ party, body },
    at: at.toISOString(),
    seals: [...seals],
  })),
  measures: one.measures.map(({ kind, reasons, dueOn, role, at }) => ({
    ...{ kind, dueOn, role },
    reasons: [...reasons],
    at: at.toISOString(),
  })),
});

export interface AdmissionView extends Omit<Admission, 'at' | 'partner'> {
  readonly at: string;
  readonly partner: {
    readonly contribution: string;
    readonly tasks: string[];
    readonly shareBasisPoints: number;
  } | null;
}

const admissionView = ({ at, partner, ...one }: Admission): AdmissionView => ({
  ...one,
  at: at.toISOString(),
  partner: partner && { ...partner, tasks: [...partner.tasks] },
});

export interface DeveloperView {
  readonly developer: string;
  readonly jurisdiction: string;
  /** Code of what keeps it from acting; null where it may. */
  readonly standing: string | null;
  /** Last day of the period after which it is evaluated again; null where the text sets none (EVA-01). */
  readonly evaluationDueOn: CivilDate | null;
  readonly admissions: AdmissionView[];
  readonly evaluations: {
    readonly id: string;
    readonly periodFrom: CivilDate;
    readonly periodTo: CivilDate;
    readonly outcome: Evaluation['outcome'];
    readonly findings: { readonly part: string; readonly result: string; readonly text: string }[];
    readonly at: string;
  }[];
  readonly measures: {
    readonly kind: DeveloperMeasure['kind'];
    readonly ground: string | null;
    readonly reasons: string[];
    readonly role: string;
    readonly at: string;
  }[];
}

/** Operators' agreements, and who may develop under them. */
export interface OperationActs {
  /** Who grants what to whom here, by the profile (AUT-01). */
  operationMode(jurisdiction: string): OperationMode;
  draftAgreement(actor: CaseActor, input: NewAgreement): Written<AgreementView>;
  signAgreement(actor: CaseActor, id: string, digest: string): Written<AgreementView>;
  takeOverOperator(actor: CaseActor, input: NewAgreement): Written<AgreementView>;
  describeAgreement(db: Db, actor: CaseActor, id: string): Promise<AgreementView>;
  listAgreements(db: Db, actor: CaseActor, filter: AgreementFilter): Promise<readonly AgreementView[]>;
  /** Inside a larger act, which stops what rests on the grants: `grants` are those that are to end with it. */
  measureAgreementIn(tx: Tx, actor: CaseActor, id: string, measure: NewMeasure): Promise<AgreementView>;
  endAgreementIn(
    tx: Tx,
    actor: CaseActor,
    id: string,
    end: AgreementEnd,
  ): Promise<{ readonly agreement: AgreementView; readonly grants: readonly string[] }>;
  takeOverDeveloper(actor: CaseActor, input: NewAdmission): Written<AdmissionView>;
  listAdmissions(db: Db, filter: AdmissionFilter): Promise<readonly AdmissionView[]>;
  evaluateDeveloper(actor: CaseActor, input: NewEvaluation): Written<DeveloperView>;
  /** Inside a larger act; `grants` are those that ended or came to a stop. */
  measureDeveloperIn(
    tx: Tx,
    actor: CaseActor,
    input: NewDeveloperMeasure,
  ): Promise<{ readonly developer: DeveloperView; readonly grants: readonly string[] }>;
  describeDeveloper(db: Db, actor: CaseActor, of: { jurisdiction: string; developer: string }): Promise<DeveloperView>;
  suspendGrantIn(tx: Tx, actor: CaseActor, id: string, ground: string): Promise<GrantView>;
  resumeGrant(actor: CaseActor, id: string, ground: string): Written<GrantView>;
  /** Grants of an operator that have not ended, for what is to stop with it. */
  grantsOf(db: Db, agreement: Pick<AgreementView, 'operator' | 'jurisdiction'>): Promise<readonly string[]>;
  /** What keeps a body from acting in a role now, whatever powers the role has; asked at every request. */
  standing(
    db: Db,
    of: { readonly body: string; readonly role: string; readonly jurisdiction: string },
  ): Promise<Reason | undefined>;
}

export function createOperationActs(context: Context): OperationActs {
  const { transact, clock } = context;
  const onAgreement = (work: (tx: Tx) => Promise<OperationAgreement>) =>
    transact(async (tx) => agreementView(await work(tx)));
  return {
    operationMode: (jurisdiction) => operationMode(context.profiles.current(jurisdiction, dateOf(clock.now()))),
    draftAgreement: (actor, input) => onAgreement((tx) => draftAgreement(context, tx, input, actor)),
    signAgreement: (actor, id, digest) => onAgreement((tx) => signAgreement(context, tx, id, digest, actor)),
    takeOverOperator: (actor, input) => onAgreement((tx) => takeOverOperator(context, tx, input, actor)),
    async describeAgreement(db, actor, id) {
      const agreement = await readAgreement(db, id);
      assertReads(context, actor, agreement.jurisdiction);
      return agreementView(agreement);
    },
    async listAgreements(db, actor, filter) {
      const jurisdiction = filter.jurisdiction ?? actor.jurisdiction;
      assertReads(context, actor, jurisdiction);
      return (await findAgreements(db, { ...filter, jurisdiction })).map(agreementView);
    },
    measureAgreementIn: async (tx, actor, id, measure) =>
      agreementView(await measureAgreement(context, tx, id, measure, actor)),
    async endAgreementIn(tx, actor, id, end) {
      const agreement = await endAgreement(context, tx, id, end, actor);
      return { agreement: agreementView(agreement), grants: await grantsToEnd(tx, agreement) };
    },
    ...developerActs(context),
    suspendGrantIn: async (tx, actor, id, ground) =>
      grantView(await suspendGrant(context, tx, id, ground, actor), tx.at),
    resumeGrant: (actor, id, ground) =>
      transact(async (tx) => grantView(await resumeGrant(context, tx, id, ground, actor), tx.at)),
    grantsOf: (db, { operator, jurisdiction }) => findGrantIds(db, { operator, jurisdiction }),
    standing: (db, of) => standingNow(context, db, of),
  };
}

function developerActs(
  context: Context,
): Pick<
  OperationActs,
  'takeOverDeveloper' | 'listAdmissions' | 'evaluateDeveloper' | 'measureDeveloperIn' | 'describeDeveloper'
> {
  const { transact } = context;
  return {
    takeOverDeveloper: (actor, input) =>
      transact(async (tx) => admissionView(await takeOverDeveloper(context, tx, input, actor))),
    listAdmissions: async (db, filter) => (await readAdmissions(db, filter)).map(admissionView),
    evaluateDeveloper: (actor, input) =>
      transact(async (tx) => {
        await evaluateDeveloper(context, tx, input, actor);
        return developerView(context, tx, input);
      }),
    async measureDeveloperIn(tx, actor, input) {
      const grants = await measureDeveloper(context, tx, input, actor);
      return { developer: await developerView(context, tx, input), grants };
    },
    async describeDeveloper(db, actor, of) {
      if (actor.body !== of.developer) assertPower(context, actor, 'developer.read', of.jurisdiction);
      return developerView(context, db, of);
    },
  };
}

/** Whoever has part in the choice of operators, or in their agreements. */
function assertReads(context: Context, actor: CaseActor, jurisdiction: string): void {
  const chose = { actor, act: 'operator-selection.read', objectJurisdiction: jurisdiction };
  if (!context.policy.decide(chose).allowed) assertPower(context, actor, 'operator.read', jurisdiction);
}

async function developerView(
  context: Context,
  db: Db,
  { jurisdiction, developer }: { readonly jurisdiction: string; readonly developer: string },
): Promise<DeveloperView> {
  const of = { jurisdiction, developer };
  const measures = await readDeveloperMeasures(db, of);
  const admissions = await readAdmissions(db, of);
  const evaluations = await readEvaluations(db, jurisdiction, developer);
  const { evaluation } = context.profiles.current(jurisdiction, dateOf(context.clock.now()));
  const since = evaluations.at(-1)?.periodTo ?? admissions[0]?.startsOn;
  const months = evaluation.developer_months.value;
  return {
    ...of,
    standing: standingOf(measures)?.code ?? null,
    evaluationDueOn: since === undefined || months === null ? null : lastDayOfTerm(since, months),
    admissions: admissions.map(admissionView),
    evaluations: evaluations.map((one) => ({
      ...{ id: one.id, periodFrom: one.periodFrom, periodTo: one.periodTo, outcome: one.outcome },
      findings: one.findings.map((finding) => ({ ...finding })),
      at: one.at.toISOString(),
    })),
    measures: measures.map(({ kind, ground, reasons, role, at }) => ({
      ...{ kind, ground, role },
      reasons: [...reasons],
      at: at.toISOString(),
    })),
  };
}

/**
 * An operator acts while one of its agreements runs; a developer unless it was suspended or has left.
 * Codes: `operator.no-agreement`, `operator.suspended`, `developer.suspended`, `developer.exited`.
 */
async function standingNow(
  context: Context,
  db: Db,
  { body, role, jurisdiction }: { readonly body: string; readonly role: string; readonly jurisdiction: string },
): Promise<Reason | undefined> {
  const on = dateOf(context.clock.now());
  if (role === 'operator') {
    const all = await standingOfOperator(db, body, jurisdiction);
    if (all.some((one) => isRunning(one, on))) return undefined;
    const suspended = all.some((one) => one.state === 'suspended');
    return { code: suspended ? 'operator.suspended' : 'operator.no-agreement', params: { jurisdiction } };
  }
  if (role !== 'developer') return undefined;
  const measures = await readDeveloperMeasures(db, { jurisdiction, developer: body });
  if (measures.length === 0) return undefined;
  const [latest] = await readAdmissions(db, { jurisdiction, developer: body, on });
  return standingOf(measures.filter((one) => one.kind !== 'exit' || !latest || one.at > latest.at));
}
