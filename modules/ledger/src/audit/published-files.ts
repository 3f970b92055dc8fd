import { toHex } from '@sluice/crypto';
import type { Db } from '@sluice/database';
import { leafHashOf } from '../entry.ts';
import { createLogFolder } from '../log/log-folder.ts';
import { TileEdge } from '../log/tile-edge.ts';
import type { LogKeys } from '../log-keys.ts';
import type { Checkpoint } from '../tlog/checkpoint.ts';
import { encodeBundle, TILE_WIDTH } from '../tlog/tiles.ts';
import { treeHash } from '../tree.ts';
import { auditFiles } from './audit-files.ts';
import { createFindings, type Finding } from './finding.ts';
import { listPublished } from './published-places.ts';
import { createStoryBook } from './story-book.ts';

/** One entry to be: its text when its place in its stream is known. */
export interface PlannedEntry {
  readonly stream: string;
  readonly text: (seq: number, prev: string | null) => string;
}

/** Tiles that are written at once. */
const FLUSH = 64;

/** Writes the public files of a log of the given entries, as a sequencer would; for measurements and drills. */
export async function createLogFiles(
  path: string,
  keys: Pick<LogKeys, 'origin'>,
  entries: Iterable<PlannedEntry>,
): Promise<Checkpoint> {
  const folder = createLogFolder(path);
  const edge = new TileEdge(treeHash);
  const streams = new Map<string, { seq: number; leaf: string }>();
  let bundle: Uint8Array[] = [];
  let files: Parameters<typeof folder.writeTiles>[0][number][] = [];
  const close = (): void => {
    const number = Math.ceil(edge.size / TILE_WIDTH) - 1;
    files.push({ place: { level: 'entries', number, width: bundle.length }, bytes: encodeBundle(bundle) });
    bundle = [];
  };
  for (const planned of entries) {
    const before = streams.get(planned.stream);
    const bytes = Buffer.from(planned.text(before ? before.seq + 1 : 0, before?.leaf ?? null));
    const leaf = leafHashOf(bytes);
    streams.set(planned.stream, { seq: before ? before.seq + 1 : 0, leaf: toHex(leaf) });
    edge.append(leaf);
    bundle.push(bytes);
    if (bundle.length === TILE_WIDTH) close();
    if (files.length >= FLUSH) {
      await folder.writeTiles([...files, ...edge.takeFinished()], false);
      files = [];
    }
  }
  if (bundle.length > 0) close();
  await folder.writeTiles([...files, ...edge.takeFinished(), ...edge.partials()], false);
  return { origin: keys.origin, size: edge.size, root: edge.root() };
}

const noTable: Db = {
  get q(): Db['q'] {
    throw new Error('only files are at hand');
  },
};

/** Audits the public files of a log alone: entries, tiles, root, streams and references. */
export async function auditPublishedFiles(
  path: string,
  signed: Checkpoint,
): Promise<{ readonly entries: number; readonly findings: readonly Finding[] }> {
  const findings = createFindings();
  const book = createStoryBook(findings);
  const folder = createLogFolder(path);
  const edge = await auditFiles({
    ...{ places: await listPublished(folder), sizeNow: signed.size },
    ...{ db: noTable, folder, hash: treeHash, signed, from: 0, book, findings },
    compareTable: false,
  });
  return { entries: edge.size, findings: findings.all() };
}
