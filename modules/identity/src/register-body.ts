import { assertAllowed, DomainError } from '@sluice/kernel';
import type { Tx } from '@sluice/database';
import { record } from '@sluice/ledger';
import { assertSoundBody, mayBeParent, type Body, type NewBody } from './body.ts';
import { actorRef, type Actor } from './decide.ts';
import type { IdentityContext } from './identity-context.ts';
import { findBody, findBodyByCreditCode, insertBody, presentBody, setBodyState } from './store.ts';
import type { BodyRow } from './tables.ts';

/** `undefined` as actor: the platform sets itself up, before there is anyone to ask. */
export type Registrar = Actor | undefined;

/**
 * Registers a body (ORG-01). What the administrator enters is active; what others enter waits for the data authority.
 * @throws DomainError `body.invalid`, `body.credit-code-taken` (conflict), `body.parent-unknown`, `body.parent-below`
 */
export async function registerBody(context: IdentityContext, tx: Tx, by: Registrar, body: NewBody): Promise<Body> {
  if (by)
    assertAllowed(context.policy.decide({ actor: by, act: 'body.create', objectJurisdiction: body.jurisdiction }));
  assertSoundBody(body);
  await assertNew(tx, body);
  await assertParent(tx, body);
  const row: BodyRow = {
    id: context.ids.next<'body'>('body'),
    name: body.name,
    name_en: body.nameEn ?? null,
    type: body.type,
    level: body.level,
    jurisdiction: body.jurisdiction,
    division_code: body.divisionCode,
    sector: body.sector ?? null,
    credit_code: body.creditCode ?? null,
    parent_id: body.parentId ?? null,
    state: entersAsActive(by) ? 'active' : 'submitted',
    submitted_by: by?.person ?? null,
    created_at: tx.at,
  };
  await insertBody(tx, row);
  record(tx, {
    type: 'identity.body-registered',
    stream: `body:${row.id}`,
    actor: registrarRef(by),
    rows: [{ table: 'identity.body', id: row.id }],
    ruleVersion: context.ruleVersion,
    payload: {
      jurisdiction: row.jurisdiction,
      bodyType: row.type,
      level: row.level,
      divisionCode: row.division_code,
      state: row.state as 'submitted' | 'active',
    },
  });
  return presentBody(row);
}

export const entersAsActive = (by: Registrar): boolean => by === undefined || by.role === 'platform-administrator';

export const registrarRef = (by: Registrar) => (by ? actorRef(by) : ({ kind: 'system', part: 'setup' } as const));

async function assertNew(tx: Tx, body: NewBody): Promise<void> {
  if (body.creditCode !== undefined && (await findBodyByCreditCode(tx, body.creditCode)) !== undefined) {
    throw new DomainError('body.credit-code-taken', 'conflict');
  }
}

async function assertParent(tx: Tx, body: NewBody): Promise<void> {
  if (body.parentId === undefined) return;
  const parent = await findBody(tx, body.parentId);
  if (!parent || parent.state !== 'active')
    throw new DomainError('body.parent-unknown', 'invalid', { id: body.parentId });
  if (!mayBeParent(parent.level, body.level)) {
    throw new DomainError('body.parent-below', 'invalid', { parent: parent.level, level: body.level });
  }
}

/** A decision on a registration; a refusal needs reasons. */
export interface Review {
  readonly decision: 'approve' | 'refuse';
  readonly reasons?: readonly string[] | undefined;
}

/** @throws DomainError `review.reasons-missing` (invalid) */
export function assertReasoned(review: Review): readonly string[] {
  const reasons = review.reasons ?? [];
  if (review.decision === 'refuse' && reasons.length === 0) throw new DomainError('review.reasons-missing', 'invalid');
  return reasons;
}

/**
 * The data authority approves or refuses a registration.
 * @throws DomainError `body.unknown` (not-found), `body.not-submitted` (conflict), `review.reasons-missing` (invalid)
 */
export async function reviewBody(
  context: IdentityContext,
  tx: Tx,
  by: Actor,
  id: string,
  review: Review,
): Promise<Body> {
  const row = await findBody(tx, id);
  if (!row) throw new DomainError('body.unknown', 'not-found', { id });
  assertAllowed(
    context.policy.decide({
      actor: by,
      act: 'body.review',
      objectJurisdiction: row.jurisdiction,
      ...(row.submitted_by === null ? {} : { openedBy: row.submitted_by }),
    }),
  );
  if (row.state !== 'submitted') throw new DomainError('body.not-submitted', 'conflict', { state: row.state });
  const reasons = assertReasoned(review);
  const state = review.decision === 'approve' ? 'active' : 'refused';
  await setBodyState(tx, id, state);
  record(tx, {
    type: 'identity.body-reviewed',
    stream: `body:${id}`,
    actor: actorRef(by),
    rows: [{ table: 'identity.body', id }],
    ruleVersion: context.ruleVersion,
    payload: { state, reasons: [...reasons] },
  });
  return presentBody({ ...row, state });
}
