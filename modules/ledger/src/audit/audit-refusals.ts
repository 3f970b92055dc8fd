import type { Db } from '@sluice/database';
import { sql } from 'kysely';
import type { PayloadMaster } from '../flush-acts.ts';
import { openPayloads, type PayloadOpening } from '../open-payload.ts';
import { digestOfLines, REFUSALS, type RefusalLine } from '../security-log.ts';
import type { Findings } from './finding.ts';

interface Line extends RefusalLine {
  /** Written before lines were counted, under another form of digest. */
  readonly old: boolean;
}

interface Digest {
  readonly entryId: string;
  readonly from: Date;
  readonly to: Date;
  readonly lines: number;
  readonly digest: string;
}

const PAGE = 500;

/**
 * Lines of the log of refusals against the digests that were entered of them. An hour whose lines were deleted when
 * nobody had to keep them any more (AUT-09) is passed over, and so is what the first digest after it takes up.
 */
export async function auditRefusals(db: Db, master: PayloadMaster, findings: Findings): Promise<void> {
  const { digests, deletedBefore } = await readDigests(db, master, findings);
  const { rows: lines } = await sql<Line>`
    select id, at, coalesce(last_at, at) as last_at, times, code, route, principal, hour is null as old
    from ledger.refusal where digested order by id`.execute(db.q);
  let rest: readonly Line[] = lines;
  let sure = true;
  for (const digest of digests) {
    if (digest.from < deletedBefore) {
      rest = rest.filter((line) => line.at >= digest.to);
      sure = false;
      continue;
    }
    const [own, others] = takeLines(rest, digest);
    rest = others;
    const same = own.some((line) => line.old) || digestOfLines(own) === digest.digest;
    if (!same && sure) findings.add('refusals-changed', digest.entryId);
    sure = true;
  }
  for (const line of sure ? rest : []) findings.add('refusals-changed', `ledger.refusal/${line.id}`);
}

/** The lines that a digest was made of: the first ones, in the order of their ids, from before its hour ended. */
function takeLines(lines: readonly Line[], { to, lines: count }: Digest): readonly [readonly Line[], readonly Line[]] {
  const own: Line[] = [];
  const others: Line[] = [];
  for (const [i, line] of lines.entries()) {
    if (own.length === count) return [own, [...others, ...lines.slice(i)]];
    (line.at < to ? own : others).push(line);
  }
  return [own, others];
}

async function readDigests(
  db: Db,
  master: PayloadMaster,
  findings: Findings,
): Promise<{ readonly digests: readonly Digest[]; readonly deletedBefore: Date }> {
  const digests: Digest[] = [];
  let deletedBefore = new Date(0);
  for (let from = 0; ; from += PAGE) {
    const { rows } = await sql<{ entry_id: string }>`
      select entry_id from (
        select entry_id, stream_seq from ledger.log where stream = ${REFUSALS}
        union all select entry_id, stream_seq from ledger.outbox where stream = ${REFUSALS}) e
      where stream_seq >= ${from} and stream_seq < ${from + PAGE} order by stream_seq`.execute(db.q);
    if (rows.length === 0) return { digests, deletedBefore };
    const openings = new Map(
      (await openAll(db, master, rows, findings)).map((one) => [one.entryId, one.text] as const),
    );
    for (const { entry_id: entryId } of rows) {
      const text = openings.get(entryId);
      if (text === undefined) continue;
      const said = JSON.parse(text) as Record<string, string | number>;
      if (said['before'] !== undefined) {
        const before = new Date(said['before']);
        if (before > deletedBefore) deletedBefore = before;
      } else
        digests.push({
          ...{ entryId, lines: Number(said['lines'] ?? 0), digest: String(said['digest']) },
          ...{ from: new Date(said['from'] ?? 0), to: new Date(said['to'] ?? 0) },
        });
    }
  }
}

/** A payload that does not open is named where payloads are; here it only leaves its hour unread. */
async function openAll(
  db: Db,
  master: PayloadMaster,
  rows: readonly { readonly entry_id: string }[],
  findings: Findings,
): Promise<readonly PayloadOpening[]> {
  try {
    return await openPayloads(
      db,
      master,
      rows.map((row) => row.entry_id),
    );
  } catch {
    findings.add('refusals-changed', REFUSALS);
    return [];
  }
}
