import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FieldDefinition } from '@sluice/catalogue';
import { aes256Gcm } from '@sluice/crypto';
import { connect, type Connection } from '@sluice/database';
import { createEngine, type Engine } from '@sluice/engines';
import { allow, createIdSource, refuse } from '@sluice/kernel';
import { createLedgerWriter, createPayloadMaster } from '@sluice/ledger';
import { createTestClock } from '@sluice/testkit';
import {
  createVault,
  openKeyFolder,
  type GatheredResource,
  type OnDestruction,
  type Vault,
  type VaultActor,
  type VaultPolicy,
} from '../src/index.ts';

export const agency: VaultActor = {
  person: 'per_1',
  body: 'bod_health',
  role: 'source-agency',
  jurisdiction: 'testland',
};
export const stranger: VaultActor = {
  person: 'per_2',
  body: 'bod_other',
  role: 'source-agency',
  jurisdiction: 'testland',
};

export const custodian: VaultActor = { ...agency, person: 'per_3', body: 'bod_centre', role: 'custodian' };
export const authority: VaultActor = { ...agency, person: 'per_4', body: 'bod_authority', role: 'data-authority' };

const openToAll: ReadonlySet<string> = new Set([
  'batch.read',
  'destruction.read',
  'destruction.approve',
  'destruction.consent',
  'erasure.approve',
  'erasure.read',
  'workspace.request-destruction',
  'workspace.approve-destruction',
]);

/** The owner may do everything, everybody may read batches, nobody decides a case of their own; the matrix is identity's. */
const policy: VaultPolicy = {
  decide: ({ actor, act, ownerBody, openedBy }) =>
    actor.person !== openedBy && (actor.body === ownerBody || openToAll.has(act))
      ? allow({ code: 'test.owner' })
      : refuse({ code: 'test.not-owner' }),
};

export const field = (name: string, more: Partial<FieldDefinition> = {}): FieldDefinition => ({
  name,
  title: name,
  type: 'text',
  required: false,
  role: 'other',
  grade: 1,
  ...more,
});

export const visitFields = [
  field('no', { type: 'integer', required: true, unique: true }),
  field('pid', { required: true, role: 'entity-key', entity: 'person', grade: 4 }),
  field('age', { type: 'integer', min: 0, max: 120, levels: [{ name: 'ten', kind: 'bin', width: 10 }] }),
];

export const resource = (id: string, more: Partial<GatheredResource> = {}): GatheredResource => ({
  id,
  jurisdiction: 'testland',
  ownerId: 'bod_health',
  fields: visitFields,
  ...more,
});

export const rowsOf = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, i) => `${from + i},P${(from + i) % 40},${(from + i) % 100}\n`).join('');

export interface TestVault {
  readonly vault: Vault;
  readonly engine: Engine;
  readonly db: Connection;
  readonly folder: string;
  readonly jobs: string[];
  close(): Promise<void>;
}

let made = 0;

/** A vault over a database, in folders of its own or in given ones (to open it again after a crash). */
export async function openTestVault(
  appUrl: string,
  options: {
    readonly folder?: string;
    readonly crashPoint?: (name: string) => void;
    readonly cacheBytes?: number;
    readonly onDestruction?: OnDestruction;
  } = {},
): Promise<TestVault> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'sluice-vault-'));
  mkdirSync(folder, { recursive: true });
  const db = connect({ url: appUrl, max: 6 });
  const engine = await createEngine({ sessions: 3 });
  const clock = createTestClock(new Date());
  made += 1;
  let bytes = made * 7919 + process.pid;
  // Ids of two runs over one database must differ: random parts from a counter that starts elsewhere in each process.
  const ids = createIdSource(
    () => Date.now(),
    (n) =>
      Uint8Array.from({ length: n }, () => ((bytes = (bytes * 1_103_515_245 + 12_345) % 2_147_483_648) >> 16) & 0xff),
  );
  const jobs: string[] = [];
  const { transact } = createLedgerWriter({
    db,
    clock,
    ids,
    master: createPayloadMaster(new Uint8Array(32).fill(5)),
    flushJobs: (_tx, pending) => {
      for (const { data } of pending) if (typeof data['batchId'] === 'string') jobs.push(data['batchId']);
      return Promise.resolve();
    },
  });
  const vault = await createVault({
    db,
    transact,
    clock,
    ids,
    engine,
    policy,
    sealer: aes256Gcm,
    keys: await openKeyFolder(join(folder, 'keys'), { sealer: aes256Gcm }),
    folders: { data: join(folder, 'data'), memory: join(folder, 'memory') },
    ...(options.onDestruction ? { onDestruction: options.onDestruction } : {}),
    ruleVersion: () => 'test-1',
    ...(options.crashPoint ? { crashPoint: options.crashPoint } : {}),
    ...(options.cacheBytes === undefined ? {} : { cacheBytes: options.cacheBytes }),
  });
  return {
    vault,
    engine,
    db,
    folder,
    jobs,
    close: async () => {
      await vault.close();
      await engine.close();
      await db.close();
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function* streamOf(text: string | Buffer): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
  await Promise.resolve();
}
