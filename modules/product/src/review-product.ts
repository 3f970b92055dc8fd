import type { Committed } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import type { Outcome } from '@sluice/cases';
import { record } from '@sluice/ledger';
import { computedChecks } from './apply-for-release.ts';
import { describeProduct, type Dossier } from './describe-product.ts';
import { enterState } from './draft-product.ts';
import { moveState } from './move-state.ts';
import type { Actor, CheckOutcome, ProductState } from './product.ts';
import { actorRef, streamOf, type ProductOptions } from './product-context.ts';
import {
  insertFindings,
  lockProduct,
  readFindings,
  readProduct,
  updateProduct,
  type FindingRow,
  type ProductRow,
} from './store.ts';

/**
 * A person's finding on one aspect of the current step. What the platform computed cannot be overruled.
 * @throws DomainError of cases' refusals (forbidden), `product.check-computed` (precondition),
 * `product.unknown-check` (not-found), `product.check-done` (conflict)
 */
export async function recordFinding(
  context: ProductOptions,
  actor: Actor,
  id: string,
  input: {
    readonly check: string;
    readonly outcome: CheckOutcome;
    readonly finding: string;
    readonly measure?: string | undefined;
  },
): Promise<Committed<Dossier>> {
  return context.transact(async (tx) => {
    const product = await lockProduct(tx, id);
    const step = await currentStep(context, tx, product, actor);
    if ((computedChecks as readonly string[]).includes(input.check))
      throw new DomainError('product.check-computed', 'precondition', { check: input.check });
    if (!step.aspects.includes(input.check))
      throw new DomainError('product.unknown-check', 'not-found', { check: input.check });
    const earlier = (await findingsOfRound(tx, product)).some(
      (one) => one.step === step.id && one.check_name === input.check,
    );
    if (earlier) throw new DomainError('product.check-done', 'conflict', { check: input.check });
    const finding = {
      id: context.ids.next<'finding'>('fnd'),
      productId: id,
      round: product.round,
      step: step.id,
      check: input.check,
      by: 'person' as const,
      role: actor.role,
      outcome: input.outcome,
      finding: input.finding,
      measure: input.measure,
      reasons: [],
      actor,
    };
    await insertFindings(tx, [finding]);
    record(tx, {
      type: 'product.checked',
      stream: streamOf(id),
      actor: actorRef(actor),
      rows: [{ table: 'product.finding', id: finding.id }],
      ruleVersion: context.rules(product.jurisdiction).ruleVersion,
      payload: { check: input.check, outcome: input.outcome, round: product.round },
    });
    return describeProduct(context, tx, await readProduct(tx, id));
  });
}

export type ReviewOutcome = 'approve' | 'return' | 'refuse';

const outcomes: Readonly<Record<ReviewOutcome, Outcome>> = { approve: 'pass', return: 'return', refuse: 'fail' };

/**
 * Decides the current step. Cases refuses a pass while an aspect lacks its finding or failed (PRD-08), a decision by
 * the developer's own people, and any other outcome without a reason.
 * @throws DomainError of cases' refusals, `product.wrong-state` (conflict)
 */
export async function decideStep(
  context: ProductOptions,
  actor: Actor,
  id: string,
  input: { readonly outcome: ReviewOutcome; readonly reasons: readonly string[] },
): Promise<Committed<Dossier>> {
  return context.transact(async (tx) => {
    const product = await lockProduct(tx, id);
    const step = await currentStep(context, tx, product, actor);
    const rows = await findingsOfRound(tx, product);
    const findings = step.aspects.flatMap((aspect) => {
      const row = rows.find(
        (one) => one.check_name === aspect && (one.step === step.id || one.found_by === 'platform'),
      );
      return row
        ? [{ aspect, result: row.outcome, text: row.finding ?? row.reasons.map((reason) => reason.code).join(' ') }]
        : [];
    });
    const result = await context.cases.act(
      tx,
      step.caseId,
      { step: step.id, outcome: outcomes[input.outcome], findings, reasons: input.reasons },
      actor,
    );
    const state = stateAfter(product.state, result.state);
    await updateProduct(tx, id, {
      state,
      reasons: JSON.stringify(input.reasons.map((text) => ({ code: 'product.reviewer-reason', params: { text } }))),
    });
    const change = state === product.state ? [] : [await enterState(context, tx, id, product.state, state)];
    record(tx, {
      type: 'product.release-decided',
      stream: streamOf(id),
      actor: actorRef(actor),
      rows: [{ table: 'product.product', id }, ...change],
      ruleVersion: context.rules(product.jurisdiction).ruleVersion,
      payload: { step: step.id, outcome: input.outcome, state },
    });
    return describeProduct(context, tx, await readProduct(tx, id));
  });
}

function stateAfter(state: ProductState, caseState: string): ProductState {
  if (caseState === 'approved') return moveState(state, 'approve');
  if (caseState === 'supplement') return moveState(state, 'return');
  if (caseState === 'refused') return moveState(state, 'refuse');
  return state;
}

async function findingsOfRound(
  db: Parameters<typeof readFindings>[0],
  product: ProductRow,
): Promise<readonly FindingRow[]> {
  return (await readFindings(db, [product.id])).filter((one) => one.round === product.round);
}

async function currentStep(
  context: ProductOptions,
  db: Parameters<typeof readFindings>[0],
  product: ProductRow,
  actor: Actor,
) {
  if (product.state !== 'checking' || product.case_id === null)
    throw new DomainError('product.wrong-state', 'conflict', { state: product.state, act: 'review' });
  const decision = await context.cases.mayHandle(db, product.case_id, actor);
  if (!decision.allowed) throw new DomainError(decision.reasons[0].code, 'forbidden', decision.reasons[0].params ?? {});
  const view = await context.cases.describeCase(db, product.case_id);
  const step = view.steps.find((one) => one.state === 'current');
  if (!step) throw new DomainError('product.wrong-state', 'conflict', { state: product.state, act: 'review' });
  return { caseId: view.id, id: step.id, aspects: step.aspects.map((aspect) => aspect.id) };
}
