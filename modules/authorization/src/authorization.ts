import type { CaseActor, OverdueView, StepAct } from '@sluice/cases';
import type { Committed, Db, Tx } from '@sluice/database';
import { readAppointments, type AppointmentState, type WordsFilter } from './application-store.ts';
import { acceptMeasures, assessApplication, giveConsent, type NewAssessment } from './consent-and-risk.ts';
import type { DocumentContents } from './check-document.ts';
import type { ApplicationContents } from './contents.ts';
import { assertPower, type AuthorizationOptions } from './context.ts';
import {
  describeApplication,
  listApplicationRows,
  type ApplicationQuery,
  type ApplicationRow,
  type ApplicationView,
} from './describe-application.ts';
import { describeGrant, grantView, listGrantRows, type GrantRow, type GrantView } from './describe-grant.ts';
import { discloseGrants, type DisclosedGrant } from './disclose-grants.ts';
import { draftApplication, editApplication, type NewApplication } from './draft-application.ts';
import { revokeGrant, sweepAuthorization } from './end-grant.ts';
import type { GrantState } from './grant.ts';
import { grantFacts, type GrantFacts } from './grant-facts.ts';
import { grantSnapshot, type GrantSnapshot } from './grant-snapshot.ts';
import { grantsOnResource } from './grants-on-resource.ts';
import { readRights, type HeldRight, type HeldThing } from './held-rights.ts';
import { createPaperActs, type PaperActs } from './papers/issue-paper.ts';
import { noticeView, type NewNotice, type NoticeView } from './publicity/notice.ts';
import { findNotices, readNotice, type NoticeFilter } from './publicity/notice-store.ts';
import { answerObjection, publishNotice, raiseObjection } from './publicity/run-notices.ts';
import { createOperationActs, type OperationActs } from './operation/operation-acts.ts';
import { createRegisterActs, type RegisterActs } from './registers/register-acts.ts';
import { recountSigning } from './recount-signing.ts';
import {
  actOnApplication,
  explainDelay,
  reexamineApplication,
  supplementApplication,
  withdrawApplication,
} from './run-application.ts';
import { draftDocument, fileDocuments, signDocument } from './sign-documents.ts';
import type { Application as CandidateApplication, SelectionKind } from './selection/candidate.ts';
import { describeSelection, selectionView, type SelectionView } from './selection/describe-selection.ts';
import {
  applyForSelection,
  decideSelection,
  declareSelectionInterest,
  examineCandidates,
  importList,
  openSelection,
  scoreCandidate,
  type NewListEntry,
  type NewSelection,
  type SelectionDecision,
} from './selection/run-selection.ts';
import { findSelections } from './selection/selection-store.ts';
import { createSocialActs, type SocialActs } from './social/social-acts.ts';
import { submitApplication } from './submit-application.ts';

type Written<T> = Promise<Committed<T>>;

