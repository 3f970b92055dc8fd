import type { ActorRef, Db, Transact, Tx } from '@sluice/database';
import type { Clock, Decision, IdSource } from '@sluice/kernel';
import { actOnStep, type ActResult } from './act-on-step.ts';
import {
  readCalendar,
  readCalendarYears,
  type CalendarYear,
  type CalendarYearView,
  type CaseCalendar,
} from './calendar.ts';
import type { CaseActor, Facts } from './case-record.ts';
import { checkHandler, type StepAct } from './check-act.ts';
import { explainDelay, supplementCase, withdrawCase } from './continue-case.ts';
import { today } from './count-limit.ts';
import { deemSilence } from './deem-silence.ts';
import { readStandsFor } from './delegation-store.ts';
import type { CalendarRules } from './derive-calendar-year.ts';
import { describeCases, type CaseView } from './describe-case.ts';
import { describePage, hasPart, type CasePage } from './describe-page.ts';
import { askSigner, signStep, voteOnStep, type AskedSigner, type Signature, type Vote } from './gather-votes.ts';
import {
  delegateWork,
  endDelegation,
  handOverStep,
  listDelegations,
  type ActsInRole,
  type Delegation,
  type DelegationView,
  type HandOver,
} from './hand-over.ts';
import { announceRefusal, commentOnRefusal, declareInterest, reexamineCase } from './hear-proposer.ts';
import { listCases, type CaseQuery, type CaseRow } from './list-cases.ts';
import { openCase, type NewCase } from './open-case.ts';
import { ensureCalendar, publishCalendarYear, type OnPublished, type PublishedYear } from './publish-calendar-year.ts';
import { ensureTasks, readInbox, type Inbox, type InboxQuery } from './read-inbox.ts';
import {
  informBody,
  listNotices,
  readNotice,
  remindHandler,
  type Addressee,
  type NoticeView,
  type SentNotice,
} from './send-notices.ts';
import { readCase } from './store.ts';
import { readTasksOf } from './task-store.ts';
import type { TaskRow } from './tables.ts';
import { listOverdue, sweepOverdue, type OverdueView } from './sweep-overdue.ts';

export interface CasesOptions {
  readonly db: Db;
  readonly transact: Transact;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** How years that are not announced yet are counted; without it, limits into them are refused. */
  readonly calendarRules?: CalendarRules;
  /** Who can be given work; without it nobody can. */
  readonly actsInRole?: ActsInRole;
  /** Told in the transaction of every notice, and of work that comes to somebody: for what goes outward. */
  readonly onNotice?: (tx: Tx, notice: SentNotice) => void;
}

/**
 * The one interpreter of chains. Writing takes the caller's transaction, so that what is decided and the thing it is
 * decided about change together.
 */
export interface Cases {
  openCase(tx: Tx, input: NewCase, actor: CaseActor): Promise<{ readonly id: string; readonly state: 'open' }>;
  act(tx: Tx, caseId: string, act: StepAct, actor: CaseActor): Promise<ActResult>;
  supplement(tx: Tx, caseId: string, note: string, actor: CaseActor): Promise<ActResult>;
  withdraw(tx: Tx, caseId: string, reason: string, actor: CaseActor): Promise<ActResult>;
  explainDelay(tx: Tx, caseId: string, step: string, reason: string, actor: CaseActor): Promise<void>;
  describeCase(db: Db, caseId: string): Promise<CaseView>;
  describeCases(db: Db, caseIds: readonly string[]): Promise<readonly CaseView[]>;
  /** What the chain's conditions and assignments were answered from. @throws DomainError `case.not-found` (not-found) */
  facts(db: Db, caseId: string): Promise<Facts>;
  /** A panel member's vote on the current step (APP-05). */
  vote(tx: Tx, caseId: string, vote: Vote, actor: CaseActor): Promise<void>;
  /** The handler asks another body to sign the step: jointly (会签) or for its opinion (加签). */
  askSigner(tx: Tx, caseId: string, asked: AskedSigner, actor: CaseActor): Promise<void>;
  sign(tx: Tx, caseId: string, signature: Signature, actor: CaseActor): Promise<void>;
  /** The handler gives the step to another body of the role, or to one person (转办). */
  handOver(tx: Tx, caseId: string, to: HandOver, actor: CaseActor): Promise<void>;
  /** Whoever has the next act to do is reminded (催办). */
  remind(tx: Tx, caseId: string, text: string, actor: CaseActor): Promise<void>;
  /** A body is let read the case (阅知). */
  inform(
    tx: Tx,
    caseId: string,
    notice: { readonly to: Addressee; readonly text: string },
    actor: CaseActor,
  ): Promise<void>;
  listNotices(db: Db, actor: CaseActor, unread: boolean): Promise<readonly NoticeView[]>;
  readNotice(tx: Tx, id: string, actor: CaseActor): Promise<void>;
  /** A person's work goes to a deputy for a time (代理). @returns the id of the delegation */
  delegate(tx: Tx, input: Delegation, actor: CaseActor): Promise<string>;
  endDelegation(tx: Tx, id: string, actor: CaseActor): Promise<void>;
  listDelegations(db: Db, actor: CaseActor): Promise<readonly DelegationView[]>;
  declareInterest(tx: Tx, caseId: string, reason: string, actor: CaseActor): Promise<void>;
  /** The proposer is told that a refusal is meant, and heard first. */
  announceRefusal(tx: Tx, caseId: string, reasons: readonly string[], actor: CaseActor): Promise<void>;
  comment(tx: Tx, caseId: string, text: string, actor: CaseActor): Promise<void>;
  /** A refused case is examined once more, by another handler; the caller brings its object along. */
  reexamine(tx: Tx, caseId: string, ground: string, actor: CaseActor): Promise<ActResult>;
  /** Whether the actor handles the current step: for a list of work to do and for buttons. */
  mayHandle(db: Db, caseId: string, actor: CaseActor): Promise<Decision>;
  /** What the actor has to do, the most urgent first, with how much of it there is. */
  inbox(db: Db, actor: CaseActor, query: InboxQuery): Promise<Inbox>;
  /** Cases that the actor's body opened, or acted on. */
  list(db: Db, actor: CaseActor, query: CaseQuery): Promise<{ readonly items: CaseRow[]; readonly total: number }>;
  /** A case with what comes next and what the actor may do. @throws DomainError `case.not-found` (not-found) */
  page(db: Db, caseId: string, actor: CaseActor): Promise<CasePage>;
  /** Whether the actor's body opened the case or has a step in it. */
  hasPart(db: Db, caseId: string, actor: CaseActor): Promise<boolean>;
  /** At every start: cases that are on nobody's list of work get their place on it. */
  ensureTasks(): Promise<void>;
  listOverdue(db: Db, jurisdiction?: string): Promise<readonly OverdueView[]>;
  /** Goes on where silence counts, and enters every step past its limit without a reason; to be called from time to time. */
  sweep(now: Date): Promise<number>;
  calendar(db: Db): Promise<CaseCalendar>;
  calendarYears(db: Db): Promise<readonly CalendarYearView[]>;
  /** At every start: the packaged years and the provisional one after them. */
  ensureCalendar(onPublished?: OnPublished): Promise<void>;
  publishCalendarYear(tx: Tx, year: CalendarYear, actor: ActorRef, onPublished?: OnPublished): Promise<PublishedYear>;
}

