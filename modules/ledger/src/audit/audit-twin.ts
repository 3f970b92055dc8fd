import { gm, sameBytes, toHex } from '@sluice/crypto';
import type { Db } from '@sluice/database';
import type { PayloadMaster } from '../flush-acts.ts';
import { readLeaves } from '../log/store-log.ts';
import { TileEdge } from '../log/tile-edge.ts';
import type { TileReader } from '../log/tile-reader.ts';
import type { TwinTree } from '../log/twin-tree.ts';
import type { LogSigner } from '../log-keys.ts';
import { openPayloads } from '../open-payload.ts';
import { findStream } from '../read-entries.ts';
import { parseNote, verifyNote } from '../tlog/note.ts';
import { TILE_WIDTH, tilePath } from '../tlog/tiles.ts';
import { twinTreeHash } from '../tree.ts';
import { createFindings, type Finding, type Findings } from './finding.ts';

export interface TwinAudit {
  readonly db: Db;
  readonly twin: TwinTree;
  readonly signer: LogSigner;
  readonly master: PayloadMaster;
  /** The log's own tiles. */
  readonly tiles: TileReader;
}

const PAGE = 4096;
const ROOTS = 'log:roots';

/**
 * Reads the SM3 twin again: its signature, its root and every tile against the entries of the log, and every entry that
 * names both roots against both trees. Places begin with `twin/`.
 */
export async function auditTwin({ db, twin, signer, master, tiles }: TwinAudit): Promise<readonly Finding[]> {
  const findings = createFindings();
  const standing = await twin.checkpoint();
  if (!standing) return [];
  const note = parseNote(standing.note);
  const signed =
    note && verifyNote(note, [signer.key], (key, message, mark) => gm.verify(key.publicKey, message, mark));
  if (signed?.length !== 1) findings.add('checkpoint-unsigned', 'twin/checkpoint');
  const edge = await growTwin(db, standing.size, twin, findings);
  if (edge.size !== standing.size || !sameBytes(edge.root(), standing.root)) findings.add('root-mismatch', 'twin');
  for (const tile of edge.partials()) await compareTile(twin, tile, findings);
  await auditRoots({ db, master, tiles, twin, size: standing.size }, findings);
  return findings.all();
}

async function growTwin(db: Db, size: number, twin: TwinTree, findings: Findings): Promise<TileEdge> {
  const edge = new TileEdge(twinTreeHash);
  while (edge.size < size) {
    const leaves = await readLeaves(db, edge.size, Math.min(PAGE, size - edge.size));
    if (leaves.length === 0) break;
    for (const leaf of leaves) edge.append(twinTreeHash.leaf(leaf.entry));
    for (const tile of edge.takeFinished()) await compareTile(twin, tile, findings);
  }
  return edge;
}

type Tile = ReturnType<TileEdge['partials']>[number];

async function compareTile(twin: TwinTree, { place, bytes }: Tile, findings: Findings): Promise<void> {
  const path = tilePath(place);
  // A partial tile that has meanwhile grown full begins with the same hashes.
  const found = (await twin.folder.read(path)) ?? (await twin.folder.read(tilePath({ ...place, width: TILE_WIDTH })));
  if (!found) findings.add('file-missing', `twin/${path}`);
  else if (!sameBytes(found.subarray(0, bytes.length), bytes)) findings.add('tile-changed', `twin/${path}`);
}

interface RootsParts {
  readonly db: Db;
  readonly master: PayloadMaster;
  readonly tiles: TileReader;
  readonly twin: TwinTree;
  readonly size: number;
}

async function auditRoots({ db, master, tiles, twin, size }: RootsParts, findings: Findings): Promise<void> {
  for (let from = 0; ;) {
    const entries = await findStream(db, ROOTS, from, PAGE);
    const ids = entries.map((one) => one.entry.id);
    for (const { entryId, text } of await openPayloads(db, master, ids)) {
      const said = JSON.parse(text) as { readonly size: number; readonly root: string; readonly twinRoot: string };
      if (said.size > size) continue;
      const roots = [toHex(await tiles.root(said.size)), toHex(await twin.tiles.root(said.size))];
      if (roots[0] !== said.root || roots[1] !== said.twinRoot) findings.add('root-mismatch', `twin ${entryId}`);
    }
    if (entries.length < PAGE) return;
    from += PAGE;
  }
}
