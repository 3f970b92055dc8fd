import type { auditRoutes } from '@sluice/contract';
import { assertAllowed, type Clock } from '@sluice/kernel';
import {
  mayReadAudits,
  mayRequestAudit,
  type AuditKind,
  type AuditRuns,
  type Ledger,
  type Lineage,
  type LogStatus,
} from '@sluice/ledger';
import type { Handlers } from '../handlers.ts';

export interface AuditServices {
  readonly ledger: Pick<Ledger, 'status'>;
  readonly lineage: Pick<Lineage, 'projected'>;
  readonly runs: AuditRuns;
  readonly realClock: Clock;
  /** Puts an audit into the queue of durable jobs. */
  readonly enqueue: (kind: AuditKind) => Promise<void>;
}

/** Audits and the health of the log. */
export function auditHandlers({
  ledger,
  lineage,
  runs,
  realClock,
  enqueue,
}: AuditServices): Handlers<typeof auditRoutes> {
  return {
    async listAudits({ input, actor }) {
      assertAllowed(mayReadAudits(actor));
      return { items: [...(await runs.list(input.query.limit))] };
    },
    async requestAudit({ input, actor }) {
      assertAllowed(mayRequestAudit(actor));
      await enqueue(input.body.kind);
      return { queued: true as const };
    },
    async readLogHealth() {
      const status = await ledger.status();
      const { origin, size, root, at } = status.published;
      const last = await runs.latest();
      return {
        ...{ origin, size, root, checkpointAt: at },
        checkpointAge:
          at === null ? null : Math.max(0, Math.round((realClock.now().getTime() - Date.parse(at)) / 1000)),
        ...{ sequenced: status.sequenced, waiting: status.waiting, refusing: status.refusing },
        witnesses: witnessesOf(status),
        behind: Math.max(0, status.sequenced - (await lineage.projected())),
        lastAudit: last && {
          ...{ kind: last.kind, finishedAt: last.finishedAt, size: last.size },
          findings: last.findings.length,
        },
      };
    },
  };
}

function witnessesOf({ release }: LogStatus) {
  if (release.witnesses.length === 0) return null;
  return {
    ...{ met: release.met, held: release.held },
    items: release.witnesses.map(({ name, at, size, problem }) => ({ name, at, size, problem })),
  };
}