/** Applications, their reviews, agreements and grants. Every write answers with the whole view and its evidence. */
export interface Authorization extends OperationActs, RegisterActs, PaperActs, SocialActs {
  listOperatorAppointments(db: Db, jurisdiction?: string): Promise<readonly AppointmentState[]>;
  draft(actor: CaseActor, input: NewApplication): Written<ApplicationView>;
  edit(actor: CaseActor, id: string, contents: ApplicationContents): Written<ApplicationView>;
  submit(actor: CaseActor, id: string): Written<ApplicationView>;
  act(actor: CaseActor, id: string, act: StepAct): Written<ApplicationView>;
  explainDelay(actor: CaseActor, id: string, step: string, reason: string): Written<ApplicationView>;
  /** A refused application is examined once more, by another handler (APP-10). */
  reexamine(actor: CaseActor, id: string, ground: string): Written<ApplicationView>;
  supplement(
    actor: CaseActor,
    id: string,
    answer: { readonly contents?: ApplicationContents | undefined; readonly note: string },
  ): Written<ApplicationView>;
  withdraw(actor: CaseActor, id: string, reason: string): Written<ApplicationView>;
  draftDocument(actor: CaseActor, id: string, kind: string, contents: DocumentContents): Written<ApplicationView>;
  signDocument(actor: CaseActor, id: string, kind: string, digest: string): Written<ApplicationView>;
  fileDocuments(actor: CaseActor, id: string): Written<ApplicationView>;
  /** A providing agency’s word on whether its data may go to this developer (AOC-10). */
  giveConsent(
    actor: CaseActor,
    id: string,
    given: { readonly decision: 'consent' | 'refuse'; readonly reasons: readonly string[] },
  ): Written<ApplicationView>;
  /** The assessment of security and compliance before the decision, and the acceptance of its measures (APP-06). */
  assess(actor: CaseActor, id: string, input: NewAssessment): Written<ApplicationView>;
  acceptMeasures(actor: CaseActor, id: string): Written<ApplicationView>;
  describe(db: Db, actor: CaseActor, id: string): Promise<ApplicationView>;
  list(db: Db, actor: CaseActor, query: ApplicationQuery): Promise<{ items: ApplicationRow[]; total: number }>;
  describeGrant(db: Db, actor: CaseActor, id: string): Promise<GrantView>;
  listGrants(
    db: Db,
    actor: CaseActor,
    query: {
      readonly jurisdiction?: string | undefined;
      readonly state?: GrantState | undefined;
      readonly page?: number | undefined;
      readonly words?: WordsFilter | undefined;
    },
  ): Promise<{ items: GrantRow[]; total: number }>;
  /** What everybody may know of every grant (DIS-01). */
  disclose(
    db: Db,
    query: { readonly jurisdiction?: string | undefined; readonly page?: number | undefined },
  ): Promise<{ items: DisclosedGrant[]; total: number }>;
  /** The grant as a job of a developer may use it now; refuses outside developer, scenario and time (APP-01, APP-08). */
  grantSnapshot(
    db: Db,
    id: string,
    use: { readonly body: string; readonly scenario?: string | undefined },
  ): Promise<GrantSnapshot>;
  /** A grant in whatever state, for what rests on it; asked by the platform itself, not by a person. */
  grantFacts(db: Db, id: string): Promise<GrantFacts>;
  /** Who may use a resource for what; the caller has checked that the reader may know. */
  grantsOnResource(db: Db, resourceId: string): Promise<readonly GrantView[]>;
  /** Who holds which right over a resource (AUT-12); the caller has checked that the reader may know. */
  rightsOn(db: Db, thing: HeldThing): Promise<readonly HeldRight[]>;
  /** The same as `revokeGrant` inside a larger act: what rests on the grant falls in the same transaction. */
  revokeGrantIn(tx: Tx, actor: CaseActor, id: string, ground: string): Promise<GrantView>;
  /** Opens the choice of an operator, or a call to developers. */
  openSelection(actor: CaseActor, input: NewSelection): Written<SelectionView>;
  applyForSelection(actor: CaseActor, id: string, application: CandidateApplication): Written<SelectionView>;
  /** Holds every candidate against the conditions; `identifiers` are looked up on the lists. */
  examineCandidates(
    actor: CaseActor,
    id: string,
    identifiers: Readonly<Record<string, readonly string[]>>,
  ): Written<SelectionView>;
  declareSelectionInterest(actor: CaseActor, id: string): Written<SelectionView>;
  scoreCandidate(
    actor: CaseActor,
    id: string,
    given: { readonly candidate: string; readonly points: Readonly<Record<string, number>> },
  ): Written<SelectionView>;
  decideSelection(actor: CaseActor, id: string, decision: SelectionDecision): Written<SelectionView>;
  describeSelection(db: Db, actor: CaseActor, id: string): Promise<SelectionView>;
  /** What is announced, for everybody: without candidates. */
  listSelections(
    db: Db,
    filter: { readonly jurisdiction?: string | undefined; readonly kind?: SelectionKind | undefined },
  ): Promise<readonly SelectionView[]>;
  /** Enters what an exclusion list says; of names and numbers only digests are kept. */
  importList(actor: CaseActor, entries: readonly NewListEntry[]): Written<{ readonly entered: number }>;
  /** Puts something out for the public, for the working days of the profile (公示). */
  publishNotice(actor: CaseActor, input: NewNotice): Written<NoticeView>;
  /** An objection, or a comment on a draft, of a body or of anybody; numbered, until the end of the last day. */
  raiseObjection(
    id: string,
    raised: { readonly text: string; readonly contact?: string | undefined },
    body: string | null,
  ): Written<{ readonly number: number }>;
  answerObjection(
    actor: CaseActor,
    id: string,
    given: { readonly number: number; readonly outcome: 'founded' | 'unfounded'; readonly answer: string },
  ): Written<NoticeView>;
  describeNotice(db: Db, id: string): Promise<NoticeView>;
  listNotices(db: Db, filter: NoticeFilter): Promise<{ items: NoticeView[]; total: number }>;
  listOverdue(db: Db, actor: CaseActor, jurisdiction?: string): Promise<readonly OverdueView[]>;
  /** When a year that was counted provisionally is announced: times to sign that end in it are counted anew. */
  recountSigning(tx: Tx, year: number): Promise<void>;
  /** Enters what the clock has brought about; to be called from time to time. */
  sweep(now: Date): Promise<{ expired: number; lapsed: number; overdue: number }>;
}

