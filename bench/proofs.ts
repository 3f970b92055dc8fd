import { createTileReader, treeHash } from '@sluice/ledger';
import { rowOf, type Case, type Row } from './row.ts';

const SIZE = 200_000;
const ROUNDS = 5;
const PROOFS = 50_000;
const GOAL_PER_SECOND = 50_000;
const WIDTH = 256;

/** Tiles of a log in memory, level by level, as they are served. */
function makeTiles(size: number): ReadonlyMap<string, Uint8Array> {
  const tiles = new Map<string, Uint8Array>();
  let hashes = Array.from({ length: size }, (_, i) => treeHash.leaf(Buffer.from(`entry ${i}`)));
  for (let level = 0; hashes.length > 0; level += 1) {
    const above: Uint8Array[] = [];
    for (let at = 0; at < hashes.length; at += WIDTH) {
      const tile = hashes.slice(at, at + WIDTH);
      const number = String(at / WIDTH).padStart(3, '0');
      tiles.set(`tile/${level}/${number}${tile.length < WIDTH ? `.p/${tile.length}` : ''}`, Buffer.concat(tile));
      if (tile.length === WIDTH) above.push(rootOf(tile));
    }
    hashes = above;
  }
  return tiles;
}

function rootOf(hashes: readonly Uint8Array[]): Uint8Array {
  let row = hashes;
  while (row.length > 1)
    row = row.flatMap((left, i) => (i % 2 === 0 ? [treeHash.node(left, row[i + 1] ?? treeHash.empty)] : []));
  return row[0] ?? treeHash.empty;
}

/** Inclusion proofs of entries at random from tiles that are in memory, and consistency proofs between random sizes. */
export const proofs: Case = async (say) => {
  const tiles = makeTiles(SIZE);
  const reader = createTileReader(treeHash, async (path) => tiles.get(path) ?? null, tiles.size + 1);
  // A fixed walk through all entries: every run measures the same.
  const indexes = Array.from({ length: PROOFS }, (_, i) => (i * 7_919) % SIZE);
  for (const index of indexes) await reader.inclusion(index, SIZE);
  const inclusion: number[] = [];
  const consistency: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    let began = performance.now();
    for (const index of indexes) await reader.inclusion(index, SIZE);
    inclusion.push(PROOFS / ((performance.now() - began) / 1000));
    began = performance.now();
    for (const index of indexes) await reader.consistency(index + 1, SIZE);
    consistency.push(PROOFS / ((performance.now() - began) / 1000));
    say(`${Math.round(inclusion[round] ?? 0)} inclusion, ${Math.round(consistency[round] ?? 0)} consistency proofs/s`);
  }
  const what = `proofs from tiles in memory, log of ${SIZE.toLocaleString('en')} entries`;
  const rows: Row[] = [
    rowOf(
      { id: 'proofs.inclusion', what: `inclusion ${what}`, unit: 'proofs/s', goal: GOAL_PER_SECOND, better: 'higher' },
      inclusion,
    ),
    rowOf({ id: 'proofs.consistency', what: `consistency ${what}`, unit: 'proofs/s', better: 'higher' }, consistency),
  ];
  return rows;
};
