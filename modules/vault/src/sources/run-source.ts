import type { Reading } from '@sluice/connectors';
import { assertAllowed, isDomainError, type Reason } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { checker, plainJson } from '../act-parts.ts';
import type { BatchView } from '../present-batch.ts';
import { processBatch } from '../process-batch.ts';
import { receiveBatch } from '../receive-batch.ts';
import type { Actor, VaultContext } from '../vault-context.ts';
import { openReading, type SourceSurroundings } from './open-reading.ts';
import { nextRun } from './register-source.ts';
import {
  presentRun,
  type SourceRow,
  type SourceRunRow,
  type SourceRunView,
  type SourceSettings,
} from './source-settings.ts';
import { batchOfRun, dueSources, getSource, insertRun, openRun, updateRun, updateSource } from './store-sources.ts';

/** Nobody's personal act: the owner registered the source, the platform runs it. */
const gatherer = (source: SourceRow): Actor => ({
  person: source.created_by,
  body: source.source_body,
  role: 'source-agency',
  jurisdiction: source.jurisdiction,
});

const running = new WeakMap<VaultContext, Map<string, Promise<SourceRunView>>>();

/**
 * Runs a source once, or takes up the run that a crash left. What a run delivers is a batch like any other; where the run
 * began and ended is written before its first record is read, and the source's place moves on only with the finished batch:
 * whenever the process dies, nothing is lost and nothing is doubled.
 * @throws DomainError a refusal of `batch.upload`; `vault.source-not-found`. A source that fails is a finished run, not an error.
 */
export async function runSource(
  v: VaultContext,
  around: SourceSurroundings,
  id: string,
  actor?: Actor,
): Promise<SourceRunView> {
  const source = await getSource(v.db, id);
  if (actor)
    assertAllowed(
      v.policy.decide({
        actor,
        act: 'batch.upload',
        objectJurisdiction: source.jurisdiction,
        ownerBody: source.source_body,
      }),
    );
  const runs = running.get(v) ?? new Map<string, Promise<SourceRunView>>();
  running.set(v, runs);
  // Two that ask at once get the same run.
  const known = runs.get(id);
  if (known) return known;
  const run = runOnce(v, around, source).finally(() => runs.delete(id));
  runs.set(id, run);
  return run;
}

/** Runs every source whose time has come, one after another; one that throws does not keep the others waiting. */
export async function runDueSources(v: VaultContext, around: SourceSurroundings): Promise<{ readonly runs: number }> {
  let runs = 0;
  const errors: unknown[] = [];
  for (const id of await dueSources(v.db, v.clock.now())) {
    runs += 1;
    await runSource(v, around, id).catch((error: unknown) => errors.push(error));
  }
  if (errors.length > 0) throw errors[0];
  return { runs };
}

async function runOnce(v: VaultContext, around: SourceSurroundings, source: SourceRow): Promise<SourceRunView> {
  const left = await openRun(v.db, source.id);
  let run: SourceRunRow | undefined = left;
  let reading: (Reading & { readonly filename?: string }) | undefined;
  try {
    const delivered = left && (await batchOfRun(v.db, left.id));
    if (delivered !== undefined && left) return await finish(v, source, left, await processBatch(v, delivered));
    const range = { low: source.watermark ?? undefined, high: left?.high ?? undefined };
    reading = await openReading(v, around, source, range);
    run = left ?? (await begin(v, source, reading));
    if (reading.isEmpty) return await finish(v, source, run, undefined);
    const batch = await deliver(v, around, { source, run, reading });
    return await finish(v, source, run, batch);
  } catch (error) {
    if (!isDomainError(error)) throw error;
    run ??= await begin(v, source, undefined);
    return await fail(v, source, run, { code: error.code, params: error.params });
  } finally {
    await reading?.close();
  }
}

async function deliver(
  v: VaultContext,
  around: SourceSurroundings,
  what: {
    readonly source: SourceRow;
    readonly run: SourceRunRow;
    readonly reading: Reading & { readonly filename?: string };
  },
): Promise<BatchView> {
  const { source, run, reading } = what;
  const { data } = await receiveBatch(v, {
    actor: gatherer(source),
    resource: await around.resourceOf(source.resource_id),
    route: await around.routeOf(source.resource_id),
    filename: reading.filename ?? `${source.title} ${run.id}`,
    mode: source.mode,
    stream: reading.stream,
    expected: { records: reading.records },
    runId: run.id,
  });
  v.crashPoint('run-delivered');
  return processBatch(v, data.id);
}

