import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Tx } from '@sluice/database';
import { createIdSource, createSystemClock } from '@sluice/kernel';
import { createLedger, generateLogKeys, openLogKeys, record, type Ledger } from '@sluice/ledger';
import { verifyBundle } from '@sluice/ledger/verifier';
import { openBenchDatabase } from './bench-database.ts';
import { rowOf, type Case } from './row.ts';

const RUNS = 31;
const GOAL_MS = 50;
/** As the demo's call has it: nine objects upstream, six entries each. */
const OBJECTS = 9;
const ACTS = 6;
/** Entries of others in the same log, so that receipts are as long as in service. */
const OTHERS = 20_000;
const PER_TRANSACTION = 500;

const clock = createSystemClock(Date.now);

/** Time to verify one call's bundle from its bytes, by the very code that runs in a browser. */
export const verify: Case = async (say) => {
  const database = await openBenchDatabase(4);
  try {
    const { master } = await openLogKeys(join(database.folder, 'keys'));
    const ledger = createLedger({
      ...{ db: database.db, clock, master, ids: createIdSource(Date.now, (n) => randomBytes(n)) },
      keys: generateLogKeys('bench.example/log'),
      logFolder: join(database.folder, 'log'),
      checkpointFolder: join(database.folder, 'checkpoints'),
    });
    ledger.start();
    try {
      const bundle = await makeBundle(ledger);
      say(`${bundle.length} bytes`);
      const options = { policy: ledger.policy };
      const report = verifyBundle(bundle, options);
      if (!report.ok) throw new Error('the bundle does not verify');
      const times: number[] = [];
      for (let i = 0; i < RUNS; i += 1) {
        const began = performance.now();
        verifyBundle(bundle, options);
        times.push(performance.now() - began);
      }
      return [
        rowOf(
          {
            id: 'verify.bundle',
            what: `verify the bundle of a call, ${OBJECTS * ACTS + 1} entries`,
            unit: 'ms',
            better: 'lower',
            goal: GOAL_MS,
          },
          times,
        ),
      ];
    } finally {
      await ledger.stop();
    }
  } finally {
    await database.close();
  }
};

async function makeBundle(ledger: Ledger): Promise<Uint8Array> {
  for (let at = 0; at < OTHERS; at += PER_TRANSACTION)
    await ledger.transact(async (tx) => {
      for (let i = 0; i < PER_TRANSACTION; i += 1) act(tx, `other:${at + i}`, null);
    });
  for (let object = 0; object < OBJECTS; object += 1)
    for (let i = 0; i < ACTS; i += 1)
      await ledger.transact(async (tx) => act(tx, `thing:${object}`, object === 0 ? null : `${object - 1}`));
  const { evidence } = await ledger.transact(async (tx) => act(tx, 'gateway:bench', `${OBJECTS - 1}`));
  const entry = evidence[0]?.entryId ?? '';
  await ledger.waitFor(entry);
  return ledger.bundle({ kind: 'entry', entry });
}

function act(tx: Tx, stream: string, uses: string | null): void {
  record(tx, {
    type: 'system.clock-moved',
    stream,
    actor: { kind: 'person', person: 'per_bench', body: 'bod_bench', role: 'operator' },
    subjects: uses === null ? [] : [{ kind: 'thing', id: uses, rel: 'uses' }],
    rows: [],
    ruleVersion: 'bench@1',
    payload: { from: '2026-03-02', to: '2026-03-03' },
  });
}
