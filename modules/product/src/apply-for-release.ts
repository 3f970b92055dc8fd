import type { Committed, Tx } from '@sluice/database';
import { openAnswers } from './open-answers.ts';
import { DomainError, type Reason } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { checkScope } from './check-scope.ts';
import { describeProduct, type Dossier } from './describe-product.ts';
import { enterState } from './draft-product.ts';
import { moveState } from './move-state.ts';
import type { Actor, CellValue, CubeAnswer, GrantFacts } from './product.ts';
import { actorRef, assertMay, streamOf, type ProductOptions } from './product-context.ts';
import { scanExposure } from './scan-exposure.ts';
import { checkSources, stateSources } from './state-sources.ts';
import {
  insertFindings,
  lockProduct,
  readProduct,
  readRelease,
  updateProduct,
  type NewFinding,
  type ProductRow,
} from './store.ts';

/** Aspects of the review that the platform computes; a profile's chain names them among others. */
export const computedChecks = ['purpose_and_scope', 'sources_lawful', 'no_direct_exposure'] as const;

type Computed = Readonly<Record<(typeof computedChecks)[number], readonly Reason[]>>;

/**
 * Release application 发布申请 (PRD-02). The three computed checks run first: where one finds something the product goes
 * back with the reasons and no reviewer is troubled; else its review opens (or goes on after a return) on the chain.
 * @throws DomainError policy refusals, `product.not-frozen` (precondition), `product.wrong-state` (conflict)
 */
export async function applyForRelease(context: ProductOptions, actor: Actor, id: string): Promise<Committed<Dossier>> {
  const before = await readProduct(context.db, id);
  assertMay(context, actor, 'product.apply', before);
  if (actor.body !== before.developer) throw new DomainError('product.not-own', 'forbidden');
  moveState(before.state, 'apply');
  const grant = await context.grant(context.db, before.grant_id);
  const computed = await compute(context, before, grant);
  return context.transact(async (tx) => {
    const product = await lockProduct(tx, id);
    if (product.release_id !== before.release_id || product.state !== before.state)
      throw new DomainError('product.changed-meanwhile', 'conflict');
    const round = product.round + 1;
    const reasons = Object.values(computed).flat();
    const findings = computedChecks.map((check) => findingOf(context, id, round, check, computed[check]));
    await insertFindings(tx, findings);
    const checking = moveState(product.state, 'apply');
    const state = reasons.length > 0 ? moveState(checking, 'return') : checking;
    const caseId = reasons.length > 0 ? product.case_id : await openReview(context, tx, actor, product, grant);
    await updateProduct(tx, id, { state, round, case_id: caseId, reasons: JSON.stringify(reasons) });
    const changes = [await enterState(context, tx, id, product.state, checking)];
    if (state !== checking) changes.push(await enterState(context, tx, id, checking, state));
    record(tx, {
      type: 'product.release-applied',
      stream: streamOf(id),
      actor: actorRef(actor),
      subjects: [{ kind: 'grant', id: grant.id, rel: 'uses' }],
      rows: [
        { table: 'product.product', id },
        ...changes,
        ...findings.map((one) => ({ table: 'product.finding', id: one.id })),
      ],
      ruleVersion: context.rules(product.jurisdiction).ruleVersion,
      payload: {
        round,
        state,
        findings: findings.map((one) => ({
          check: one.check,
          outcome: one.outcome,
          codes: one.reasons.map((reason) => reason.code),
        })),
      },
    });
    return describeProduct(context, tx, await readProduct(tx, id));
  });
}

async function compute(context: ProductOptions, product: ProductRow, grant: GrantFacts): Promise<Computed> {
  const release = await readRelease(context.db, product.release_id ?? '');
  const answers = (await openAnswers(context, context.db, release)).map((row): CubeAnswer => ({
    parameters: JSON.parse(row.key) as CellValue[],
    rows: JSON.parse(row.rows) as CellValue[][],
  }));
  return {
    purpose_and_scope: checkScope(release.lineage, grant),
    sources_lawful: checkSources(stateSources(release.lineage, release.epochs, grant), product.edited_sources),
    no_direct_exposure: await scanExposure(
      { columns: release.columns, domain: release.domain, lineage: release.lineage, answers, grant },
      (question) => context.countKeys(release.epochs, question),
    ),
  };
}

function findingOf(
  context: ProductOptions,
  productId: string,
  round: number,
  check: string,
  reasons: readonly Reason[],
): NewFinding {
  return {
    id: context.ids.next<'finding'>('fnd'),
    productId,
    round,
    step: '',
    check,
    by: 'platform',
    role: 'platform',
    outcome: reasons.length > 0 ? 'fail' : 'pass',
    reasons,
  };
}

/** The first application opens a case; after a return the same case goes on where it stopped. */
async function openReview(
  context: ProductOptions,
  tx: Tx,
  actor: Actor,
  product: ProductRow,
  grant: GrantFacts,
): Promise<string> {
  if (product.case_id !== null) {
    const { state } = await context.cases.describeCase(tx, product.case_id);
    if (state === 'supplement') {
      await context.cases.supplement(tx, product.case_id, '', actor);
      return product.case_id;
    }
  }
  const rules = context.rules(product.jurisdiction);
  const opened = await context.cases.openCase(
    tx,
    {
      kind: 'product-release',
      subject: product.id,
      title: product.title,
      stream: streamOf(product.id),
      jurisdiction: product.jurisdiction,
      profile: rules.profile,
      chain: rules.chain,
      facts: grant.reviewers,
    },
    actor,
  );
  return opened.id;
}
