import type { Db, Transact, Tx } from '@sluice/database';
import { allow, refuse, type Clock, type Decision, type IdSource } from '@sluice/kernel';
import { sql } from 'kysely';
import { OVERSEERS, type Reader } from '../policy.ts';
import { record } from '../record.ts';
import type { AuditReport } from './audit-ledger.ts';
import type { Finding } from './finding.ts';

export type AuditKind = 'full' | 'incremental';

export interface AuditRun {
  readonly id: string;
  readonly kind: AuditKind;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly milliseconds: number;
  readonly fromIndex: number;
  readonly size: number;
  readonly root: string;
  readonly rows: number;
  readonly payloads: number;
  readonly findings: Finding[];
}

export interface AuditRunsOptions {
  readonly db: Db;
  readonly transact: Transact;
  readonly ids: IdSource;
  /** Real time: how long an audit took and when the next is due are facts of this machine. */
  readonly clock: Clock;
  readonly audit: (from: number) => Promise<AuditReport>;
  /** Milliseconds between two audits of a kind. */
  readonly every: Readonly<Record<AuditKind, number>>;
}

export type AuditRuns = ReturnType<typeof createAuditRuns>;

/** Results are read by those who oversee, and by who runs the machine. */
export const mayReadAudits = (reader: Reader): Decision =>
  OVERSEERS.has(reader.role) || reader.role === 'platform-administrator'
    ? allow({ code: 'ledger.overseer', params: { role: reader.role } })
    : refuse({ code: 'ledger.not-party', params: { role: reader.role } });

const ASKERS: ReadonlySet<string> = new Set([
  'data-authority',
  'security-regulator',
  'inspection',
  'platform-administrator',
]);

/** An audit costs as much as the log is long: not everyone who may read one may ask for one. */
export const mayRequestAudit = (reader: Reader): Decision =>
  ASKERS.has(reader.role)
    ? allow({ code: 'ledger.overseer', params: { role: reader.role } })
    : refuse({ code: 'ledger.not-party', params: { role: reader.role } });

const columns = sql`id, kind, started_at as "startedAt", finished_at as "finishedAt", milliseconds,
  from_index as "fromIndex", size, root, rows, payloads, findings`;

type Row = Omit<AuditRun, 'startedAt' | 'finishedAt'> & { readonly startedAt: Date; readonly finishedAt: Date };

const view = (row: Row): AuditRun => ({
  ...row,
  startedAt: row.startedAt.toISOString(),
  finishedAt: row.finishedAt.toISOString(),
});

/** Audits that the platform runs by itself, each with its result entered in the log it audits. */
export function createAuditRuns(options: AuditRunsOptions) {
  const { db, transact, ids, clock, every } = options;
  const latest = async (kind: AuditKind | null): Promise<AuditRun | null> => {
    const { rows } = await sql<Row>`
      select ${columns} from ledger.audit_run where ${kind}::text is null or kind = ${kind}
      order by finished_at desc, id desc limit 1`.execute(db.q);
    return rows[0] ? view(rows[0]) : null;
  };
  /** Where an incremental audit begins: what the last one without findings had read. */
  const trusted = async (): Promise<number> => {
    const { rows } = await sql<{ size: number; findings: readonly Finding[] }>`
      select size, findings from ledger.audit_run order by finished_at desc, id desc limit 1`.execute(db.q);
    return rows[0]?.findings.length === 0 ? rows[0].size : 0;
  };
  const isDue = async (kind: AuditKind): Promise<boolean> => {
    // A full audit reads all that an incremental one would.
    const last = await latest(kind === 'full' ? 'full' : null);
    return last === null || clock.now().getTime() - Date.parse(last.finishedAt) >= every[kind];
  };
  return {
    latest: () => latest(null),
    isDue,
    /** The kind that is due now, a full one first; null when none is. */
    due: async (): Promise<AuditKind | null> =>
      (await isDue('full')) ? 'full' : (await isDue('incremental')) ? 'incremental' : null,
    async list(limit: number): Promise<readonly AuditRun[]> {
      const { rows } = await sql<Row>`
        select ${columns} from ledger.audit_run order by finished_at desc, id desc limit ${limit}`.execute(db.q);
      return rows.map(view);
    },
    /** Audits now, and enters the result. An incremental one after findings, or with nothing before it, is a full one. */
    async run(asked: AuditKind): Promise<AuditRun> {
      const from = asked === 'full' ? 0 : await trusted();
      const startedAt = clock.now();
      const report = await options.audit(from);
      const finishedAt = clock.now();
      const run: AuditRun = {
        id: ids.next('aud'),
        kind: report.from === 0 ? 'full' : 'incremental',
        startedAt: startedAt.toISOString(),
        finishedAt: finishedAt.toISOString(),
        milliseconds: finishedAt.getTime() - startedAt.getTime(),
        fromIndex: report.from,
        ...{ size: report.entries, root: report.root, rows: report.rows, payloads: report.payloads },
        findings: [...report.findings],
      };
      await transact((tx) => enterRun(tx, run));
      return run;
    },
  };
}

/** The result as a row under guard, and the entry that declares it. */
async function enterRun(tx: Tx, run: AuditRun): Promise<void> {
  await sql`
    insert into ledger.audit_run (id, kind, started_at, finished_at, milliseconds, from_index, size, root, rows, payloads, findings)
    values (${run.id}, ${run.kind}, ${new Date(run.startedAt)}, ${new Date(run.finishedAt)}, ${run.milliseconds}, ${run.fromIndex}, ${run.size}, ${run.root},
      ${run.rows}, ${run.payloads}, ${JSON.stringify(run.findings)})`.execute(tx.q);
  record(tx, {
    type: 'system.audit-finished',
    stream: 'system:audit',
    actor: { kind: 'system', part: 'audit' },
    rows: [{ table: 'ledger.audit_run', id: run.id }],
    ruleVersion: 'ledger-1',
    payload: {
      ...{ run: run.id, kind: run.kind, from: run.fromIndex, size: run.size, root: run.root },
      ...{ rows: run.rows, payloads: run.payloads },
      findings: run.findings.length,
      first: run.findings[0]?.code ?? null,
    },
  });
}
