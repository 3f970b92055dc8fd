import type { Db, Tx } from '@sluice/database';
import { DomainError, type CivilDate, type Issue } from '@sluice/kernel';
import type { Selectable } from 'kysely';
import type { AuthorizationTables } from '../tables.ts';
import type { Proof, SelectionKind, Statements } from './candidate.ts';

const q = (db: Db) => db.q.withTables<AuthorizationTables>();

export type SelectionState = 'open' | 'decided' | 'concluded' | 'failed';
export type CandidateState = 'submitted' | 'eligible' | 'rejected' | 'chosen' | 'not-chosen';

export interface Score {
  readonly reviewer: string;
  readonly points: Readonly<Record<string, number>>;
}

export interface Candidate {
  readonly id: string;
  readonly body: string;
  readonly applicant: string;
  readonly submittedAt: Date;
  readonly proofs: readonly Proof[];
  readonly statements: Statements;
  readonly state: CandidateState;
  readonly reasons: readonly Issue[];
  readonly scores: readonly Score[];
}

export interface Selection {
  readonly id: string;
  readonly jurisdiction: string;
  readonly kind: SelectionKind;
  readonly title: string;
  readonly conditions: string;
  readonly field: string | null;
  readonly profile: { readonly id: string; readonly version: string };
  readonly openedBy: string;
  readonly openedBody: string;
  readonly openedAt: Date;
  readonly opensAt: Date;
  readonly closesAt: Date;
  readonly mandate: string | null;
  readonly state: SelectionState;
  readonly minutes: string | null;
  readonly reasons: readonly string[];
  readonly decidedAt: Date | null;
  readonly noticeId: string | null;
  readonly candidates: readonly Candidate[];
  /** Reviewers who score nobody in it. */
  readonly interested: readonly string[];
}

/** @throws DomainError `selection.not-found` (not-found) */
export async function readSelection(db: Db, id: string): Promise<Selection> {
  const row = await q(db).selectFrom('authorization.selection').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new DomainError('selection.not-found', 'not-found', { selection: id });
  const candidates = await q(db)
    .selectFrom('authorization.candidate')
    .selectAll()
    .where('selection_id', '=', id)
    .orderBy('id')
    .execute();
  const scores = await q(db)
    .selectFrom('authorization.score as s')
    .innerJoin('authorization.candidate as c', 'c.id', 's.candidate_id')
    .select(['s.candidate_id', 's.reviewer', 's.points'])
    .where('c.selection_id', '=', id)
    .orderBy('s.id')
    .execute();
  const interests = await q(db)
    .selectFrom('authorization.selection_interest')
    .select('reviewer')
    .where('selection_id', '=', id)
    .execute();
  return {
    ...toSelection(row),
    candidates: candidates.map((one) => ({
      id: one.id,
      body: one.body,
      applicant: one.applicant,
      submittedAt: one.submitted_at,
      proofs: one.proofs,
      statements: one.statements,
      state: one.state,
      reasons: one.reasons ?? [],
      scores: scores.filter((score) => score.candidate_id === one.id),
    })),
    interested: interests.map((one) => one.reviewer),
  };
}

const toSelection = (row: Selectable<AuthorizationTables['authorization.selection']>): Selection => ({
  id: row.id,
  jurisdiction: row.jurisdiction,
  kind: row.kind,
  title: row.title,
  conditions: row.conditions,
  field: row.field,
  profile: { id: row.profile_id, version: row.profile_version },
  openedBy: row.opened_by,
  openedBody: row.opened_body,
  openedAt: row.opened_at,
  opensAt: row.opens_at,
  closesAt: row.closes_at,
  mandate: row.mandate,
  state: row.state,
  minutes: row.minutes,
  reasons: row.reasons ?? [],
  decidedAt: row.decided_at,
  noticeId: row.notice_id,
  candidates: [],
  interested: [],
});

/** Reads a selection and keeps others from changing it until the transaction ends. */
export async function lockSelection(tx: Tx, id: string): Promise<Selection> {
  await q(tx).selectFrom('authorization.selection').select('id').where('id', '=', id).forUpdate().execute();
  return readSelection(tx, id);
}

/** Selections without their candidates, the latest first. */
export async function findSelections(
  db: Db,
  filter: { readonly jurisdiction?: string | undefined; readonly kind?: SelectionKind | undefined },
): Promise<readonly Selection[]> {
  let query = q(db).selectFrom('authorization.selection').selectAll();
  if (filter.jurisdiction !== undefined) query = query.where('jurisdiction', '=', filter.jurisdiction);
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind);
  return (await query.orderBy('opens_at', 'desc').orderBy('id', 'desc').limit(200).execute()).map(toSelection);
}

