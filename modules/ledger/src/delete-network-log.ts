import type { ActorRef, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { sql } from 'kysely';
import { record } from './record.ts';
import { REFUSALS } from './security-log.ts';

export interface LogDeletion {
  readonly actor: ActorRef;
  /** Lines from before this instant are to go. */
  readonly before: Date;
  /** Months that a line must be kept, and kept on after an end of operation (AUT-09, AUD-03). */
  readonly months: number;
  /** Types of acts that end an operation or a grant: what was logged before them is kept for the months after them. */
  readonly endings: readonly string[];
}

/**
 * Deletes lines of the network log that nobody has to keep any more; that it was done, how far and how many, is entered.
 * Only lines whose digest stands in the log go.
 * @throws DomainError `ledger.must-be-kept` (precondition) with `until`, the first moment at which it may be done
 */
export async function deleteNetworkLog(tx: Tx, it: LogDeletion): Promise<{ readonly deleted: number }> {
  const until = await keptUntil(tx, it);
  if (until > tx.at)
    throw new DomainError('ledger.must-be-kept', 'precondition', { until: until.toISOString(), months: it.months });
  const { numAffectedRows } = await sql`
    delete from ledger.refusal where digested and coalesce(last_at, at) < ${it.before}`.execute(tx.q);
  const deleted = Number(numAffectedRows ?? 0);
  record(tx, {
    type: 'system.network-log-deleted',
    stream: REFUSALS,
    actor: it.actor,
    subjects: [],
    rows: [],
    ruleVersion: '1',
    payload: { before: it.before.toISOString(), deleted },
  });
  return { deleted };
}

/** The youngest line that would go must be old enough, and so must the last end that such a line was logged before. */
async function keptUntil(tx: Tx, { before, months, endings }: LogDeletion): Promise<Date> {
  const { rows } = await sql<{ at: Date | null }>`
    select max(at) as at from ledger.log where type = any(${[...endings]}::text[])`.execute(tx.q);
  const { rows: waiting } = await sql<{ at: Date | null }>`
    select max((convert_from(entry, 'UTF8')::jsonb ->> 'at')::timestamptz) as at from ledger.outbox
    where convert_from(entry, 'UTF8')::jsonb ->> 'type' = any(${[...endings]}::text[])`.execute(tx.q);
  const from = [before, rows[0]?.at, waiting[0]?.at].filter((at) => at instanceof Date).map((at) => at.getTime());
  return addMonths(new Date(Math.max(...from)), months);
}

/** The same day so many months later, or the last day of that month. */
export function addMonths(at: Date, months: number): Date {
  const end = new Date(at);
  end.setUTCDate(1);
  end.setUTCMonth(end.getUTCMonth() + months);
  const days = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate();
  end.setUTCDate(Math.min(at.getUTCDate(), days));
  return end;
}
