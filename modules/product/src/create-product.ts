import type { Committed, Db, Tx } from '@sluice/database';
import { openAnswers } from './open-answers.ts';
import { applyForRelease } from './apply-for-release.ts';
import { describeProduct, describeProducts, viewRelease, type Dossier } from './describe-product.ts';
import { draftProduct, editProduct, type ProductDraft } from './draft-product.ts';
import type {
  Actor,
  AnswerColumn,
  FrozenCube,
  GrantFacts,
  OutputLineage,
  ParameterDomain,
  ProductState,
  ReleaseView,
  SourceLine,
} from './product.ts';
import { assertMay, type ProductOptions } from './product-context.ts';
import { decideStep, recordFinding, type ReviewOutcome } from './review-product.ts';
import {
  delistProduct,
  publishProduct,
  resumeProduct,
  suspendProduct,
  type DeliveredCopies,
  type Stopper,
} from './serve-product.ts';
import { prepareFreeze, storeFreeze, type FreezeOrder } from './store-freeze.ts';
import {
  listInState,
  listOfGrant,
  listRestingOn,
  listProducts,
  readFrozenProduct,
  readProduct,
  readRelease,
} from './store.ts';

/** What trading and the public catalogue may know of a product. */
export interface ProductFacts {
  readonly id: string;
  readonly jurisdiction: string;
  readonly grantId: string;
  readonly developer: string;
  readonly form: Dossier['form'];
  readonly title: string;
  readonly summary: string;
  readonly value: Dossier['value'];
  readonly state: ProductState;
  readonly releaseId: string | null;
}

/** A release with its answers, as calls look them up. */
export interface ServedRelease extends ReleaseView {
  readonly columns: readonly AnswerColumn[];
  readonly domain: readonly ParameterDomain[];
  readonly lineage: readonly OutputLineage[];
  readonly sources: readonly SourceLine[];
}

export interface StoredAnswerRow {
  readonly key: string;
  /** Canonical JSON of the rows. */
  readonly rows: string;
  readonly rowCount: number;
  readonly digest: string;
}

const PAGE = 50;

export type Product = ReturnType<typeof createProduct>;

/** Products from draft to delisting: forms, freezing, six checks, release, service (PRD-01 … PRD-05, PRD-11, PRD-12). */
export function createProduct(context: ProductOptions) {
  return { ...writes(context), ...reads(context) };
}

function writes(context: ProductOptions) {
  return {
    draft: (actor: Actor, input: ProductDraft & { readonly grantId: string }): Promise<Committed<Dossier>> =>
      draftProduct(context, actor, input),
    edit: (actor: Actor, id: string, input: Parameters<typeof editProduct>[3]): Promise<Committed<Dossier>> =>
      editProduct(context, actor, id, input),
    prepareFreeze: (db: Db, actor: Actor, id: string): Promise<FreezeOrder> => prepareFreeze(context, db, actor, id),
    storeFreeze: (tx: Tx, actor: Actor, order: FreezeOrder, grant: GrantFacts, cube: FrozenCube): Promise<string> =>
      storeFreeze(context, tx, actor, order, grant, cube),
    applyForRelease: (actor: Actor, id: string): Promise<Committed<Dossier>> => applyForRelease(context, actor, id),
    recordFinding: (
      actor: Actor,
      id: string,
      input: Parameters<typeof recordFinding>[3],
    ): Promise<Committed<Dossier>> => recordFinding(context, actor, id, input),
    decideStep: (
      actor: Actor,
      id: string,
      input: { readonly outcome: ReviewOutcome; readonly reasons: readonly string[] },
    ): Promise<Committed<Dossier>> => decideStep(context, actor, id, input),
    publish: async (tx: Tx, actor: Actor, id: string): Promise<ProductFacts> =>
      factsOf(await publishProduct(context, tx, actor, id)),
    suspend: async (tx: Tx, actor: Stopper, id: string, ground: string): Promise<ProductFacts> =>
      factsOf(await suspendProduct(context, tx, actor, id, ground)),
    resume: async (tx: Tx, actor: Actor, id: string): Promise<ProductFacts> =>
      factsOf(await resumeProduct(context, tx, actor, id)),
    delist: async (
      tx: Tx,
      actor: Stopper,
      id: string,
      input: { readonly ground: string; readonly deliveredCopies: DeliveredCopies },
    ): Promise<ProductFacts> => factsOf(await delistProduct(context, tx, actor, id, input)),
  };
}

function reads(context: ProductOptions) {
  return {
    facts: async (db: Db, id: string): Promise<ProductFacts> => factsOf(await readProduct(db, id)),
    /** The product that a freeze of the gate was made for. @throws DomainError `product.not-frozen` (precondition) */
    frozenFor: async (db: Db, freezeId: string): Promise<ProductFacts> =>
      factsOf(await readProduct(db, await readFrozenProduct(db, freezeId))),
    ofGrant: async (db: Db, grantId: string, states: readonly ProductState[]): Promise<readonly ProductFacts[]> =>
      (await listOfGrant(db, grantId, states)).map(factsOf),
    /** Products in service whose answers were made from one of the epochs. */
    restingOn: async (db: Db, epochIds: readonly string[]): Promise<readonly ProductFacts[]> =>
      (await listRestingOn(db, epochIds)).map(factsOf),
    /** Products in service. */
    serving: async (db: Db): Promise<readonly ProductFacts[]> => (await listInState(db, 'listed')).map(factsOf),

    async dossier(db: Db, actor: Actor, id: string): Promise<Dossier> {
      const row = await readProduct(db, id);
      if (row.developer !== actor.body) assertMay(context, actor, 'product.read', row);
      return describeProduct(context, db, row);
    },
    /** Dossiers that the actor may see, newest first, 50 a page. */
    async dossiers(
      db: Db,
      actor: Actor,
      filter: {
        readonly state?: ProductState | undefined;
        readonly q?: string | undefined;
        readonly page?: number | undefined;
        readonly all: boolean;
      },
    ) {
      const offset = ((filter.page ?? 1) - 1) * PAGE;
      const { rows, total } = await listProducts(db, {
        actor,
        all: filter.all,
        state: filter.state,
        q: filter.q,
        limit: PAGE,
        offset,
      });
      return { items: await describeProducts(context, db, rows), total };
    },
    /** @throws DomainError `product.not-frozen` (precondition) */
    async release(db: Db, id: string): Promise<ServedRelease> {
      const row = await readRelease(db, id);
      return { ...viewRelease(row), domain: row.domain, lineage: row.lineage, sources: row.sources };
    },
    async answers(db: Db, releaseId: string): Promise<readonly StoredAnswerRow[]> {
      return (await openAnswers(context, db, await readRelease(db, releaseId))).map((row) => ({
        key: row.key,
        rows: row.rows,
        rowCount: row.row_count,
        digest: row.digest,
      }));
    },
  };
}

function factsOf(row: Awaited<ReturnType<typeof readProduct>>): ProductFacts {
  return {
    id: row.id,
    jurisdiction: row.jurisdiction,
    grantId: row.grant_id,
    developer: row.developer,
    form: row.form,
    title: row.title,
    summary: row.description.summary,
    value: row.value,
    state: row.state,
    releaseId: row.release_id,
  };
}
