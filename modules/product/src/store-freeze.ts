import type { Db, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { assertDerived } from './describe-form.ts';
import { enterState } from './draft-product.ts';
import { storeCube } from './freeze-cube.ts';
import { moveState } from './move-state.ts';
import { sealAnswers } from './open-answers.ts';
import type { Actor, FrozenCube, GrantFacts, ProductParameter, ProductState } from './product.ts';
import { actorRef, assertMay, streamOf, type ProductOptions } from './product-context.ts';
import { countReleases, insertAnswers, insertRelease, lockProduct, readProduct, updateProduct } from './store.ts';
import { stateSources } from './state-sources.ts';

/** What the gate needs to freeze a product. */
export interface FreezeOrder {
  readonly productId: string;
  readonly grantId: string;
  readonly sql: string;
  readonly parameters: readonly ProductParameter[];
  readonly state: ProductState;
}

/** States in which a new epoch's answers replace the old ones without another review: the query is the reviewed one. */
const inService: readonly ProductState[] = ['listed', 'suspended'];

/** @throws DomainError policy refusals, `product.grant-not-active` (precondition), `product.wrong-state` (conflict) */
export async function prepareFreeze(context: ProductOptions, db: Db, actor: Actor, id: string): Promise<FreezeOrder> {
  const product = await readProduct(db, id);
  assertMay(context, actor, 'product.freeze', product);
  if (actor.body !== product.developer) throw new DomainError('product.not-own', 'forbidden');
  const grant = await context.grant(db, product.grant_id);
  if (!grant.active) throw new DomainError('product.grant-not-active', 'precondition', { grant: grant.id });
  if (!inService.includes(product.state)) moveState(product.state, 'freeze');
  return {
    productId: id,
    grantId: product.grant_id,
    sql: product.sql,
    parameters: product.parameters,
    state: product.state,
  };
}

/**
 * Stores the answers that the gate released, in the gate's own transaction. A product in service keeps its state and
 * gets a new edition; otherwise it becomes `frozen`.
 * @returns id of the release
 * @throws DomainError `product.not-derived` (precondition), `product.changed-meanwhile` (conflict)
 */
export async function storeFreeze(
  context: ProductOptions,
  tx: Tx,
  actor: Actor,
  order: FreezeOrder,
  grant: GrantFacts,
  cube: FrozenCube,
): Promise<string> {
  const product = await lockProduct(tx, order.productId);
  if (product.sql !== order.sql || product.state !== order.state)
    throw new DomainError('product.changed-meanwhile', 'conflict');
  assertDerived(product.form, cube.lineage);
  const { answers, digest, rows } = storeCube(cube);
  const id = context.ids.next<'release'>('prl');
  const version = (await countReleases(tx, product.id)) + 1;
  await insertRelease(tx, {
    id,
    product_id: product.id,
    version,
    freeze_id: cube.freezeId,
    epochs: JSON.stringify(cube.epochs),
    columns: JSON.stringify(cube.columns),
    domain: JSON.stringify(cube.domain),
    lineage: JSON.stringify(cube.lineage),
    sources: JSON.stringify(stateSources(cube.lineage, cube.epochs, grant)),
    answers: answers.length,
    rows,
    ir_digest: cube.irDigest,
    cube_digest: digest,
    released_at: tx.at,
  });
  await insertAnswers(tx, id, sealAnswers(cube, answers));
  const state = inService.includes(product.state) ? product.state : moveState(product.state, 'freeze');
  await updateProduct(tx, product.id, { release_id: id, state });
  const change = state === product.state ? [] : [await enterState(context, tx, product.id, product.state, state)];
  record(tx, {
    type: 'product.frozen',
    stream: streamOf(product.id),
    actor: actorRef(actor),
    subjects: [
      { kind: 'freeze', id: cube.freezeId, rel: 'uses' },
      { kind: 'grant', id: grant.id, rel: 'uses' },
      ...cube.epochs.map((epoch) => ({ kind: 'epoch', id: epoch.epochId, rel: 'uses' as const })),
    ],
    rows: [{ table: 'product.product', id: product.id }, { table: 'product.release', id }, ...change],
    ruleVersion: cube.ruleVersion,
    payload: { release: id, version, answers: answers.length, rows, irDigest: cube.irDigest, cubeDigest: digest },
  });
  return id;
}
