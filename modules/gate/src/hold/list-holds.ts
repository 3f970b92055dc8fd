import type { Db } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { viewHold, type HeldResult, type HoldState, type HoldView, type Viewer } from './held-result.ts';
import { listHeld, readHeld, readVotes } from './store-holds.ts';

const PAGE = 50;

/** Held results of a jurisdiction, as the viewer may see them. */
export async function listHolds(
  db: Db,
  viewer: Viewer,
  jurisdiction: string,
  state: HoldState,
  page: number,
): Promise<{ readonly items: readonly HoldView[]; readonly total: number }> {
  const { items, total } = await listHeld(db, jurisdiction, state, (page - 1) * PAGE, PAGE);
  return { items: await Promise.all(items.map((held) => seen(db, held, viewer))), total };
}

const seen = async (db: Db, held: HeldResult, viewer: Viewer): Promise<HoldView> =>
  viewHold(held, await readVotes(db, held.id), viewer);

/** @throws DomainError `gate.hold-not-found` (not-found) */
export async function readHold(db: Db, viewer: Viewer, id: string, reviewsIn: string | null): Promise<HoldView> {
  const held = await readHeld(db, id);
  if (!held || (held.body !== viewer.body && held.jurisdiction !== reviewsIn))
    throw new DomainError('gate.hold-not-found', 'not-found');
  return seen(db, held, viewer);
}
