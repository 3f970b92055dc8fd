import type { Committed, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { assertDescribed } from './describe-form.ts';
import { describeProduct, type Dossier } from './describe-product.ts';
import { moveState } from './move-state.ts';
import type {
  Actor,
  ProductDescription,
  ProductForm,
  ProductParameter,
  ProductState,
  SourceLine,
  ValueStatement,
} from './product.ts';
import { actorRef, assertMay, streamOf, type ProductOptions } from './product-context.ts';
import { insertProduct, insertStateChange, lockProduct, readProduct, updateProduct, type ProductRow } from './store.ts';

/** What a developer writes. */
export interface ProductDraft {
  readonly form: ProductForm;
  readonly title: string;
  readonly description: ProductDescription;
  readonly value: ValueStatement;
  readonly sql: string;
  readonly parameters: readonly ProductParameter[];
}

/**
 * Drafts a product on a grant of the developer's own body.
 * @throws DomainError policy refusals, `product.grant-of-another` (forbidden), `product.grant-not-active` (precondition),
 * `product.form-not-admitted`, `product.description-incomplete` (invalid)
 */
export async function draftProduct(
  context: ProductOptions,
  actor: Actor,
  input: ProductDraft & { readonly grantId: string },
): Promise<Committed<Dossier>> {
  const grant = await context.grant(context.db, input.grantId);
  assertMay(context, actor, 'product.create', grant);
  if (actor.body !== grant.developer) throw new DomainError('product.grant-of-another', 'forbidden');
  if (!grant.active) throw new DomainError('product.grant-not-active', 'precondition', { grant: grant.id });
  const rules = context.rules(grant.jurisdiction);
  assertDescribed(input.form, input.description, rules);
  return context.transact(async (tx) => {
    const id = context.ids.next<'product'>('prd');
    await insertProduct(tx, {
      id,
      jurisdiction: grant.jurisdiction,
      grant_id: grant.id,
      application_id: grant.applicationId,
      developer: actor.body,
      author: actor.person,
      ...contents(input),
      state: 'draft',
      round: 0,
      release_id: null,
      case_id: null,
      edited_sources: null,
      reasons: '[]',
      created_at: tx.at,
      updated_at: tx.at,
    });
    const change = await enterState(context, tx, id, null, 'draft');
    record(tx, {
      type: 'product.drafted',
      stream: streamOf(id),
      actor: actorRef(actor),
      subjects: [{ kind: 'grant', id: grant.id, rel: 'uses' }],
      rows: [{ table: 'product.product', id }, change],
      ruleVersion: rules.ruleVersion,
      payload: { grant: grant.id, form: input.form },
    });
    return describeProduct(context, tx, await readProduct(tx, id));
  });
}

/** Changes a product that is not under review or approved; what was frozen has to be frozen again. */
export async function editProduct(
  context: ProductOptions,
  actor: Actor,
  id: string,
  input: ProductDraft & { readonly sourceStatement?: readonly SourceLine[] | undefined },
): Promise<Committed<Dossier>> {
  return context.transact(async (tx) => {
    const product = await lockProduct(tx, id);
    assertMay(context, actor, 'product.edit', product);
    const rules = context.rules(product.jurisdiction);
    assertDescribed(input.form, input.description, rules);
    const unchanged =
      input.sql === product.sql && JSON.stringify(input.parameters) === JSON.stringify(product.parameters);
    const edited = moveState(product.state, 'edit');
    // Words may change without another passage of the gate; the query may not.
    const state = unchanged && product.state === 'frozen' ? 'frozen' : edited;
    await updateProduct(tx, id, {
      ...contents(input),
      state,
      edited_sources: input.sourceStatement ? JSON.stringify(input.sourceStatement) : null,
    });
    const rows = state === product.state ? [] : [await enterState(context, tx, id, product.state, state)];
    record(tx, {
      type: 'product.changed',
      stream: streamOf(id),
      actor: actorRef(actor),
      rows: [{ table: 'product.product', id }, ...rows],
      ruleVersion: rules.ruleVersion,
      payload: { form: input.form },
    });
    return describeProduct(context, tx, await readProduct(tx, id));
  });
}

function contents(input: ProductDraft) {
  return {
    form: input.form,
    title: input.title,
    description: JSON.stringify(input.description),
    value: JSON.stringify(input.value),
    sql: input.sql,
    parameters: JSON.stringify(input.parameters),
  };
}

/** Writes the line of the product's history; the caller changes the state itself and declares both rows. */
export async function enterState(
  context: ProductOptions,
  tx: Tx,
  id: string,
  from: ProductRow['state'] | null,
  to: ProductState,
  ground?: string,
) {
  const change = context.ids.next<'state-change'>('psc');
  await insertStateChange(tx, { id: change, productId: id, from, to, ground });
  return { table: 'product.state_change', id: change };
}
