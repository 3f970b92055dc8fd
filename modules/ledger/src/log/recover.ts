import { sameBytes, toHex } from '@sluice/crypto';
import type { Db } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { leafHashOf } from '../entry.ts';
import type { Checkpoint } from '../tlog/checkpoint.ts';
import { levelsOf, TILE_WIDTH, tilePath } from '../tlog/tiles.ts';
import type { TreeHash } from '../tlog/tree-hash.ts';
import type { LogFolder } from './log-folder.ts';
import { readHead, readLeaves, type Sequenced } from './store-log.ts';
import { TileEdge } from './tile-edge.ts';

/** What the sequencer holds in memory: the edge of the tree and the entries of its unfinished bundles. */
export interface LogState {
  edge: TileEdge;
  /** Entries since the last full bundle that is on disk. */
  tail: Uint8Array[];
  /** Index of the first entry of `tail`; a multiple of 256. */
  tailFrom: number;
  /** Set when tiles were derived anew because stored ones were missing or wrong: they are to be replaced. */
  rebuilt: boolean;
}

const PAGE = 4096;

/**
 * Takes up the log where the last checkpoint left it, and checks that the database has not gone back or changed.
 * Missing or damaged tiles are derived anew from the log table.
 * @throws DomainError `ledger.rollback-detected` (precondition): the database holds fewer entries than were signed
 * @throws DomainError `ledger.log-diverged` (precondition): its entries lead to another root than the signed one
 */
export async function recoverState(
  db: Db,
  folder: LogFolder,
  hash: TreeHash,
  signed: Checkpoint | null,
): Promise<LogState> {
  const head = await readHead(db);
  const size = signed?.size ?? 0;
  if (head.size < size)
    throw new DomainError('ledger.rollback-detected', 'precondition', { database: head.size, signed: size });
  const from = size - (size % TILE_WIDTH);
  const stored = await restoreEdge(folder, hash, from);
  const quick = stored ? await grow(db, { edge: stored, tail: [], tailFrom: from, rebuilt: false }, signed) : null;
  const state = quick ?? (await grow(db, { edge: new TileEdge(hash), tail: [], tailFrom: 0, rebuilt: true }, signed));
  if (!state)
    throw new DomainError('ledger.log-diverged', 'precondition', {
      signed: size,
      root: signed ? toHex(signed.root) : '',
    });
  if (state.edge.size !== head.size || !sameBytes(state.edge.root(), head.root))
    throw new DomainError('ledger.log-diverged', 'precondition', {
      signed: size,
      database: head.size,
      counted: state.edge.size,
    });
  return state;
}

/** The edge at a multiple of 256 leaves, from tiles; null when one is missing or has the wrong length. */
export async function restoreEdge(folder: LogFolder, hash: TreeHash, size: number): Promise<TileEdge | null> {
  const tiles: Uint8Array[] = [];
  for (let level = 0; level < levelsOf(size); level += 1) {
    const hashes = Math.floor(size / TILE_WIDTH ** level);
    const width = hashes % TILE_WIDTH;
    const place = { level, number: Math.floor(hashes / TILE_WIDTH), width };
    const bytes =
      width === 0
        ? new Uint8Array()
        : ((await folder.read(tilePath(place))) ?? (await folder.read(tilePath({ ...place, width: TILE_WIDTH }))));
    if (!bytes || bytes.length < width * 32) return null;
    tiles.push(bytes.subarray(0, width * 32));
  }
  return TileEdge.restore(hash, size, tiles);
}

/** Appends the log table's leaves; null when the tree misses the signed root on its way. */
async function grow(db: Db, state: LogState, signed: Checkpoint | null): Promise<LogState | null> {
  if (signed && !matches(state.edge, signed)) return null;
  for (let from = state.edge.size; ;) {
    const leaves = await readLeaves(db, from, PAGE);
    for (const leaf of leaves) {
      if (leaf.idx !== state.edge.size) return null;
      appendLeaf(state, leaf);
      if (signed && !matches(state.edge, signed)) return null;
    }
    from = state.edge.size;
    if (leaves.length < PAGE) return signed && state.edge.size < signed.size ? null : state;
  }
}

const matches = (edge: TileEdge, signed: Checkpoint): boolean =>
  edge.size !== signed.size || sameBytes(edge.root(), signed.root);

/** @throws DomainError `ledger.entry-altered` (precondition) when the stored leaf hash is not the one of the entry */
function appendLeaf(state: LogState, leaf: Sequenced): void {
  if (!sameBytes(leafHashOf(leaf.entry), leaf.leafHash))
    throw new DomainError('ledger.entry-altered', 'precondition', { index: leaf.idx, entry: leaf.entryId });
  state.edge.append(leaf.leafHash);
  state.tail.push(leaf.entry);
}