async function begin(v: VaultContext, source: SourceRow, reading: Reading | undefined): Promise<SourceRunRow> {
  const { value } = await v.transact(async (tx) => {
    const row: SourceRunRow = {
      id: v.ids.next<'source-run'>('run'),
      source_id: source.id,
      started_at: tx.at,
      finished_at: null,
      state: 'running',
      low: source.watermark,
      high: reading?.high ?? null,
      source_records: reading?.records ?? null,
      records: null,
      good: null,
      batch_id: null,
      reason: null,
      delay_ms: null,
    };
    await insertRun(tx, row);
    record(tx, {
      type: 'vault.run-started',
      stream: `source:${source.id}`,
      actor: checker,
      subjects: [{ kind: 'resource', id: source.resource_id, rel: 'about' }],
      rows: [{ table: 'vault.source_run', id: row.id }],
      ruleVersion: v.ruleVersion(source.jurisdiction),
      payload: { run: row.id, sourceRecords: row.source_records },
    });
    return row;
  });
  v.crashPoint('run-started');
  return value;
}

async function finish(
  v: VaultContext,
  source: SourceRow,
  run: SourceRunRow,
  batch: BatchView | undefined,
): Promise<SourceRunView> {
  if (batch?.refusal) return fail(v, source, run, batch.refusal, batch.id);
  const high = run.high;
  return settle(v, source, run, {
    change: {
      state: batch ? 'succeeded' : 'nothing-new',
      records: batch?.rows?.records ?? 0,
      good: batch?.rows?.good ?? 0,
      batch_id: batch?.id ?? null,
      delay_ms: batch && high !== null ? delayOf(high, source, v.realNow()) : null,
    },
    place: batch && high !== null ? { watermark: high } : {},
    failures: 0,
  });
}

const fail = (
  v: VaultContext,
  source: SourceRow,
  run: SourceRunRow,
  reason: Reason,
  batchId?: string,
): Promise<SourceRunView> =>
  settle(v, source, run, {
    change: { state: 'failed', reason: plainJson(reason), batch_id: batchId ?? null },
    place: {},
    failures: source.failures + 1,
  });

async function settle(
  v: VaultContext,
  source: SourceRow,
  run: SourceRunRow,
  outcome: {
    readonly change: Partial<SourceRunRow>;
    readonly place: { readonly watermark?: string };
    readonly failures: number;
  },
): Promise<SourceRunView> {
  const { change, place, failures } = outcome;
  const { value } = await v.transact(async (tx) => {
    const finished = { ...change, finished_at: tx.at };
    await updateRun(tx, run.id, finished);
    await updateSource(tx, source.id, { ...place, failures, next_run_at: nextRun(source, failures, tx.at) });
    record(tx, {
      type: 'vault.run-finished',
      stream: `source:${source.id}`,
      actor: checker,
      subjects: [
        { kind: 'resource', id: source.resource_id, rel: 'about' },
        ...(change.batch_id ? [{ kind: 'batch', id: change.batch_id, rel: 'for' as const }] : []),
      ],
      rows: [
        { table: 'vault.source_run', id: run.id },
        { table: 'vault.source', id: source.id },
      ],
      ruleVersion: v.ruleVersion(source.jurisdiction),
      payload: {
        run: run.id,
        state: change.state ?? 'failed',
        sourceRecords: run.source_records,
        records: change.records ?? null,
        code: (change.reason as Reason | undefined)?.code ?? null,
      },
    });
    return { ...run, ...finished };
  });
  return presentRun(value);
}

/** Only a key that is a time says how old the newest record is (COL-09). */
function delayOf(high: string, source: SourceRow, now: Date): number | null {
  if (!/^\d{4}-\d{2}-\d{2}/.test(high)) return null;
  const settings = source.settings as SourceSettings;
  const zone = ('zone' in settings ? settings.zone : undefined) ?? 'Z';
  const iso = high.replace(' ', 'T').replace(/\+00$/, 'Z');
  const at = Date.parse(
    /(?:Z|[+-]\d{2}:\d{2})$/.test(iso) ? iso : `${iso.includes('T') ? iso : `${iso}T00:00:00`}${zone}`,
  );
  return Number.isNaN(at) ? null : Math.max(0, now.getTime() - at);
}
