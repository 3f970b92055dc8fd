import type { Committed, Db, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { hashProgram } from '../hash-program.ts';
import type { Release } from '../ir/relation.ts';
import { answerAgain, type Decided, type ReleaseContext } from '../release-jointly.ts';
import { publish } from '../release/question.ts';
import { dataSetOf } from '../release/support-family.ts';
import { findAnswer, insertAnswer, insertRelease, lockDataSet } from '../store.ts';
import { actOf, epochsOf, refusedInto, writeDecision, type ActContext, type Sent } from '../write-acts.ts';
import { measurePrivately } from './measure-privately.ts';
import { planPrivately, type PrivatePlan } from './plan-privately.ts';
import type { PrivateMode } from './release-mode.ts';
import { budgetView, canSpend, type BudgetView } from './spend-budget.ts';
import { insertBudget, insertSpend, otherModeOut, readBudget } from './store-budget.ts';

/** Who asks for a noisy release, and whether it answers a question or fills a frozen product. */
interface Asked {
  readonly sent: Sent;
  readonly kind: 'query' | 'freeze';
  readonly mode: PrivateMode;
}

/**
 * Pays, runs, adds noise, publishes: as `releaseJointly` for exact answers. The price is taken under the data set's lock
 * before anything runs, so that two questions at once cannot both have the last of it; a run that fails stays paid. A
 * cube is one release: an entity changes as many of its cells as it has rows, as in a table, so that it costs as one.
 * @throws DomainError `gate.budget-spent` (limited) with what is left · `gate.mode-differs` (conflict) · as a run
 */
export async function releasePrivately<T>(
  context: ReleaseContext,
  { sent: input, kind, mode }: Asked,
  release: Release,
  write: (tx: Tx, decided: Decided) => Promise<T>,
): Promise<Committed<T>> {
  const planned = planPrivately(input.snapshot, release, mode);
  if (!planned.ok) throw new Error('a private program was accepted that cannot be planned');
  const dataSet = dataSetOf(release);
  const irDigest = hashProgram(release);
  if (kind === 'freeze' && (await findAnswer(context.db, dataSet, irDigest)))
    return context.transact(async (tx) => {
      const published = await answerAgain(context, tx, input, kind, release);
      if (!published) throw new DomainError('gate.history-moved', 'conflict');
      return write(tx, published);
    });
  const releaseId = await pay(context, input, kind, planned.plan, release);
  const kept = await measurePrivately(context.run, release, planned.plan);
  return context.transact(async (tx) => {
    await lockDataSet(tx, dataSet);
    const published = await answerAgain(context, tx, input, kind, release);
    if (published) return write(tx, published);
    const [decisionId, answerId] = [context.ids.next('dec'), context.ids.next('ans')];
    await writeDecision(tx, { id: decisionId, input, kind, irDigest, codes: [], releaseId });
    await insertRelease(tx, {
      ...{ id: releaseId, decision_id: decisionId, grant_id: input.snapshot.id, ir_digest: irDigest },
      ...{ resource_id: dataSet.resourceId, epoch_id: dataSet.epochId, released: kept.length, withheld: 0 },
      ...{ families: [], span: [], released_at: tx.at },
    });
    await insertAnswer(tx, dataSet, { id: answerId, releaseId, question: irDigest, cells: publish(release, kept) });
    const written = [
      { table: 'gate.decision', id: decisionId },
      { table: 'gate.release', id: releaseId },
      { table: 'gate.answer', id: answerId },
    ];
    return write(tx, { decisionId, releaseId, kept, held: null, written });
  });
}

/** @returns the id of the release that has been paid for */
async function pay(
  context: ActContext,
  input: Sent,
  kind: Asked['kind'],
  { mode }: PrivatePlan,
  release: Release,
): Promise<string> {
  const dataSet = dataSetOf(release);
  const { value } = await context.transact(async (tx): Promise<{ releaseId: string } | { refusal: DomainError }> => {
    await lockDataSet(tx, dataSet);
    if (await otherModeOut(tx, dataSet, 'dp')) return { refusal: new DomainError('gate.mode-differs', 'conflict') };
    const known = await readBudget(tx, dataSet);
    const total = Math.min(known?.total ?? mode.budget, mode.budget);
    const spent = known?.spent ?? 0;
    if ((known && known.unit !== mode.unit) || !canSpend(total, spent, mode.perQuery)) {
      await refusedInto(tx, context, input, kind, ['gate.budget-spent'], ['R17']);
      const { remaining, cost } = budgetView(mode, total, spent);
      return { refusal: new DomainError('gate.budget-spent', 'limited', { remaining, cost, total }) };
    }
    const budgetId = known?.id ?? context.ids.next('bud');
    const [spendId, releaseId] = [context.ids.next('spd'), context.ids.next('rel')];
    if (!known) await insertBudget(tx, dataSet, { id: budgetId, unit: mode.unit, total: mode.budget });
    const question = hashProgram(release);
    await insertSpend(tx, dataSet, {
      ...{ id: spendId, budgetId, grantId: input.snapshot.id, releaseId, question, rho: mode.perQuery },
    });
    const rows = [...(known ? [] : [{ table: 'gate.budget', id: budgetId }]), { table: 'gate.spend', id: spendId }];
    record(tx, {
      ...actOf(input, `budget:${budgetId}`, rows, epochsOf(release)),
      type: 'gate.budget-spent',
      payload: {
        budgetId,
        releaseId,
        irDigest: question,
        unit: mode.unit,
        cost: text(mode.perQuery),
        total: text(total),
      },
    });
    return { releaseId };
  });
  if ('refusal' in value) throw value.refusal;
  return value.releaseId;
}

/** Payloads have no fractions of floating point. */
const text = (rho: number): string => rho.toFixed(9);

/** The budget as it stands, for the answer of a question in this mode. */
export async function readBudgetView(db: Db, mode: PrivateMode, release: Release): Promise<BudgetView> {
  const known = await readBudget(db, dataSetOf(release));
  return budgetView(mode, Math.min(known?.total ?? mode.budget, mode.budget), known?.spent ?? 0);
}
