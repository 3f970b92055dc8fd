import type { ActorRef, Transact } from '@sluice/database';
import { createLedgerWriter, createPayloadMaster, decodeEntry } from '@sluice/ledger';
import { createTestClock, createTestDatabase, createTestIds } from '@sluice/testkit';
import { sql } from 'kysely';
import {
  createGateService,
  type DomainAccess,
  type GateService,
  type GateServiceOptions,
  type GrantSnapshot,
} from '../src/index.ts';
import { createSampleDomain } from './sample-domain.ts';
import { sampleGrant } from './sample-grant.ts';

const person = (name: string, body: string, role: string): ActorRef => ({ kind: 'person', person: name, body, role });

export const developer = person('per_a', 'bod_a', 'developer');
export const rival = person('per_b', 'bod_b', 'developer');
export const reviewers = [
  person('per_r1', 'bod_op', 'operator'),
  person('per_r2', 'bod_op', 'operator'),
  person('per_r3', 'bod_op', 'operator'),
] as const;

/** A gate with its database over the sample data; each `fresh()` has an epoch, and so a history, of its own. */
export async function createGateWorld() {
  const [database, sample] = await Promise.all([createTestDatabase(), createSampleDomain()]);
  const clock = createTestClock();
  const ids = createTestIds(29);
  const { transact }: { readonly transact: Transact } = createLedgerWriter({
    db: database.db,
    clock,
    ids,
    master: createPayloadMaster(new Uint8Array(32).fill(9)),
  });
  let count = 0;
  const fresh = (
    change: Partial<GrantSnapshot> = {},
    around: (domain: DomainAccess) => DomainAccess = (it) => it,
    more: Partial<GateServiceOptions> = {},
  ) => {
    count += 1;
    const epoch = `epo_world_${count}`;
    const at = clock.now().getTime();
    const snapshot: GrantSnapshot = {
      ...sampleGrant,
      id: `gra_world_${count}`,
      startsAt: new Date(at - 1000).toISOString(),
      endsAt: new Date(at + 30 * 86_400_000).toISOString(),
      tables: sampleGrant.tables.map((table) => (table.name === 'visits' ? { ...table, epochId: epoch } : table)),
      ...change,
    };
    const domain: DomainAccess = {
      open: async (epochs, resources) => {
        const session = await sample.domain.open(epochs, resources);
        return { ...session, files: { ...session.files, [epoch]: session.files['epo_visits'] ?? [] } };
      },
    };
    const gate: GateService = createGateService({
      db: database.db,
      transact,
      clock,
      ids,
      domain: around(domain),
      ...more,
    });
    const run = (text: string, actor: ActorRef = developer, over: Partial<GrantSnapshot> = {}) =>
      gate.run({ actor, snapshot: { ...snapshot, ...over }, sql: text, parameters: [] });
    return { gate, snapshot, run };
  };
  return {
    database,
    sample,
    clock,
    fresh,
    /** Entries of one type, newest last, decoded. */
    entries: async (type: string) => {
      const { rows } = await sql<{ entry: Uint8Array }>`select entry from ledger.outbox order by seq`.execute(
        database.db.q,
      );
      return rows.map((row) => decodeEntry(row.entry)).filter((entry) => entry.type === type);
    },
    close: () => Promise.all([database.close(), sample.close()]),
  };
}

export type GateWorld = Awaited<ReturnType<typeof createGateWorld>>;
