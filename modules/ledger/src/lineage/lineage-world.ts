import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActorRef, SubjectRef, Tx } from '@sluice/database';
import { createTestIds } from '@sluice/testkit';
import type { ActPayload, ActType } from '../act-types.ts';
import { createLedger } from '../create-ledger.ts';
import { asOwner, createLedgeredDatabase } from '../ledgered-database.ts';
import { generateLogKeys } from '../log-keys.ts';
import type { Reader } from '../policy.ts';
import { record } from '../record.ts';
import { createLineage } from './create-lineage.ts';
import type { ColumnInputs } from './derive-edges.ts';

const person = (body: string, role: string): ActorRef => ({ kind: 'person', person: `per_of_${body}`, body, role });
export const reader = (body: string, role: string, jurisdiction = 'north'): Reader => ({
  ...{ body, role, jurisdiction },
  person: `per_of_${body}`,
});

const uses = (kind: string, id: string): SubjectRef => ({ kind, id, rel: 'uses' });
const about = (kind: string, id: string): SubjectRef => ({ kind, id, rel: 'about' });

/** States an act that changes no ledgered row. */
export function say<T extends ActType>(
  tx: Tx,
  type: T,
  stream: string,
  actor: ActorRef,
  subjects: readonly SubjectRef[],
  payload: ActPayload<T>,
): void {
  record(tx, { type, stream, actor, subjects, rows: [], ruleVersion: 'north@1', payload });
}

/** A resource of `owner` with one epoch from one batch, both named after it. */
export function addSource(tx: Tx, name: string, owner: string): void {
  const actor = person(owner, 'source-agency');
  const [resource, batch, epoch] = [`res_${name}`, `bat_${name}`, `epo_${name}`];
  say(
    tx,
    'catalogue.resource-registered',
    `resource:${resource}`,
    actor,
    [about('body', owner), uses('system', `sys_${name}`)],
    {
      body: owner,
      class: 'restricted',
      fields: 2,
    },
  );
  say(tx, 'vault.batch-received', `batch:${batch}`, actor, [about('resource', resource)], {
    ...{ resource, mode: 'full', format: 'csv', bytes: 1, digest: 'd', via: 'push', redirected: false },
  });
  say(
    tx,
    'vault.epoch-committed',
    `epoch:${epoch}`,
    { kind: 'system', part: 'vault' },
    [uses('batch', batch), about('resource', resource)],
    {
      ...{ resource, batch, segments: [] },
    },
  );
}

/** A batch that corrects the one of a source, and the epoch that goes on with it. */
export function addCorrection(tx: Tx, name: string, owner: string, by: string, committed: boolean): void {
  const [resource, batch] = [`res_${name}`, `bat_${by}`];
  const subjects = [about('resource', resource), about('batch', `bat_${name}`)];
  say(tx, 'vault.batch-received', `batch:${batch}`, person(owner, 'source-agency'), subjects, {
    ...{ resource, mode: 'append', format: 'csv', bytes: 1, digest: 'd', via: 'push', redirected: false },
    corrects: `bat_${name}`,
  });
  const held = [uses('batch', batch), uses('epoch', `epo_${name}`), about('resource', resource)];
  const payload = { resource, batch, segments: [] };
  if (committed) say(tx, 'vault.epoch-committed', `epoch:epo_${by}`, { kind: 'system', part: 'vault' }, held, payload);
}

/** An application and a grant for some sources. */
export function addGrant(tx: Tx, name: string, developer: string, sources: readonly string[]): void {
  const resources = sources.map((one) => `res_${one}`);
  say(
    tx,
    'authorization.application-submitted',
    `application:app_${name}`,
    person(developer, 'developer'),
    resources.map((one) => uses('resource', one)),
    { number: '1', scenario: 's', resources, digest: 'd' },
  );
  say(
    tx,
    'authorization.grant-started',
    `grant:grt_${name}`,
    { kind: 'system', part: 'authorization' },
    [uses('application', `app_${name}`), ...resources.map((one) => uses('resource', one)), about('body', developer)],
    { grant: '', developer, scenario: '', resources, startsAt: '', endsAt: '', filing: null, digest: '' },
  );
}

