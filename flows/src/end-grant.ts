import type {
  AgreementEnd,
  AgreementView,
  Authorization,
  DeveloperView,
  GrantView,
  NewDeveloperMeasure,
  NewMeasure,
} from '@sluice/authorization';
import type { Committed, Db, Transact, Tx } from '@sluice/database';
import { grantEnd, type Product, type Stopper } from '@sluice/product';
import type { Trading } from '@sluice/trading';
import type { Actor } from './ports.ts';

export interface EndParts {
  readonly transact: Transact;
  readonly authorization: Pick<Authorization, 'revokeGrantIn' | 'grantFacts'>;
  readonly product: Pick<Product, 'ofGrant' | 'suspend' | 'serving'>;
  readonly trading: Pick<Trading, 'stopListing'>;
  readonly onChange: (productId: string) => void;
}

/** What comes to a stop with a grant, an operator or a developer. */
export interface StopParts extends EndParts {
  readonly authorization: EndParts['authorization'] &
    Pick<Authorization, 'suspendGrantIn' | 'measureAgreementIn' | 'endAgreementIn' | 'measureDeveloperIn' | 'grantsOf'>;
}

/**
 * Revokes a grant and suspends every product that rests on it, in one transaction: no call is answered after it.
 * The products' suspension is the platform's act, of which the revocation is the ground.
 */
export async function revokeGrant(
  parts: EndParts,
  actor: Actor,
  grantId: string,
  ground: string,
): Promise<Committed<GrantView>> {
  const stopped: string[] = [];
  const committed = await parts.transact(async (tx) => {
    stopped.length = 0;
    const view = await parts.authorization.revokeGrantIn(tx, actor, grantId, ground);
    stopped.push(...(await stopProducts(parts, tx, grantId)));
    return view;
  });
  stopped.forEach(parts.onChange);
  return committed;
}

/** Suspends a grant and every product that rests on it, in one transaction (INC-03). */
export async function suspendGrant(
  parts: StopParts,
  actor: Actor,
  grantId: string,
  ground: string,
): Promise<Committed<GrantView>> {
  return stopping(parts, async (tx) => ({
    value: await parts.authorization.suspendGrantIn(tx, actor, grantId, ground),
    grants: [grantId],
  }));
}

/** A measure against an operator; a suspension stops every product that rests on one of its grants (SVN-04). */
export async function measureOperator(
  parts: StopParts,
  actor: Actor,
  agreementId: string,
  measure: NewMeasure,
): Promise<Committed<AgreementView>> {
  return stopping(parts, async (tx) => {
    const value = await parts.authorization.measureAgreementIn(tx, actor, agreementId, measure);
    return { value, grants: value.state === 'suspended' ? await parts.authorization.grantsOf(tx, value) : [] };
  });
}

/** The end of an operation agreement: what rests on its grants stops; where they do not wait for a successor, they end. */
export async function endOperation(
  parts: StopParts,
  actor: Actor,
  agreementId: string,
  end: AgreementEnd,
): Promise<Committed<AgreementView>> {
  return stopping(parts, async (tx) => {
    const { agreement, grants } = await parts.authorization.endAgreementIn(tx, actor, agreementId, end);
    return { value: agreement, grants };
  });
}

/** A measure towards a developer: from a suspension or an exit on, nothing rests on its grants any more (SVN-05). */
export async function measureDeveloper(
  parts: StopParts,
  actor: Actor,
  measure: NewDeveloperMeasure,
): Promise<Committed<DeveloperView>> {
  return stopping(parts, async (tx) => {
    const { developer, grants } = await parts.authorization.measureDeveloperIn(tx, actor, measure);
    return { value: developer, grants };
  });
}

/** One transaction in which grants come to a stop, and with them the products that rest on them. */
async function stopping<T>(
  parts: EndParts,
  work: (tx: Tx) => Promise<{ readonly value: T; readonly grants: readonly string[] }>,
): Promise<Committed<T>> {
  const stopped: string[] = [];
  const committed = await parts.transact(async (tx) => {
    stopped.length = 0;
    const { value, grants } = await work(tx);
    for (const grantId of grants) stopped.push(...(await stopProducts(parts, tx, grantId, 'grant-suspended')));
    return value;
  });
  stopped.forEach(parts.onChange);
  return committed;
}

/**
 * Suspends products in service whose grant has come to its end by the clock. Their calls have stopped at that moment by
 * themselves; this enters it, tells the buyers and marks the catalogue. @returns how many were suspended
 */
export async function sweepEndedGrants(parts: EndParts, db: Db): Promise<number> {
  let count = 0;
  for (const grantId of new Set((await parts.product.serving(db)).map((product) => product.grantId))) {
    const { state } = await parts.authorization.grantFacts(db, grantId);
    if (state !== 'expired' && state !== 'revoked' && state !== 'suspended') continue;
    const ground = state === 'suspended' ? 'grant-suspended' : 'grant-ended';
    const { value } = await parts.transact((tx) => stopProducts(parts, tx, grantId, ground));
    value.forEach(parts.onChange);
    count += value.length;
  }
  return count;
}

async function stopProducts(
  parts: EndParts,
  tx: Tx,
  grantId: string,
  ground = 'grant-ended',
): Promise<readonly string[]> {
  const products = await parts.product.ofGrant(tx, grantId, ['listed']);
  const stopper: Stopper = grantEnd;
  for (const product of products) {
    await parts.product.suspend(tx, stopper, product.id, ground);
    await parts.trading.stopListing(tx, grantEnd, product.id, { to: 'suspended', ground });
  }
  return products.map((product) => product.id);
}
