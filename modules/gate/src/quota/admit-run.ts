import { civilDateOf, DomainError, endOfCivilDate } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { actOf, refusedInto, type ActContext, type Sent } from '../write-acts.ts';
import type { RunLimits } from '../run/run-release.ts';
import { noteOveruse } from './note-overuse.ts';
import { countRuns, endRun, insertRun, lockQuota } from './store-runs.ts';

/** Time that a run may take beyond its engine's deadline before its place counts as free again. */
const SLACK_MS = 60_000;
const MEGABYTE = 1_000_000;

/** A place in the grant's workspace; it is given back when the run is over, whatever came of it. */
export interface AdmittedRun {
  end(): Promise<void>;
}

const free: AdmittedRun = { end: async () => undefined };

/**
 * Takes one unit of the grant's quota before anything runs; durable, and one admission after the other (ENV-01). A refusal
 * is entered, and told to the operator as use beyond the authorization (ENV-10).
 * @throws DomainError `gate.quota-exhausted`, `gate.quota-concurrent` (limited) with `opensAt` and `retryAfterSeconds`
 */
export async function admitRun(context: ActContext, input: Sent, kind: 'query' | 'freeze'): Promise<AdmittedRun> {
  const { quota } = input.snapshot;
  if (!quota) return free;
  const { value } = await context.transact(async (tx) => {
    await lockQuota(tx, input.snapshot.id);
    const day = civilDateOf(tx.at);
    const used = await countRuns(tx, input.snapshot.id, day);
    const refusal = refusalOf(quota, used, tx.at);
    if (refusal) {
      const decisionId = await refusedInto(tx, context, input, kind, [refusal.code], ['R17']);
      if (refusal.code === 'gate.quota-exhausted')
        await noteOveruse(tx, context, input, decisionId, [{ kind: 'volume', code: refusal.code }]);
      return { refusal };
    }
    const id = context.ids.next('run');
    const expiresAt = new Date(tx.at.getTime() + quota.deadlineMs + SLACK_MS);
    const person = input.actor.kind === 'person' ? input.actor.person : input.actor.part;
    const run = { id, grantId: input.snapshot.id, workspaceId: quota.workspaceId, day, kind, person };
    await insertRun(tx, { ...run, startedAt: tx.at, expiresAt });
    record(tx, {
      ...actOf(input, `run:${id}`, [{ table: 'gate.run', id }], []),
      type: 'gate.run-admitted',
      payload: { kind, workspaceId: quota.workspaceId, day, ordinal: used.today + 1, perDay: quota.queriesPerDay },
    });
    return { id };
  });
  if (value.refusal) throw value.refusal;
  const { id } = value;
  return {
    end: async () => void (await context.transact((tx) => endRun(tx, id))),
  };
}

function refusalOf(
  quota: NonNullable<Sent['snapshot']['quota']>,
  used: Awaited<ReturnType<typeof countRuns>>,
  at: Date,
): DomainError | null {
  if (used.today >= quota.queriesPerDay) {
    const opensAt = new Date(endOfCivilDate(civilDateOf(at)).getTime() + 1);
    return limited('gate.quota-exhausted', quota.queriesPerDay, opensAt, at);
  }
  if (quota.concurrentRuns !== undefined && used.running >= quota.concurrentRuns)
    return limited('gate.quota-concurrent', quota.concurrentRuns, used.freeAt ?? at, at);
  return null;
}

function limited(code: string, limit: number, opensAt: Date, at: Date): DomainError {
  const retryAfterSeconds = Math.max(1, Math.ceil((opensAt.getTime() - at.getTime()) / 1000));
  return new DomainError(code, 'limited', { limit, opensAt: opensAt.toISOString(), retryAfterSeconds });
}

/** A cube is many questions at once, weighed against all that is out: rare, asked for by hand, and waited for. */
const FREEZE_TIMES = 5;

/**
 * The engine's limits of one run: the installation's, and within them the workspace's. Rows are limited for an answer
 * that is shown; a cube is shown one answer at a time.
 */
export function limitsOf(installation: RunLimits, input: Sent, kind: 'query' | 'freeze'): RunLimits {
  const { quota } = input.snapshot;
  if (!quota) return installation;
  return {
    ...installation,
    deadlineMs: Math.min(installation.deadlineMs, quota.deadlineMs) * (kind === 'freeze' ? FREEZE_TIMES : 1),
    maxCells:
      kind === 'freeze'
        ? installation.maxCells
        : Math.min(installation.maxCells, quota.maxRows ?? installation.maxCells),
    resources: {
      memoryBytes: quota.memoryMegabytes * MEGABYTE,
      ...(quota.temporaryMegabytes === undefined ? {} : { spillBytes: quota.temporaryMegabytes * MEGABYTE }),
    },
  };
}
