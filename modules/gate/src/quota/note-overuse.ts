import type { Db, Tx } from '@sluice/database';
import { civilDateOf } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { sql } from 'kysely';
import type { Diagnostic, DiagnosticCode } from '../diagnostic.ts';
import { actOf, type ActContext, type Sent } from '../write-acts.ts';

/** What somebody tried beyond the grant: fields or uses, rows, time or purpose, volume. */
export type OveruseKind = 'fields' | 'rows' | 'time' | 'volume';

export interface Overuse {
  readonly kind: OveruseKind;
  readonly code: string;
}

export interface OveruseNotice extends Overuse {
  readonly id: string;
  readonly grantId: string;
  readonly at: string;
  readonly person: string;
  readonly body: string;
  readonly decisionId: string;
}

/** A name that the grant does not know may be a slip of the pen; asking for a use, rows or a time that it excludes is not. */
const OVERUSE: Partial<Record<DiagnosticCode, OveruseKind>> = {
  'gate.use-not-granted': 'fields',
  'gate.rows-not-granted': 'rows',
  'gate.grant-not-in-force': 'time',
  'gate.purpose-differs': 'time',
};

export function overuseIn(diagnostics: readonly Diagnostic[]): readonly Overuse[] {
  const found = diagnostics.flatMap(({ code }) => {
    const kind = OVERUSE[code];
    return kind ? [[code, { kind, code }] as const] : [];
  });
  return [...new Map(found).values()];
}

/** Enters use beyond the authorization, once a day for each kind and code, so that a loop does not drown the notice (ENV-10). */
export async function noteOveruse(
  tx: Tx,
  context: ActContext,
  input: Sent,
  decisionId: string,
  found: readonly Overuse[],
): Promise<void> {
  const { actor, snapshot } = input;
  const [person, body] = actor.kind === 'person' ? [actor.person, actor.body] : [actor.part, ''];
  for (const { kind, code } of found) {
    const id = context.ids.next('ovu');
    const { rows } = await sql`
      insert into gate.overuse (id, grant_id, jurisdiction, kind, code, day, person, body, decision_id, found_at)
      values (${id}, ${snapshot.id}, ${snapshot.jurisdiction}, ${kind}, ${code}, ${civilDateOf(tx.at)}::date, ${person}, ${body},
        ${decisionId}, ${tx.at})
      on conflict (grant_id, kind, code, day) do nothing returning id`.execute(tx.q);
    if (rows.length === 0) continue;
    record(tx, {
      ...actOf(input, `overuse:${id}`, [{ table: 'gate.overuse', id }], []),
      type: 'gate.overuse-found',
      payload: { kind, code, decisionId },
    });
  }
}

/** Notices of one jurisdiction, newest first; of one grant where it is named. */
export async function readOveruse(
  db: Db,
  jurisdiction: string,
  grantId: string | undefined,
  offset: number,
  limit: number,
): Promise<{ readonly items: readonly OveruseNotice[]; readonly total: number }> {
  const { rows } = await sql<{
    id: string;
    grant_id: string;
    kind: OveruseKind;
    code: string;
    person: string;
    body: string;
    decision_id: string;
    found_at: Date;
    total: string;
  }>`
    select *, count(*) over () as total from gate.overuse
    where jurisdiction = ${jurisdiction} and (${grantId ?? null}::text is null or grant_id = ${grantId ?? null})
    order by found_at desc, id desc limit ${limit} offset ${offset}`.execute(db.q);
  const items = rows.map((row) => ({
    id: row.id,
    grantId: row.grant_id,
    kind: row.kind,
    code: row.code,
    at: row.found_at.toISOString(),
    person: row.person,
    body: row.body,
    decisionId: row.decision_id,
  }));
  return { items, total: Number(rows[0]?.total ?? 0) };
}
