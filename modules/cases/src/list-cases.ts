import type { Db } from '@sluice/database';
import type { CivilDate } from '@sluice/kernel';
import { sql } from 'kysely';
import type { CaseActor, CaseState } from './case-record.ts';
import { today } from './count-limit.ts';
import type { CasesTables } from './tables.ts';
import type { Light } from './task-store.ts';

export interface CaseRow {
  readonly caseId: string;
  readonly kind: string;
  readonly subject: string;
  readonly title: string | null;
  readonly jurisdiction: string;
  readonly state: CaseState;
  readonly proposer: string;
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly current: {
    readonly step: string;
    readonly title: string;
    readonly titleEn: string;
    readonly role: string;
    readonly body: string | null;
    readonly dueOn: CivilDate;
    readonly light: Light;
  } | null;
}

export interface CaseQuery {
  /** `own`: opened by the actor's body; `handled`: with an act of the actor's body on a step. */
  readonly scope: 'own' | 'handled';
  readonly state?: 'running' | 'closed' | undefined;
  readonly kind?: string | undefined;
  readonly page?: number | undefined;
}

const PAGE = 50;

/** The cases that an actor's body opened, or acted on, the newest first. */
export async function listCases(
  db: Db,
  actor: CaseActor,
  query: CaseQuery,
  at: Date,
): Promise<{ readonly items: CaseRow[]; readonly total: number }> {
  const on = today(at);
  const cases = found(db, actor, query);
  const { total } = await cases.select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow();
  const rows = await cases
    .leftJoin('cases.task as t', (join) =>
      join.onRef('t.case_id', '=', 'f.id').on('t.act', 'in', ['act-on-step', 'supplement']),
    )
    .select(['f.id', 'f.kind', 'f.subject', 'f.title', 'f.jurisdiction', 'f.state', 'f.proposer_body'])
    .select(['f.opened_at', 'f.closed_at', 't.step', 't.step_title', 't.step_title_en', 't.role', 't.body'])
    .select(['t.due_on', 't.yellow_on'])
    .orderBy('f.opened_at', 'desc')
    .orderBy('f.id', 'desc')
    .offset(((query.page ?? 1) - 1) * PAGE)
    .limit(PAGE)
    .execute();
  return {
    total,
    items: rows.map((row) => ({
      caseId: row.id,
      kind: row.kind,
      subject: row.subject,
      title: row.title,
      jurisdiction: row.jurisdiction,
      state: row.state,
      proposer: row.proposer_body,
      openedAt: row.opened_at.toISOString(),
      closedAt: row.closed_at?.toISOString() ?? null,
      current:
        row.step === null || row.due_on === null
          ? null
          : {
              step: row.step,
              title: row.step_title ?? '',
              titleEn: row.step_title_en ?? '',
              role: row.role ?? '',
              body: row.body === '' ? null : row.body,
              dueOn: row.due_on,
              light: on > row.due_on ? 'red' : on >= (row.yellow_on ?? '') ? 'yellow' : 'green',
            },
    })),
  };
}

function found(db: Db, actor: CaseActor, { scope, state, kind }: CaseQuery) {
  const q = db.q.withTables<CasesTables>();
  let cases = q.selectFrom('cases.case_file as f').where('f.jurisdiction', '=', actor.jurisdiction);
  cases =
    scope === 'own'
      ? cases.where('f.proposer_body', '=', actor.body)
      : cases.where((where) =>
          where.exists(
            where
              .selectFrom('cases.opinion as o')
              .select('o.id')
              .whereRef('o.case_id', '=', 'f.id')
              .where('o.body', '=', actor.body)
              .where('o.role', '=', actor.role),
          ),
        );
  if (state === 'running') cases = cases.where('f.state', 'in', ['open', 'supplement']);
  if (state === 'closed') cases = cases.where('f.state', 'not in', ['open', 'supplement']);
  return kind === undefined ? cases : cases.where('f.kind', '=', kind);
}
