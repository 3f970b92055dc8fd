import { auditRoutes, lineageRoutes } from '@sluice/contract';
import { lineageColumns } from '@sluice/flows';
import { area, type Area } from '@sluice/http';
import { personName, type Actor } from '@sluice/identity';
import { isDomainError } from '@sluice/kernel';
import { createAuditRuns, createLineage, type AuditKind } from '@sluice/ledger';
import { auditNames } from '@sluice/identity';
import { auditAnswers } from '@sluice/product';
import type { Modules } from './compose-modules.ts';
import type { Ground } from './ground.ts';
import type { KeyHolder } from './handlers.ts';
import type { JobQueue } from './jobs.ts';
import type { Metrics } from './metrics.ts';
import { createNames } from './names.ts';
import type { OpenLedger } from './open-ledger.ts';
import { auditHandlers } from './routes/audit.ts';
import { lineageHandlers } from './routes/lineage.ts';
import type { Sweep } from './timers.ts';
import { written } from './written.ts';

export const AUDIT_QUEUE = 'ledger.audit';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const PROJECT_EVERY_MS = SECOND_MS;
const LOOK_EVERY_MS = 60 * SECOND_MS;

/** Hours between audits, unless the installation says otherwise. */
const defaultAuditHours: Readonly<Record<AuditKind, number>> = { incremental: 1, full: 24 };

type Parts = Ground & { readonly ledger: OpenLedger; readonly metrics: Metrics };

/** What reads the evidence as a whole: the lineage graph with its projector, the audits with their jobs. */
export interface EvidenceParts {
  readonly queues: readonly JobQueue[];
  readonly sweeps: readonly Sweep[];
  areas(): readonly Area<Actor, KeyHolder>[];
}

export function composeEvidence(ground: Parts, modules: Modules): EvidenceParts {
  const { db, transact, ids, realClock, ledger: opened, metrics } = ground;
  const { ledger, master } = opened;
  const { product, rules } = modules;
  const lineage = createLineage({
    ...{ db, transact, ids, master, ruleVersion: rules.ruleVersion },
    columns: (on, releaseId) => lineageColumns(product, on, releaseId),
  });
  const audits = openAudits(ground, product);
  const names = openNames(ground, modules);
  metrics.gauge('sluice_audit_findings', 'Findings of the last audit.', async () => {
    const last = await audits.runs.latest();
    return last?.findings.length ?? 0;
  });
  const follow = async (): Promise<void> => {
    await lineage.project();
    await lineage.tellCorrections();
  };
  return {
    queues: [audits.queue],
    sweeps: [{ name: 'lineage', everyMs: PROJECT_EVERY_MS, run: follow }, audits.sweep],
    areas: () => [
      area(lineageRoutes, lineageHandlers({ lineage, ledger, written, names })),
      area(
        auditRoutes,
        auditHandlers({ ledger, lineage, realClock, runs: audits.runs, enqueue: (kind) => audits.enqueue(kind, true) }),
      ),
    ],
  };
}

/** Audits as durable jobs: looked for each minute, or asked for by a person. */
function openAudits({ db, transact, ids, realClock, ledger, options, log }: Parts, product: Modules['product']) {
  const hours = { ...defaultAuditHours, ...options.auditHours };
  const runs = createAuditRuns({
    ...{ db, transact, ids, clock: realClock },
    audit: (from) =>
      ledger.ledger.audit(from, [auditNames, (on, differs) => auditAnswers(on, differs, openAnswersOf(product))]),
    every: { full: hours.full * HOUR_MS, incremental: hours.incremental * HOUR_MS },
  });
  const enqueue = async (kind: AuditKind, asked: boolean): Promise<void> => {
    await transact(async (tx) => {
      tx.jobs.push({ queue: AUDIT_QUEUE, data: { kind, asked }, singletonKey: `${kind}${asked ? '-asked' : ''}` });
    });
  };
  // A job that was queued twice finds the audit done and does nothing; one that a person asked for always runs.
  const queue: JobQueue = {
    name: AUDIT_QUEUE,
    async work(data) {
      const kind = data['kind'] === 'full' ? 'full' : 'incremental';
      if (data['asked'] !== true && !(await runs.isDue(kind))) return;
      const { findings } = await runs.run(kind);
      const [first] = findings;
      if (!first) return;
      const noted = { part: 'audit', code: first.code, place: first.place, findings: findings.length };
      log.logger.error(noted, 'the audit found a divergence');
    },
  };
  const sweep: Sweep = {
    name: 'audit',
    everyMs: LOOK_EVERY_MS,
    run: async () => {
      const due = await runs.due();
      if (due) await enqueue(due, false);
    },
  };
  return { runs, enqueue, queue, sweep };
}

function openNames({ db }: Parts, { bodyName, product, catalogue, authorization, trading, vault }: Modules) {
  return createNames(db, {
    body: bodyName,
    person: personName,
    product: async (on, id) => (await product.facts(on, id)).title,
    grant: async (on, id) => (await authorization.grantFacts(on, id)).scenarioTitle,
    freeze: async (on, id) => (await product.frozenFor(on, id)).title,
    order: trading.orderTitle,
    epoch: async (on, id) => (await catalogue.gatheringTarget(on, await vault.resourceOfEpoch(on, id)))?.content.title,
    resource: async (on, id) => (await catalogue.gatheringTarget(on, id))?.content.title,
  });
}

/** Answers whose keys were destroyed open no more, as it should be. */
function openAnswersOf(product: Pick<Modules['product'], 'answers'>): Parameters<typeof auditAnswers>[2] {
  return async (db, releaseId) => {
    try {
      return await product.answers(db, releaseId);
    } catch (error) {
      if (isDomainError(error) && error.kind !== 'internal') return null;
      throw error;
    }
  };
}
