import type { Db, Tx } from '@sluice/database';
import { DomainError, type CivilDate } from '@sluice/kernel';
import { sql, type Selectable } from 'kysely';
import type { CaseRecord, OpinionRecord, PauseRecord, StepRecord } from './case-record.ts';
import type { CasesTables } from './tables.ts';

type Row<T extends keyof CasesTables> = Selectable<CasesTables[T]>;

const q = (db: Db) => db.q.withTables<CasesTables>();

/** Cases by id, in any order; unknown ids are left out. */
export async function readCases(db: Db, ids: readonly string[]): Promise<readonly CaseRecord[]> {
  if (ids.length === 0) return [];
  const files = await q(db)
    .selectFrom('cases.case_file')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute();
  return assemble(db, files);
}

/** @throws DomainError `case.not-found` (not-found) */
export async function readCase(db: Db, id: string): Promise<CaseRecord> {
  const [file] = await readCases(db, [id]);
  if (!file) throw new DomainError('case.not-found', 'not-found', { case: id });
  return file;
}

/** Reads a case and keeps others from changing it until the transaction ends. */
export async function lockCase(tx: Tx, id: string): Promise<CaseRecord> {
  await q(tx).selectFrom('cases.case_file').select('id').where('id', '=', id).forUpdate().execute();
  return readCase(tx, id);
}

async function assemble(db: Db, files: readonly Row<'cases.case_file'>[]): Promise<readonly CaseRecord[]> {
  if (files.length === 0) return [];
  const ids = files.map((file) => file.id);
  const steps = await q(db)
    .selectFrom('cases.step')
    .selectAll()
    .where('case_id', 'in', ids)
    .orderBy('position')
    .execute();
  const opinions = await q(db)
    .selectFrom('cases.opinion')
    .selectAll()
    .where('case_id', 'in', ids)
    .orderBy('at')
    .orderBy('id')
    .execute();
  const pauses = await q(db).selectFrom('cases.pause').selectAll().where('case_id', 'in', ids).orderBy('id').execute();
  const votes = await q(db).selectFrom('cases.vote').selectAll().where('case_id', 'in', ids).orderBy('id').execute();
  const signers = await q(db)
    .selectFrom('cases.signer')
    .selectAll()
    .where('case_id', 'in', ids)
    .orderBy('id')
    .execute();
  const interests = await q(db).selectFrom('cases.interest').selectAll().where('case_id', 'in', ids).execute();
  const of = <T extends { case_id: string }>(rows: readonly T[], id: string) =>
    rows.filter((row) => row.case_id === id);
  return files.map((file) => ({
    id: file.id,
    kind: file.kind,
    subject: file.subject,
    title: file.title,
    stream: file.stream,
    jurisdiction: file.jurisdiction,
    profile: { id: file.profile_id, version: file.profile_version },
    chain: file.chain,
    facts: file.facts,
    proposer: { person: file.proposer_person, body: file.proposer_body },
    state: file.state,
    openedAt: file.opened_at,
    closedAt: file.closed_at,
    steps: of(steps, file.id).map(toStep),
    opinions: of(opinions, file.id).map(toOpinion),
    pauses: of(pauses, file.id).map(toPause),
    votes: of(votes, file.id),
    signers: of(signers, file.id).map((row) => ({ ...row, reasons: row.reasons ?? [] })),
    interested: of(interests, file.id).map((row) => row.person),
    reexaminedOn: file.reexamined_on,
  }));
}

const toStep = (row: Row<'cases.step'>): StepRecord => ({
  id: row.id,
  position: row.position,
  step: row.step,
  role: row.role,
  body: row.body,
  person: row.person,
  round: row.round ?? 0,
  state: row.state,
  startedOn: row.started_on,
  dueOn: row.due_on,
  doneOn: row.done_on,
  delayReason: row.delay_reason,
  escalatedAt: row.escalated_at,
});

const toOpinion = (row: Row<'cases.opinion'>): OpinionRecord => ({
  step: row.step,
  person: row.person,
  body: row.body,
  role: row.role,
  outcome: row.outcome,
  findings: row.findings,
  reasons: row.reasons,
  normVersion: row.norm_version,
  at: row.at,
});

const toPause = (row: Row<'cases.pause'>): PauseRecord => ({
  id: row.id,
  step: row.step,
  askedOn: row.asked_on,
  dueOn: row.due_on,
  answeredOn: row.answered_on,
  kind: row.kind ?? 'supplement',
  note: row.note,
});

