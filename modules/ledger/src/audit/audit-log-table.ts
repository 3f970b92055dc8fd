import { createHash } from 'node:crypto';
import type { Db } from '@sluice/database';
import { sql } from 'kysely';
import type { Entry } from '../entry.ts';
import type { Findings } from './finding.ts';

/** A row of the log table as text, and the same from an entry: every column that readers rely on. */
interface RowText {
  readonly idx: number;
  readonly text: string;
}

const rowText = sql`concat_ws('|', idx, entry_id, stream, stream_seq, type,
  to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  (select string_agg(s, ',' order by s collate "C") from unnest(subjects) s),
  encode(leaf_hash, 'hex'), encode(sha256('\\x00'::bytea || entry), 'hex'))`;

export function textOf(index: number, entry: Entry, leaf: string): string {
  const subjects = [...new Set(entry.subjects.map((one) => `${one.kind}:${one.id}`))].toSorted().join(',');
  return [
    ...[String(index), entry.id, entry.stream, String(entry.streamSeq), entry.type, entry.at],
    ...(subjects === '' ? [] : [subjects]),
    ...[leaf, leaf],
  ].join('|');
}

export const digestOf = (texts: readonly string[]): string => createHash('md5').update(texts.join('\n')).digest('hex');

/** One number for a stretch of the log table: the database reads and hashes it while others read files. */
export async function digestLogRows(db: Db, from: number, to: number): Promise<string> {
  const { rows } = await sql<{ digest: string | null }>`
    select md5(string_agg(${rowText}, E'\n' order by idx)) as digest from ledger.log where idx >= ${from} and idx < ${to}`.execute(
    db.q,
  );
  return rows[0]?.digest ?? digestOf([]);
}

/** Says which rows of a stretch are not what the log says; `expected` begins at `from`, null where nothing is known. */
export async function compareLogRows(
  db: Db,
  from: number,
  expected: readonly (string | null)[],
  findings: Findings,
): Promise<void> {
  const { rows } = await sql<RowText>`
    select idx, ${rowText} as text from ledger.log where idx >= ${from} and idx < ${from + expected.length} order by idx`.execute(
    db.q,
  );
  const found = new Map(rows.map((row) => [row.idx, row.text]));
  for (const [i, wanted] of expected.entries()) {
    const text = found.get(from + i);
    if (text === undefined) findings.add('log-hole', `index ${from + i}`);
    else if (wanted !== null && text !== wanted) findings.add('log-row-changed', `index ${from + i}`);
  }
}