export function createAuthorization(context: AuthorizationOptions): Authorization {
  const { transact, cases, clock } = context;
  const view = (actor: CaseActor, id: string, work: (tx: Tx) => Promise<unknown>) =>
    transact(async (tx) => {
      await work(tx);
      return describeApplication(context, tx, id, actor);
    });
  return {
    listOperatorAppointments: (db, jurisdiction) => readAppointments(db, jurisdiction),
    draft: (actor, input) =>
      transact(async (tx) => {
        const { id } = await draftApplication(context, tx, input, actor);
        return describeApplication(context, tx, id, actor);
      }),
    edit: (actor, id, contents) => view(actor, id, (tx) => editApplication(context, tx, id, contents, actor)),
    submit: (actor, id) => view(actor, id, (tx) => submitApplication(context, tx, id, actor)),
    act: (actor, id, act) => view(actor, id, (tx) => actOnApplication(context, tx, id, act, actor)),
    explainDelay: (actor, id, step, reason) =>
      view(actor, id, (tx) => explainDelay(context, tx, id, step, reason, actor)),
    reexamine: (actor, id, ground) => view(actor, id, (tx) => reexamineApplication(context, tx, id, ground, actor)),
    supplement: (actor, id, answer) => view(actor, id, (tx) => supplementApplication(context, tx, id, answer, actor)),
    withdraw: (actor, id, reason) => view(actor, id, (tx) => withdrawApplication(context, tx, id, reason, actor)),
    draftDocument: (actor, id, kind, contents) =>
      view(actor, id, (tx) => draftDocument(context, tx, id, kind, contents, actor)),
    signDocument: (actor, id, kind, digest) =>
      view(actor, id, (tx) => signDocument(context, tx, id, kind, digest, actor)),
    fileDocuments: (actor, id) => view(actor, id, (tx) => fileDocuments(context, tx, id, actor)),
    giveConsent: (actor, id, given) => view(actor, id, (tx) => giveConsent(context, tx, id, given, actor)),
    assess: (actor, id, input) => view(actor, id, (tx) => assessApplication(context, tx, id, input, actor)),
    acceptMeasures: (actor, id) => view(actor, id, (tx) => acceptMeasures(context, tx, id, actor)),
    describe: (db, actor, id) => describeApplication(context, db, id, actor),
    list: (db, actor, query) => listApplicationRows(context, db, query, actor),
    disclose: (db, query) => discloseGrants(db, clock.now(), query),
    describeGrant: (db, actor, id) => describeGrant(context, db, id, actor),
    listGrants: (db, actor, query) => listGrantRows(context, db, query, actor),
    grantSnapshot: (db, id, use) => grantSnapshot(db, clock, id, use),
    grantsOnResource: (db, resourceId) => grantsOnResource(context, db, resourceId),
    rightsOn: (db, thing) => readRights(context, db, thing),
    grantFacts: (db, id) => grantFacts(context, db, id),
    revokeGrantIn: async (tx, actor, id, ground) => grantView(await revokeGrant(context, tx, id, ground, actor), tx.at),
    ...publicActs(context),
    ...createOperationActs(context),
    ...createRegisterActs(context),
    ...createPaperActs(context),
    ...createSocialActs(context),
    async listOverdue(db, actor, jurisdiction) {
      assertPower(context, actor, 'application.read', jurisdiction ?? actor.jurisdiction);
      return cases.listOverdue(db, jurisdiction ?? actor.jurisdiction);
    },
    recountSigning: (tx, year) => recountSigning(context, tx, year),
    sweep: (now) => sweepAuthorization(context, now),
  };
}

