import type { Transact } from '@sluice/database';
import { DomainError, type ControllableClock } from '@sluice/kernel';
import { createLedgerWriter, createPayloadMaster } from '@sluice/ledger';
import type { ResolvedChain, ResolvedStep } from '@sluice/profile';
import { createTestClock, createTestDatabase, createTestIds, type TestDatabase } from '@sluice/testkit';
import { createCases, type Cases } from './cases.ts';
import type { CaseActor, Facts, Outcome } from './case-record.ts';
import type { StepAct } from './check-act.ts';
import type { Inbox, InboxQuery } from './read-inbox.ts';

/** Friday before the long rest of May 2026: from 1 to 5 May nobody works, on Saturday 9 May everybody does. */
export const START = new Date('2026-04-24T02:00:00Z');

/** Everything a test of this module needs: a database, a clock, one chain. */
export interface Trial {
  readonly test: TestDatabase;
  readonly clock: ControllableClock;
  readonly transact: Transact;
  readonly cases: Cases;
  reset(): void;
  open(facts?: Facts, by?: CaseActor): Promise<string>;
  act(id: string, at: string, outcome: Outcome, by: CaseActor, more?: Partial<StepAct>): Promise<unknown>;
  inbox(actor: CaseActor, query?: InboxQuery): Promise<Inbox>;
}

export const actorOf = (role: string, name = role): CaseActor => ({
  person: `person-of-${name}`,
  body: `body-of-${name}`,
  role,
  jurisdiction: 'here',
});

export const step = (
  id: string,
  kind: ResolvedStep['kind'],
  actorRole: ResolvedStep['actor'],
  over: Partial<ResolvedStep> = {},
): ResolvedStep => ({
  id,
  title: id,
  title_en: id,
  kind,
  actor: actorRole,
  aspects: [],
  limit: { working_days: 5, clause: 'c' },
  on: { pass: 'next', fail: 'refused', return: 'supplement' },
  clause: 'c',
  ...over,
});

export async function createTrial(
  steps: readonly ResolvedStep[],
  over: Partial<ResolvedChain> = {},
  actsInRole: (asked: { readonly body: string; readonly person?: string | undefined }) => Promise<boolean> = async () =>
    true,
): Promise<Trial> {
  const test = await createTestDatabase();
  const clock = createTestClock(START);
  const ids = createTestIds(1, START);
  const master = createPayloadMaster(new Uint8Array(32).fill(7));
  const { transact } = createLedgerWriter({ db: test.db, clock, ids, master });
  const cases = createCases({
    ...{ db: test.db, transact, clock, ids },
    actsInRole: (_db, asked) => actsInRole(asked),
  });
  await cases.ensureCalendar();
  const chain: ResolvedChain = {
    proposer: 'developer',
    supplement_working_days: 10,
    yellow_working_days: 1,
    neglect_reported_to: 'inspection',
    steps,
    ...over,
  };
  let subject = 0;
  return {
    ...{ test, clock, transact, cases },
    reset: () => clock.set(START),
    async open(facts = {}, by = actorOf('developer')) {
      subject += 1;
      const id = `thing-${subject}`;
      const profile = { id: 'here', version: '1' };
      const input = { kind: 'trial', subject: id, title: 'a trial', stream: `trial:${id}`, profile, chain, facts };
      return (await transact((tx) => cases.openCase(tx, { ...input, jurisdiction: 'here' }, by))).value.id;
    },
    act: async (id, at, outcome, by, more = {}) => {
      const reasons = outcome === 'pass' ? [] : ['because'];
      return (await transact((tx) => cases.act(tx, id, { step: at, outcome, findings: [], reasons, ...more }, by)))
        .value;
    },
    inbox: (actor, query = {}) => cases.inbox(test.db, actor, query),
  };
}

/** Codes of a refusal; none where the work was done. */
export async function codesOf(work: Promise<unknown>): Promise<string[]> {
  try {
    await work;
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.issues.length > 0 ? error.issues.map((issue) => issue.code) : [error.code];
  }
}
