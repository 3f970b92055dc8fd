/** Calls a product in a loop and says each answer, until the process is killed between a commit and its answers. */
import { randomBytes } from 'node:crypto';
import { connect } from '@sluice/database';
import { createIdSource, createSystemClock } from '@sluice/kernel';
import { createLedgerWriter, createPayloadMaster } from '@sluice/ledger';
import { crashAt } from '@sluice/testkit';
import { createCallGateway } from '../src/serve-calls.ts';

const [url = '', productId = '', key = '', groups = '3'] = process.argv.slice(2);
const db = connect({ url, max: 4 });
const clock = createSystemClock(() => Date.UTC(2026, 2, 2, 2));
const ids = createIdSource(Date.now, randomBytes);
const { transact } = createLedgerWriter({ db, clock, ids, master: createPayloadMaster(new Uint8Array(32).fill(7)) });
const gateway = createCallGateway({
  ...{ db, clock, ids, transact },
  rules: () => ({ ruleVersion: 'north@1', pricing: [] }),
  process: ids.next('gw'),
  loadCube: async (_db, _productId, releaseId) => ({
    releaseId,
    freezeId: 'rel_1',
    grantId: 'grt_1',
    epochIds: ['epo_1'],
    columns: [{ name: 'n', type: 'integer' }],
    domain: [],
    answers: new Map([['[]', { rows: '[[1]]', rowCount: 1, digest: 'aa'.repeat(32) }]]),
  }),
  groupCommit: { collectMs: 1, lanes: 1, groupSize: 8, queueLength: 100 },
  cacheBytes: 1_000_000,
  crashPoint: crashAt('committed', Number(groups)),
});
const holder = await gateway.authenticate(key, productId);
await Promise.all(
  Array.from({ length: 8 }, async () => {
    for (;;) {
      const { callId, evidence } = await gateway.call(holder, {});
      process.stdout.write(`${callId} ${evidence.entryId}\n`);
    }
  }),
);