export async function insertCase(tx: Tx, file: CaseRecord): Promise<void> {
  await q(tx)
    .insertInto('cases.case_file')
    .values({
      id: file.id,
      kind: file.kind,
      subject: file.subject,
      title: file.title,
      stream: file.stream,
      jurisdiction: file.jurisdiction,
      profile_id: file.profile.id,
      profile_version: file.profile.version,
      chain: JSON.stringify(file.chain),
      facts: JSON.stringify(file.facts),
      proposer_person: file.proposer.person,
      proposer_body: file.proposer.body,
      state: file.state,
      opened_at: file.openedAt,
      closed_at: file.closedAt,
    })
    .execute();
  await q(tx)
    .insertInto('cases.step')
    .values(
      file.steps.map((step) => ({
        id: step.id,
        case_id: file.id,
        position: step.position,
        step: step.step,
        role: step.role,
        body: step.body,
        state: step.state,
        started_on: step.startedOn,
        due_on: step.dueOn,
      })),
    )
    .execute();
}

export async function insertOpinion(tx: Tx, id: string, caseId: string, opinion: OpinionRecord): Promise<void> {
  await q(tx)
    .insertInto('cases.opinion')
    .values({
      id,
      case_id: caseId,
      step: opinion.step,
      person: opinion.person,
      body: opinion.body,
      role: opinion.role,
      outcome: opinion.outcome,
      findings: JSON.stringify(opinion.findings),
      reasons: JSON.stringify(opinion.reasons),
      norm_version: opinion.normVersion,
      at: opinion.at,
    })
    .execute();
}

export async function setCaseState(
  tx: Tx,
  id: string,
  state: CaseRecord['state'],
  closedAt: Date | null,
): Promise<void> {
  await q(tx).updateTable('cases.case_file').set({ state, closed_at: closedAt }).where('id', '=', id).execute();
}

export async function finishStep(tx: Tx, id: string, doneOn: CivilDate): Promise<void> {
  await q(tx).updateTable('cases.step').set({ state: 'done', done_on: doneOn }).where('id', '=', id).execute();
}

/** Begins a step; `round` counts how often it was begun before. */
export async function startStep(
  tx: Tx,
  id: string,
  startedOn: CivilDate,
  dueOn: CivilDate,
  round: number,
): Promise<void> {
  const fresh = {
    state: 'current' as const,
    started_on: startedOn,
    due_on: dueOn,
    done_on: null,
    round,
    delay_reason: null,
    delay_person: null,
  };
  await q(tx).updateTable('cases.step').set(fresh).where('id', '=', id).execute();
}

/** Gives the current step to a body and, where one is named, to one person. */
export async function setHandler(tx: Tx, id: string, body: string, person: string | null): Promise<void> {
  await q(tx).updateTable('cases.step').set({ body, person }).where('id', '=', id).execute();
}

export async function reopenCase(tx: Tx, id: string, on: CivilDate): Promise<void> {
  await q(tx)
    .updateTable('cases.case_file')
    .set({ state: 'open', closed_at: null, reexamined_on: on })
    .where('id', '=', id)
    .execute();
}

/** Steps that a return to an earlier step leaves to be done again. */
export async function resetSteps(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const blank = { state: 'waiting' as const, started_on: null, due_on: null, done_on: null, person: null };
  await q(tx)
    .updateTable('cases.step')
    .set({ ...blank, round: sql<number>`coalesce(round, 0) + 1` })
    .where('id', 'in', [...ids])
    .execute();
}

export async function setDue(tx: Tx, id: string, dueOn: CivilDate): Promise<void> {
  await q(tx).updateTable('cases.step').set({ due_on: dueOn }).where('id', '=', id).execute();
}

export async function setDelayReason(tx: Tx, id: string, reason: string, person: string): Promise<void> {
  await q(tx)
    .updateTable('cases.step')
    .set({ delay_reason: reason, delay_person: person })
    .where('id', '=', id)
    .execute();
}

export async function insertPause(
  tx: Tx,
  id: string,
  caseId: string,
  step: string,
  askedOn: CivilDate,
  dueOn: CivilDate,
  kind: 'comment' | null = null,
): Promise<void> {
  await q(tx)
    .insertInto('cases.pause')
    .values({ id, case_id: caseId, step, asked_on: askedOn, due_on: dueOn, kind })
    .execute();
}

export async function endPause(tx: Tx, id: string, answeredOn: CivilDate, note: string): Promise<void> {
  await q(tx).updateTable('cases.pause').set({ answered_on: answeredOn, note }).where('id', '=', id).execute();
}
