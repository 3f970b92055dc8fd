import type { FieldDefinition } from '@sluice/catalogue';
import type { EngineSession } from '@sluice/engines';
import { assertAllowed, DomainError } from '@sluice/kernel';
import { literal } from './ingest/quote-sql.ts';
import { getBatch } from './store.ts';
import type { BatchRow } from './tables.ts';
import type { Actor, VaultContext } from './vault-context.ts';
import { quarantineWorkbook, WORKBOOK_ROWS } from './workbooks/quarantine-workbook.ts';
import type { WorkbookLanguage } from './workbooks/template-workbook.ts';

export interface QuarantinedRow {
  readonly line: number;
  readonly faults: { readonly field?: string; readonly rule: string }[];
  /** By field as it came, or the raw text; bytes that are no text come as base64. */
  readonly record: Record<string, string | null> | string;
}

export interface QuarantinePage {
  readonly items: QuarantinedRow[];
  readonly total: number;
}

const PAGE = 100;
const EXPORT_PAGE = 2_000;
const LINES_PAGE = 100_000;
const DEADLINE_MS = 60_000;

/**
 * Quarantined records with their lines, faults and values. Data as it came, so for its source agency alone.
 * @throws DomainError a refusal of `quarantine.read`; `vault.batch-not-found`.
 */
export async function readQuarantine(
  v: VaultContext,
  actor: Actor,
  batchId: string,
  page: number,
): Promise<QuarantinePage> {
  const batch = await mayRead(v, actor, batchId);
  return withQuarantine(v, batch, async (session, source) => {
    const total = await session.run({ sql: `select count(*) from ${source}` }, { deadlineMs: DEADLINE_MS, maxRows: 1 });
    return { items: await rowsOf(session, source, PAGE, (page - 1) * PAGE), total: Number(total.rows[0]?.[0] ?? 0) };
  });
}

/** Line numbers that stand in a batch's quarantine. */
export async function quarantinedLines(v: VaultContext, actor: Actor, batchId: string): Promise<ReadonlySet<number>> {
  const batch = await mayRead(v, actor, batchId);
  const lines = new Set<number>();
  if (batch.quarantine_file === null) return lines;
  await withQuarantine(v, batch, async (session, source) => {
    for (let after = -1; ;) {
      const { rows } = await session.run(
        { sql: `select line from ${source} where line > ${after} order by line limit ${LINES_PAGE}` },
        { deadlineMs: DEADLINE_MS, maxRows: LINES_PAGE },
      );
      for (const [line] of rows) lines.add(Number(line));
      if (rows.length < LINES_PAGE) return [];
      after = Number(rows.at(-1)?.[0]);
    }
  });
  return lines;
}

/** The same as CSV: line, faults, then the fields as they came (or the raw record in the last column). */
export async function* exportQuarantine(v: VaultContext, actor: Actor, batchId: string): AsyncGenerator<string> {
  const batch = await mayRead(v, actor, batchId);
  const names = (batch.fields as unknown as readonly FieldDefinition[]).map((f) => f.name);
  yield `${['__line', '__faults', ...names, '__record'].map(cell).join(',')}\n`;
  for (let offset = 0; ; offset += EXPORT_PAGE) {
    const rows = await withQuarantine(v, batch, (session, source) => rowsOf(session, source, EXPORT_PAGE, offset));
    if (!Array.isArray(rows) || rows.length === 0) return;
    yield rows.map((row) => `${lineOf(row, names)}\n`).join('');
    if (rows.length < EXPORT_PAGE) return;
  }
}

/**
 * The same as a workbook to be corrected cell by cell.
 * @throws DomainError a refusal of `quarantine.read`; `vault.quarantine-too-large` (limited) where only the CSV file will do
 */
export async function quarantineBook(
  v: VaultContext,
  actor: Actor,
  batchId: string,
  language: WorkbookLanguage,
): Promise<Uint8Array> {
  const batch = await mayRead(v, actor, batchId);
  const rows = await withQuarantine(v, batch, (session, source) => rowsOf(session, source, WORKBOOK_ROWS + 1, 0));
  if (!Array.isArray(rows)) throw new DomainError('vault.nothing-quarantined', 'precondition', { id: batch.id });
  if (rows.length > WORKBOOK_ROWS)
    throw new DomainError('vault.quarantine-too-large', 'limited', { most: WORKBOOK_ROWS });
  return quarantineWorkbook(batch.fields as unknown as readonly FieldDefinition[], rows, language);
}

function lineOf(row: QuarantinedRow, names: readonly string[]): string {
  const faults = row.faults.map((f) => `${f.field ?? ''}:${f.rule}`).join(' ');
  const { record } = row;
  const values =
    typeof record === 'string' ? [...names.map(() => ''), record] : [...names.map((n) => record[n] ?? ''), ''];
  return [String(row.line), faults, ...values].map(cell).join(',');
}

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

async function mayRead(v: VaultContext, actor: Actor, batchId: string): Promise<BatchRow> {
  const batch = await getBatch(v.db, batchId);
  assertAllowed(
    v.policy.decide({
      actor,
      act: 'quarantine.read',
      objectJurisdiction: batch.jurisdiction,
      ownerBody: batch.source_body,
    }),
  );
  return batch;
}

async function withQuarantine<T extends QuarantinePage | QuarantinedRow[]>(
  v: VaultContext,
  batch: BatchRow,
  read: (session: EngineSession, source: string) => Promise<T>,
): Promise<T | QuarantinePage> {
  if (batch.quarantine_file === null) return { items: [], total: 0 };
  const file = await v.cache.open(batch.quarantine_file);
  try {
    const session = await v.engine.open({ readOnly: [file.folder] });
    try {
      return await read(session, `read_parquet(${literal(file.path)})`);
    } finally {
      await session.close();
    }
  } finally {
    await file.release();
  }
}

async function rowsOf(
  session: EngineSession,
  source: string,
  limit: number,
  offset: number,
): Promise<QuarantinedRow[]> {
  const { rows } = await session.run(
    { sql: `select line, faults, form, record from ${source} order by line limit ${limit} offset ${offset}` },
    { deadlineMs: DEADLINE_MS, maxRows: limit },
  );
  return rows.map(([line, faults, form, record]) => ({
    line: Number(line),
    faults: String(faults)
      .split(',')
      .map((fault) => {
        const [field = '', rule = ''] = fault.split(':');
        return field === '' ? { rule } : { field, rule };
      }),
    record: form === 'fields' ? (JSON.parse(String(record)) as Record<string, string | null>) : String(record),
  }));
}
