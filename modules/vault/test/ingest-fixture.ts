import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine, type EngineValue } from '@sluice/engines';
import type { FieldDefinition } from '@sluice/catalogue';
import { afterAll, beforeAll } from 'vitest';
import { ingestFile, type IngestInput } from '../src/ingest/ingest-file.ts';
import type { IngestOutcome } from '../src/ingest/outcome.ts';
import { list, literal } from '../src/ingest/quote-sql.ts';

export let engine: Engine;
/** Where the files of one test file lie. */
export let folder: string;
let made = 0;

/** Opens an engine and a folder for a test file; call it once at the top. */
export function useIngestion(): void {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-ingest-'));
    engine = await createEngine();
  });
  afterAll(async () => {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  });
}

export type Ingested = IngestOutcome & { readonly folder: string };

export const field = (name: string, more: Partial<FieldDefinition> = {}): FieldDefinition => ({
  name,
  title: name,
  type: 'text',
  required: false,
  role: 'other',
  grade: 1,
  ...more,
});
export const simple = [field('no', { type: 'integer', required: true, unique: true }), field('word')];

export async function ingest(
  content: string | Buffer,
  fields: readonly FieldDefinition[] = simple,
  more: Partial<IngestInput> = {},
): Promise<Ingested> {
  const workFolder = join(folder, String((made += 1)));
  await mkdir(workFolder);
  const bytes = Buffer.from(content);
  async function* source() {
    for (let at = 0; at < bytes.length; at += 700_001) yield bytes.subarray(at, at + 700_001);
  }
  const outcome = await ingestFile(engine, {
    format: 'csv',
    source,
    fields,
    mode: 'full',
    bucketKey: new Uint8Array(32).fill(7),
    workFolder,
    ...more,
  });
  return { ...outcome, folder: workFolder };
}

export async function query(outcome: { folder: string }, sql: string): Promise<readonly (readonly EngineValue[])[]> {
  const session = await engine.open({ readOnly: [outcome.folder] });
  try {
    return (await session.run({ sql }, { deadlineMs: 20_000, maxRows: 1_000 })).rows;
  } finally {
    await session.close();
  }
}

export const good = (o: Ingested, columns = '*') =>
  query(o, `select ${columns} from read_parquet(${list(o.segments.map((s) => s.path))})`);
export const bad = (o: Ingested) =>
  o.quarantine
    ? query(o, `select line, faults, record from read_parquet(${literal(o.quarantine)}) order by line`)
    : Promise.resolve([]);