type PublicActs = Pick<
  Authorization,
  | 'openSelection'
  | 'applyForSelection'
  | 'examineCandidates'
  | 'declareSelectionInterest'
  | 'scoreCandidate'
  | 'decideSelection'
  | 'describeSelection'
  | 'listSelections'
  | 'importList'
  | 'publishNotice'
  | 'raiseObjection'
  | 'answerObjection'
  | 'describeNotice'
  | 'listNotices'
>;

/** What is announced and put out: choices of operators, calls to developers, notices. */
function publicActs(context: AuthorizationOptions): PublicActs {
  const { transact } = context;
  const onSelection = (actor: CaseActor, id: string, work: (tx: Tx) => Promise<unknown>) =>
    transact(async (tx) => {
      await work(tx);
      return describeSelection(context, tx, id, actor);
    });
  return {
    openSelection: (actor, input) =>
      transact(async (tx) => describeSelection(context, tx, await openSelection(context, tx, input, actor), actor)),
    applyForSelection: (actor, id, application) =>
      onSelection(actor, id, (tx) => applyForSelection(context, tx, id, application, actor)),
    examineCandidates: (actor, id, identifiers) =>
      onSelection(actor, id, (tx) => examineCandidates(context, tx, id, identifiers, actor)),
    declareSelectionInterest: (actor, id) =>
      onSelection(actor, id, (tx) => declareSelectionInterest(context, tx, id, actor)),
    scoreCandidate: (actor, id, given) => onSelection(actor, id, (tx) => scoreCandidate(context, tx, id, given, actor)),
    decideSelection: (actor, id, decision) =>
      onSelection(actor, id, (tx) => decideSelection(context, tx, id, decision, actor)),
    describeSelection: (db, actor, id) => describeSelection(context, db, id, actor),
    listSelections: async (db, filter) =>
      (await findSelections(db, filter)).map((one) => selectionView(one, () => false)),
    importList: (actor, entries) =>
      transact(async (tx) => ({ entered: await importList(context, tx, entries, actor) })),
    publishNotice: (actor, input) => transact(async (tx) => noticeView(await publishNotice(context, tx, input, actor))),
    raiseObjection: (id, raised, body) => transact((tx) => raiseObjection(context, tx, id, raised, body)),
    answerObjection: (actor, id, given) =>
      transact(async (tx) => {
        await answerObjection(context, tx, id, given, actor);
        return noticeView(await readNotice(tx, id));
      }),
    describeNotice: async (db, id) => noticeView(await readNotice(db, id)),
    listNotices: async (db, filter) => {
      const { items, total } = await findNotices(db, filter);
      return { items: items.map(noticeView), total };
    },
  };
}
