import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FieldDefinition } from '@sluice/catalogue';
import { sheetToDelimited } from '@sluice/connectors';
import { DomainError } from '@sluice/kernel';
import { fieldNamed } from './ingest/read-header.ts';
import { createRecordSplitter } from './ingest/split-records.ts';
import { cellsOf } from './propose/read-head.ts';
import { quarantinedLines } from './read-quarantine.ts';
import {
  assertMayUpload,
  receiveBatch,
  type GatheredResource,
  type ReceiveBatchInput,
  type ReceivedBatch,
} from './receive-batch.ts';
import { currentEpochOf, getBatch, getEpoch } from './store.ts';
import { segmentsOf } from './present-batch.ts';
import type { BatchRow } from './tables.ts';
import type { Actor, VaultContext } from './vault-context.ts';

export interface CorrectBatchInput {
  readonly actor: Actor;
  readonly batchId: string;
  readonly resource: GatheredResource;
  readonly route: ReceiveBatchInput['route'];
  readonly filename: string;
  readonly stream: AsyncIterable<Uint8Array>;
}

/** A quarantine is small against its batch; what is larger is a delivery of its own. */
const MAX_BYTES = 256 * 1024 * 1024;
const LINE_COLUMN = '__line';
/** So many lines are named in a refusal. */
const NAMED_LINES = 20;

/**
 * Takes the corrected quarantine file of a batch back. It is checked like any batch and its good lines are added to the
 * epoch; a line is taken once, and only while the data that it belongs to is still the current data.
 * @throws DomainError those of `receiveBatch`; `vault.nothing-quarantined`, `vault.batch-superseded` (precondition);
 * `vault.line-column-missing`, `vault.lines-not-quarantined` (invalid), `vault.lines-corrected-already` (conflict), with lines.
 */
export async function correctBatch(v: VaultContext, input: CorrectBatchInput): Promise<ReceivedBatch> {
  // Before anything of the file is read.
  assertMayUpload(v, input);
  const batch = await getBatch(v.db, input.batchId);
  if (batch.quarantine_file === null)
    throw new DomainError('vault.nothing-quarantined', 'precondition', { id: batch.id });
  if (batch.resource_id !== input.resource.id)
    throw new DomainError('vault.batch-not-found', 'not-found', { id: batch.id });
  const mode = await modeOf(v, batch);
  const bytes = await asText(v, batch, await readAll(input.stream));
  const lines = linesOf(bytes);
  const held = await quarantinedLines(v, input.actor, batch.id);
  const strange = lines.filter((line) => !held.has(line));
  if (strange.length > 0) throw new DomainError('vault.lines-not-quarantined', 'invalid', { lines: named(strange) });
  const { actor, resource, route, filename } = input;
  return receiveBatch(v, {
    ...{ actor, resource, route, filename, mode },
    stream: only(bytes),
    correction: { of: batch.id, lines },
  });
}

/** A refused batch left no data behind: its correction is a delivery like the one it corrects. */
async function modeOf(v: VaultContext, batch: BatchRow): Promise<'full' | 'append'> {
  if (batch.state === 'rejected') return batch.mode;
  const current = await currentEpochOf(v.db, batch.resource_id);
  const own = batch.epoch_id === null ? undefined : await getEpoch(v.db, batch.epoch_id);
  const held = new Set(current ? segmentsOf(current) : []);
  if (!own || !segmentsOf(own).every((segment) => held.has(segment)))
    throw new DomainError('vault.batch-superseded', 'precondition', { id: batch.id });
  return 'append';
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of stream) {
    size += piece.length;
    if (size > MAX_BYTES) throw new DomainError('vault.upload-too-large', 'limited', { maxBytes: MAX_BYTES });
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** A workbook that was corrected cell by cell, as the text that its quarantine is. */
async function asText(v: VaultContext, batch: BatchRow, bytes: Buffer): Promise<Buffer> {
  if (bytes.subarray(0, 2).toString('latin1') !== 'PK') return bytes;
  const fields = batch.fields as unknown as readonly FieldDefinition[];
  const folder = await mkdtemp(join(v.workFolder, 'correction-'));
  try {
    const path = join(folder, 'corrected.xlsx');
    await writeFile(path, bytes, { mode: 0o600 });
    const isColumn = (name: string): boolean => name.startsWith('__') || fieldNamed(name, fields) !== undefined;
    const text = await readAll(sheetToDelimited(path, isColumn));
    // Rows that a person left empty are none.
    return Buffer.from(text.toString('utf8').replace(/^(?:,|"")*\r?\n/gm, ''));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Numbers in the line column, as the export wrote them; the same one twice is refused like a corrected one. */
function linesOf(bytes: Buffer): readonly number[] {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const end = bytes.indexOf(0x0a);
  const names = cellsOf(
    bytes
      .subarray(start, end < 0 ? bytes.length : end)
      .toString('latin1')
      .trimEnd(),
    ',',
  );
  // The workbook's header says after it, for a person, what it is.
  const at = names.findIndex((name) => name.split(' ')[0] === LINE_COLUMN);
  if (at < 0 || end < 0) throw new DomainError('vault.line-column-missing', 'invalid', { column: LINE_COLUMN });
  const split = createRecordSplitter(0x2c, names.length, 2).split(bytes.subarray(end + 1), true);
  const seen = new Set<number>();
  const lines = split.starts.map((from, i) => {
    const cell = cellsOf(split.bytes.subarray(from, split.ends[i]).toString('latin1'), ',')[at] ?? '';
    const line = /^\d{1,15}$/.test(cell) ? Number(cell) : Number.NaN;
    if (Number.isNaN(line)) throw new DomainError('vault.line-column-missing', 'invalid', { column: LINE_COLUMN });
    return line;
  });
  const twice = lines.filter((line) => seen.size === seen.add(line).size);
  if (twice.length > 0) throw new DomainError('vault.lines-corrected-already', 'conflict', { lines: named(twice) });
  return lines;
}

const named = (lines: readonly number[]): string[] => lines.slice(0, NAMED_LINES).map(String);

async function* only(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1 << 20) yield bytes.subarray(at, at + (1 << 20));
  await Promise.resolve();
}
