import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FieldDefinition } from '@sluice/catalogue';
import { sheetToDelimited } from '@sluice/connectors';
import { DomainError } from '@sluice/kernel';
import { fieldNamed } from '../ingest/read-header.ts';
import type { VaultContext } from '../vault-context.ts';
import type { Head } from './propose-mapping.ts';
import { readHead } from './read-head.ts';

/** So much of a sheet is looked at. */
const SHEET_BYTES = 2 * 1024 * 1024;

/**
 * The head of a delivered file in whatever form. A workbook has its directory at its end: it must be whole, and lies in
 * the memory folder for as long as it is looked at.
 * @throws DomainError those of `readHead` and `sheetToDelimited`; `vault.workbook-cut` (limited)
 */
export async function openHead(
  v: Pick<VaultContext, 'ids' | 'workFolder'>,
  bytes: Buffer,
  whole: boolean,
  fields: readonly FieldDefinition[],
): Promise<Head> {
  if (bytes.subarray(0, 2).toString('latin1') !== 'PK') return readHead(bytes, whole);
  if (!whole) throw new DomainError('vault.workbook-cut', 'limited');
  const path = join(v.workFolder, v.ids.next<'head'>('hea'));
  await mkdir(v.workFolder, { recursive: true, mode: 0o700 });
  await writeFile(path, bytes, { mode: 0o600 });
  try {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of sheetToDelimited(path, (name) => fieldNamed(name, fields) !== undefined)) {
      pieces.push(piece);
      size += piece.length;
      if (size > SHEET_BYTES) break;
    }
    const head = readHead(Buffer.concat(pieces), size <= SHEET_BYTES);
    return { ...head, format: 'xlsx', encoding: null, delimiter: null };
  } finally {
    await rm(path, { force: true });
  }
}