export async function insertSelection(tx: Tx, one: Selection): Promise<void> {
  await q(tx)
    .insertInto('authorization.selection')
    .values({
      ...{ id: one.id, jurisdiction: one.jurisdiction, kind: one.kind, title: one.title, conditions: one.conditions },
      ...{ field: one.field, profile_id: one.profile.id, profile_version: one.profile.version },
      ...{ opened_by: one.openedBy, opened_body: one.openedBody, opened_at: one.openedAt },
      ...{ opens_at: one.opensAt, closes_at: one.closesAt, mandate: one.mandate, state: one.state },
    })
    .execute();
}

export async function insertCandidate(
  tx: Tx,
  selectionId: string,
  one: Omit<Candidate, 'scores' | 'reasons'>,
): Promise<void> {
  await q(tx)
    .insertInto('authorization.candidate')
    .values({
      ...{ id: one.id, selection_id: selectionId, body: one.body, applicant: one.applicant },
      ...{ submitted_at: one.submittedAt, state: one.state },
      proofs: JSON.stringify(one.proofs),
      statements: JSON.stringify(one.statements),
    })
    .execute();
}

export async function setCandidate(
  tx: Tx,
  id: string,
  state: CandidateState,
  reasons?: readonly Issue[],
): Promise<void> {
  await q(tx)
    .updateTable('authorization.candidate')
    .set({ state, ...(reasons ? { reasons: JSON.stringify(reasons) } : {}) })
    .where('id', '=', id)
    .execute();
}

export async function insertScore(
  tx: Tx,
  score: Score & { readonly id: string; readonly candidateId: string; readonly at: Date },
): Promise<void> {
  await q(tx)
    .insertInto('authorization.score')
    .values({
      ...{ id: score.id, candidate_id: score.candidateId, reviewer: score.reviewer, at: score.at },
      points: JSON.stringify(score.points),
    })
    .execute();
}

export async function insertSelectionInterest(
  tx: Tx,
  row: { readonly id: string; readonly selection_id: string; readonly reviewer: string; readonly at: Date },
): Promise<void> {
  await q(tx).insertInto('authorization.selection_interest').values(row).execute();
}

export async function setDecided(
  tx: Tx,
  id: string,
  decided: {
    readonly state: SelectionState;
    readonly minutes: string | null;
    readonly reasons: readonly string[];
    readonly at: Date;
    readonly noticeId: string | null;
  },
): Promise<void> {
  await q(tx)
    .updateTable('authorization.selection')
    .set({
      state: decided.state,
      minutes: decided.minutes,
      reasons: JSON.stringify(decided.reasons),
      decided_at: decided.at,
      notice_id: decided.noticeId,
    })
    .where('id', '=', id)
    .execute();
}

export async function setSelectionState(tx: Tx, id: string, state: SelectionState): Promise<void> {
  await q(tx).updateTable('authorization.selection').set({ state }).where('id', '=', id).execute();
}

/** Decided selections whose notice is closed, with how many objections to it were founded. */
export async function findPublicised(db: Db): Promise<readonly { readonly id: string; readonly founded: number }[]> {
  const rows = await q(db)
    .selectFrom('authorization.selection as s')
    .innerJoin('authorization.public_notice as n', 'n.id', 's.notice_id')
    .leftJoin('authorization.objection as o', (join) =>
      join.onRef('o.notice_id', '=', 'n.id').on('o.outcome', '=', 'founded'),
    )
    .select((select) => ['s.id', select.fn.count<string>('o.id').as('founded')])
    .where('s.state', '=', 'decided')
    .where('n.state', '=', 'closed')
    .groupBy('s.id')
    .limit(100)
    .execute();
  return rows.map((row) => ({ id: row.id, founded: Number(row.founded) }));
}

/** Lists on which any of these digests stands on a date. */
export async function findListed(db: Db, digests: readonly string[], on: CivilDate): Promise<readonly string[]> {
  if (digests.length === 0) return [];
  const rows = await q(db)
    .selectFrom('authorization.list_entry')
    .select('list')
    .distinct()
    .where('subject_digest', 'in', [...digests])
    .where('since', '<=', on)
    .where((where) => where.or([where('until', 'is', null), where('until', '>=', on)]))
    .execute();
  return rows.map((row) => row.list);
}

export async function insertListEntry(
  tx: Tx,
  row: {
    readonly id: string;
    readonly list: string;
    readonly subject_digest: string;
    readonly source: string;
    readonly since: CivilDate;
    readonly until: CivilDate | null;
  },
): Promise<void> {
  await q(tx).insertInto('authorization.list_entry').values(row).execute();
}