/** A product drafted under a grant and frozen over the epochs of some of its sources. */
export function addProduct(
  tx: Tx,
  name: string,
  it: { readonly grant: string; readonly developer: string; readonly sources: readonly string[] },
): void {
  const actor = person(it.developer, 'developer');
  const epochs = it.sources.map((one) => uses('epoch', `epo_${one}`));
  const grant = uses('grant', `grt_${it.grant}`);
  say(tx, 'product.drafted', `product:prd_${name}`, actor, [grant], { grant: '', form: 'api' });
  say(tx, 'gate.cube-released', `freeze:rel_${name}`, actor, [grant, ...epochs], {
    ...{ textDigest: '', irDigest: '', releaseId: '', cubeDigest: '', answers: 1, rows: 1, epochs: [] },
  });
  record(tx, {
    type: 'product.frozen',
    stream: `product:prd_${name}`,
    actor,
    subjects: [uses('freeze', `rel_${name}`), grant, ...epochs],
    // Without such a row its digest is null; it names the release whose columns are asked for.
    rows: [{ table: 'product.release', id: `prl_${name}` }],
    ruleVersion: 'north@1',
    payload: { release: `prl_${name}`, version: 1, answers: 1, rows: 1, irDigest: '', cubeDigest: '' },
  });
}

export function addOrder(tx: Tx, name: string, product: string, buyer: string): void {
  say(tx, 'trading.ordered', `order:ord_${name}`, person(buyer, 'buyer'), [uses('product', `prd_${product}`)], {
    ...{ product: '', price: '', termsDigest: '' },
  });
}

export function addCall(tx: Tx, name: string, order: string, product: string, buyer: string): void {
  say(
    tx,
    'trading.called',
    'gateway:one:2026-03-02T08',
    person(buyer, 'buyer'),
    [
      about('call', `call_${name}`),
      uses('product', `prd_${product}`),
      uses('order', `ord_${order}`),
      uses('freeze', `rel_${product}`),
    ],
    { product: '', release: '', price: '', calls: [] },
  );
}

/** A ledger with a log, and the graph over it. */
export async function createLineageWorld(columns: Readonly<Record<string, readonly ColumnInputs[]>> = {}) {
  const world = await createLedgeredDatabase();
  const place = await mkdtemp(join(tmpdir(), 'sluice-lineage-'));
  const open = () =>
    createLedger({
      ...world,
      keys,
      logFolder: join(place, 'log'),
      checkpointFolder: join(place, 'cp'),
    });
  const keys = generateLogKeys('example.org/log');
  const options = {
    ...world,
    // Ids apart from those of the entries.
    ids: createTestIds(11),
    columns: async (_db: unknown, release: string) => columns[release] ?? [],
    ruleVersion: (jurisdiction: string) => `${jurisdiction}@1`,
  };
  const lineage = createLineage(options);
  return {
    ...world,
    lineage,
    options,
    /** Writes acts and waits until they are in the log. */
    async write(work: (tx: Tx) => void): Promise<void> {
      const ledger = open();
      await ledger.transact(async (tx) => {
        work(tx);
        // As if the rows that are gone had once been there: the door enters no others.
        await asOwner(world.ownerUrl, async (owner) => {
          for (const row of tx.acts.flatMap((act) => act.rows))
            await owner.query(
              `insert into ledger.row_state (table_no, id, entry_id)
               select no, $2, 'ent_before' from ledger.guarded where table_name = $1 on conflict do nothing`,
              [row.table, row.id],
            );
        });
      });
      ledger.start();
      await ledger.stop();
    },
    async close() {
      await world.close();
      await rm(place, { recursive: true, force: true });
    },
  };
}

export type LineageWorld = Awaited<ReturnType<typeof createLineageWorld>>;
