import type { Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { enterState } from './draft-product.ts';
import { moveState, type ProductMove } from './move-state.ts';
import type { Actor } from './product.ts';
import { actorRef, assertMay, streamOf, type ProductOptions } from './product-context.ts';
import { lockProduct, readProduct, updateProduct, type ProductRow } from './store.ts';

/** How copies that were handed out are dealt with when a product is delisted. */
export type DeliveredCopies = 'none' | 'keep' | 'return' | 'destroy';

/** What stops a product when no person does: the end of its grant. */
export const grantEnd = { kind: 'system', part: 'grant-end' } as const;
/** Or the destruction of the data it was made from. */
export const dataEnd = { kind: 'system', part: 'destruction' } as const;
export type Stopper = Actor | typeof grantEnd | typeof dataEnd;

const isPerson = (actor: Stopper): actor is Actor => 'role' in actor;

/** Puts an approved product into service; the operator publishes (PRD-02). @throws DomainError policy refusals, `product.wrong-state` */
export async function publishProduct(context: ProductOptions, tx: Tx, actor: Actor, id: string): Promise<ProductRow> {
  const product = await lockProduct(tx, id);
  assertMay(context, actor, 'product.list', product, product.author);
  const rows = await enter(context, tx, product, 'list');
  record(tx, {
    ...act(context, product, actor, rows),
    type: 'product.listed',
    payload: { release: product.release_id ?? '' },
  });
  return readProduct(tx, id);
}

/** Stops a listed product for a time (PRD-12). */
export async function suspendProduct(
  context: ProductOptions,
  tx: Tx,
  actor: Stopper,
  id: string,
  ground: string,
): Promise<ProductRow> {
  const product = await lockProduct(tx, id);
  if (isPerson(actor)) assertMay(context, actor, 'product.delist', product);
  const rows = await enter(context, tx, product, 'suspend', ground);
  record(tx, { ...act(context, product, actor, rows), type: 'product.suspended', payload: { ground } });
  return readProduct(tx, id);
}

/** Ends a suspension. The grant behind the product must be in force. @throws DomainError `product.grant-not-active` (precondition) */
export async function resumeProduct(context: ProductOptions, tx: Tx, actor: Actor, id: string): Promise<ProductRow> {
  const product = await lockProduct(tx, id);
  assertMay(context, actor, 'product.delist', product);
  const grant = await context.grant(tx, product.grant_id);
  if (!grant.active) throw new DomainError('product.grant-not-active', 'precondition', { grant: grant.id });
  const rows = await enter(context, tx, product, 'resume');
  record(tx, { ...act(context, product, actor, rows), type: 'product.resumed', payload: {} });
  return readProduct(tx, id);
}

/** Delisting 下架 by the developer for its own product, the operator, the data authority or a security regulator (PRD-12). */
export async function delistProduct(
  context: ProductOptions,
  tx: Tx,
  actor: Stopper,
  id: string,
  input: { readonly ground: string; readonly deliveredCopies: DeliveredCopies },
): Promise<ProductRow> {
  const product = await lockProduct(tx, id);
  if (isPerson(actor))
    assertMay(context, actor, actor.role === 'developer' ? 'product.edit' : 'product.delist', product);
  const rows = await enter(context, tx, product, 'delist', input.ground);
  // The ground is of a closed list; words that a person wrote stay out of the ledger.
  const payload = { ground: input.ground, deliveredCopies: input.deliveredCopies };
  record(tx, { ...act(context, product, actor, rows), type: 'product.delisted', payload });
  return readProduct(tx, id);
}

async function enter(context: ProductOptions, tx: Tx, product: ProductRow, move: ProductMove, ground?: string) {
  const state = moveState(product.state, move);
  await updateProduct(tx, product.id, { state });
  return [
    { table: 'product.product', id: product.id },
    await enterState(context, tx, product.id, product.state, state, ground),
  ];
}

function act(
  context: ProductOptions,
  product: ProductRow,
  actor: Stopper,
  rows: readonly { readonly table: string; readonly id: string }[],
) {
  return {
    stream: streamOf(product.id),
    actor: isPerson(actor) ? actorRef(actor) : actor,
    subjects: [{ kind: 'grant', id: product.grant_id, rel: 'uses' as const }],
    rows,
    ruleVersion: context.rules(product.jurisdiction).ruleVersion,
  };
}