const nobodyKnown: ActsInRole = async () => false;

/** That there is work, and for whom: not which. */
const workNotice = ({ id, case_id, jurisdiction, role, body, person }: TaskRow): SentNotice => ({
  ...{ id, caseId: case_id, kind: 'work', jurisdiction, role, body, person },
});

async function tellOfWork(tx: Tx, caseId: string, onNotice: CasesOptions['onNotice']): Promise<void> {
  if (onNotice) for (const task of await readTasksOf(tx, caseId)) onNotice(tx, workNotice(task));
}

export function createCases({ db: outer, transact, clock, ids, ...options }: CasesOptions): Cases {
  const { calendarRules: rules, actsInRole = nobodyKnown, onNotice } = options;
  const tell = (tx: Tx, notice: SentNotice): void => onNotice?.(tx, notice);
  const tellWork = (tx: Tx, caseId: string): Promise<void> => tellOfWork(tx, caseId, onNotice);
  return {
    async openCase(tx, input, actor) {
      const file = await openCase(tx, ids, input, actor);
      await tellWork(tx, file.id);
      return { id: file.id, state: 'open' };
    },
    async act(tx, caseId, act, actor) {
      const result = await actOnStep(tx, ids, caseId, act, actor);
      await tellWork(tx, caseId);
      return result;
    },
    supplement: supplementCase,
    withdraw: withdrawCase,
    explainDelay,
    async describeCase(db, caseId) {
      await readCase(db, caseId);
      const [view] = await describeCases(db, [caseId], clock.now());
      return view as CaseView;
    },
    describeCases: (db, caseIds) => describeCases(db, caseIds, clock.now()),
    facts: async (db, caseId) => (await readCase(db, caseId)).facts,
    vote: (tx, caseId, vote, actor) => voteOnStep(tx, ids, caseId, vote, actor),
    askSigner: (tx, caseId, asked, actor) => askSigner(tx, ids, caseId, asked, actor),
    sign: signStep,
    handOver: (tx, caseId, to, actor) => handOverStep(tx, actsInRole, caseId, to, actor),
    remind: async (tx, caseId, text, actor) => tell(tx, await remindHandler(tx, ids, caseId, text, actor)),
    inform: async (tx, caseId, notice, actor) => tell(tx, await informBody(tx, ids, caseId, notice, actor)),
    listNotices,
    readNotice,
    delegate: (tx, input, actor) => delegateWork(tx, ids, actsInRole, input, actor),
    endDelegation,
    listDelegations: (db, actor) => listDelegations(db, actor.person),
    declareInterest: (tx, caseId, reason, actor) => declareInterest(tx, ids, caseId, reason, actor),
    announceRefusal: async (tx, caseId, reasons, actor) =>
      tell(tx, await announceRefusal(tx, ids, caseId, reasons, actor)),
    comment: commentOnRefusal,
    reexamine: reexamineCase,
    mayHandle: async (db, caseId, actor) =>
      checkHandler(await readCase(db, caseId), actor, await readStandsFor(db, actor, today(clock.now()))),
    inbox: (db, actor, query) => readInbox(db, actor, query, clock.now()),
    list: (db, actor, query) => listCases(db, actor, query, clock.now()),
    page: (db, caseId, actor) => describePage(db, caseId, actor, clock.now()),
    hasPart,
    ensureTasks: () => ensureTasks(outer, transact),
    listOverdue: (db, jurisdiction) => listOverdue(db, clock.now(), jurisdiction),
    sweep: async (now) => {
      await deemSilence(outer, transact, now);
      return sweepOverdue(outer, transact, now);
    },
    calendar: readCalendar,
    calendarYears: readCalendarYears,
    ensureCalendar: (onPublished) => ensureCalendar(outer, transact, { rules, onPublished }),
    publishCalendarYear: (tx, year, actor, onPublished) => publishCalendarYear(tx, year, actor, { rules, onPublished }),
  };
}
