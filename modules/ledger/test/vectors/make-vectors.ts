import { readFileSync } from 'node:fs';
import { toHexPure } from '../../src/tlog/base64.ts';
import { formatVkey } from '../../src/tlog/note.ts';
import { encodeBundle, TILE_WIDTH, tilePath, tilesOfLevel, type TilePlace } from '../../src/tlog/tiles.ts';
import { HASH_BYTES, type TreeHash } from '../../src/tlog/tree-hash.ts';
import { formatWitnessVkey } from '../../src/tlog/cosignature.ts';
import {
  bads,
  checkpoint,
  consistency,
  good,
  OLD_SIZE,
  oldCheckpoint,
  policies,
  receiptOf,
  twinCheckpoint,
} from './vector-bundles.ts';
import { entries, hash, rootOf, signers, SIZE, twinHash, witness } from './vector-log.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const json = (value: unknown): Uint8Array => utf8(`${JSON.stringify(value, null, 2)}\n`);

const RECEIPTS = [0, 5, 255, 256, SIZE - 1];

/** Every file of `docs/vectors` but its README, by path. */
export function makeVectors(): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  addKeys(files);
  addTree(files, 'log', hash, checkpoint);
  addTree(files, 'twin', twinHash, twinCheckpoint);
  files.set(`log/checkpoint.${OLD_SIZE}`, utf8(oldCheckpoint));
  files.set(`log/consistency.${OLD_SIZE}-${SIZE}`, utf8(consistency));
  files.set('keys/tsa-root.pem', readFileSync(new URL('timestamp/root.pem', import.meta.url)));
  for (const index of RECEIPTS) files.set(`receipts/${index}.tlog-proof`, utf8(receiptOf(index, checkpoint)));
  const bundles = [...good, ...bads];
  for (const { name, bytes } of bundles) files.set(`bundles/${name}.zip`, bytes);
  const expected = bundles.map(({ name, policy, problems }) => ({
    bundle: `bundles/${name}.zip`,
    policy: `keys/${policy}`,
    ok: problems.length === 0,
    problems,
  }));
  files.set('bundles/expected.json', json(expected));
  return files;
}

function addKeys(files: Map<string, Uint8Array>): void {
  const keys = Object.entries(signers).map(([name, { key, secret }]) => ({
    name,
    algorithm: key.algorithm,
    vkey: formatVkey(key),
    publicKey: toHexPure(key.publicKey),
    secret,
  }));
  const cosigner = { vkey: formatWitnessVkey(witness.key), secret: witness.secret, time: witness.time };
  files.set('keys/keys.json', json({ keys, witness: cosigner }));
  files.set('keys/policy', utf8(policies.plain));
  files.set('keys/policy-witnessed', utf8(policies.witnessed));
}

/** Static files as the log serves them. The twin has no entry files of its own: its entries are the log's. */
function addTree(files: Map<string, Uint8Array>, folder: string, tree: TreeHash, note: string): void {
  files.set(`${folder}/checkpoint`, utf8(note));
  const { full, partial } = tilesOfLevel(0, SIZE);
  for (let number = 0; number <= full; number += 1) {
    const width = number < full ? TILE_WIDTH : partial;
    const held = entries.slice(number * TILE_WIDTH, number * TILE_WIDTH + width);
    const put = (level: TilePlace['level'], bytes: Uint8Array) =>
      files.set(`${folder}/${tilePath({ level, number, width })}`, bytes);
    put(0, flat(held.map((one) => tree.leaf(one.bytes))));
    if (folder === 'log') put('entries', encodeBundle(held.map((one) => one.bytes)));
  }
  const perfect = rootOf(tree, [0, TILE_WIDTH]);
  files.set(`${folder}/${tilePath({ level: 1, number: 0, width: full })}`, flat([perfect]));
}

function flat(hashes: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(hashes.length * HASH_BYTES);
  for (const [i, one] of hashes.entries()) bytes.set(one, i * HASH_BYTES);
  return bytes;
}
