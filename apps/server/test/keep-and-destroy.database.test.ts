import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  authorizationRoutes,
  clockRoutes,
  evidenceBundleRoutes,
  gateRoutes,
  identityRoutes,
  productRoutes,
  vaultRoutes,
} from '@sluice/contract';
import {
  ApiProblem,
  citySizes,
  createApiClient,
  DEMO_PASSWORD,
  demoJurisdictions,
  generateCity,
  planCity,
  type ApiClient,
  type ScenarioResult,
} from '@sluice/demo';
import { verifyBundle } from '@sluice/ledger/verifier';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditFolder, backUpFolder, restoreFolder, startServer } from '../src/index.ts';
import { memoryFolder } from '../src/memory-folder.ts';
import { serveCity, type ServedCity } from './served-city.ts';

const LONG_MS = 600_000;
const TEST_MS = 180_000;

let city: ServedCity;
let played: ScenarioResult;
let place: string;
const [home] = demoJurisdictions;
const tokens = new Map<string, string>();

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'sluice-keep-'));
  chmodSync(place, 0o755);
  city = await serveCity();
  played = city.played(home);
}, LONG_MS);
afterAll(async () => {
  await city.stop();
  rmSync(place, { recursive: true, force: true });
}, LONG_MS);

async function tokenOf(account: string, password = DEMO_PASSWORD): Promise<string> {
  const known = tokens.get(account);
  if (known !== undefined) return known;
  const { token = '' } = await createApiClient(city.url).call(identityRoutes.signIn, {
    body: { account, password, mode: 'token' },
  });
  tokens.set(account, token);
  return token;
}

const accountsOf = (role: string): string[] =>
  city.accounts.filter((one) => one.jurisdiction === home && one.role === role).map(({ account }) => account);
const as = async (role: string): Promise<ApiClient> =>
  createApiClient(city.url, await tokenOf(accountsOf(role)[0] ?? ''));

/** The code of the refusal that a call is answered with. */
const codeOf = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
    return 'answered';
  } catch (error) {
    return error instanceof ApiProblem ? error.code : String(error);
  }
};

const backUp = () =>
  backUpFolder({ dataFolder: city.folder, to: join(place, 'data'), keysTo: join(place, 'keys'), keepKeysDays: 30 });

const sources = { from: () => join(place, 'data'), keysFrom: () => join(place, 'keys') };
const restore = (name: string, more: Partial<Parameters<typeof restoreFolder>[0]> = {}) =>
  restoreFolder({
    from: sources.from(),
    keysFrom: sources.keysFrom(),
    into: join(place, name),
    newOrigin: false,
    ...more,
  });

const start = (folder: string) =>
  startServer({
    port: 0,
    host: '127.0.0.1',
    dataFolder: folder,
    controllableClock: true,
    secure: false,
    trustProxy: false,
    requireSandbox: false,
    durable: false,
  });

/** What has the form of an identity number, at any place, as one byte a letter or as two. */
const FORMS = [/(?=(\d{17}[\dX]))/g, /(?=((?:\d\0){17}[\dX]\0))/g];

/** Files below a folder that hold one of the identity numbers, in UTF-8 or as two bytes a letter. */
function holding(folder: string, ids: readonly string[], except: RegExp): string[] {
  if (!existsSync(folder)) return [];
  const looked = new Set(ids);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !except.test(join(entry.parentPath, entry.name)))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const text = bytesIn(path).toString('latin1');
      return FORMS.some((form) => {
        for (const [, found = ''] of text.matchAll(form)) if (looked.has(found.replaceAll('\0', ''))) return true;
        return false;
      });
    });
}

/** Files of a running database come and go while they are read. */
function bytesIn(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

describe('a backup of a running installation', () => {
  it(
    'comes back whole, keeps the log’s promise, and holds no key',
    async () => {
      const done = await backUp();
      expect(done.logSize).toBeGreaterThan(100);
      const keyFiles = readdirSync(join(done.keysFolder, 'vault-keys', 'segments')).length;
      expect(keyFiles).toBeGreaterThan(4);
      for (const key of ['vault-keys/master.key', 'ledger-keys/payload-master.key', 'ledger-keys/log-ed25519.p8']) {
        const bytes = readFileSync(join(city.folder, key));
        const found = readdirSync(done.folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .filter((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(bytes));
        expect([key, found.map((entry) => entry.name)]).toEqual([key, []]);
      }
      const back = await restore('round-trip', { originalIsGone: true });
      expect(back).toMatchObject({ backup: done.backup, behind: false, destroyedKeys: 0 });
      expect(await auditFolder({ dataFolder: join(place, 'round-trip') })).toMatchObject({ ok: true });
      const server = await start(join(place, 'round-trip'));
      try {
        expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
        const { token = '' } = await createApiClient(server.url).call(identityRoutes.signIn, {
          body: { account: accountsOf('developer')[0] ?? '', password: DEMO_PASSWORD, mode: 'token' },
        });
        const developer = createApiClient(server.url, token);
        const dossier = await developer.call(productRoutes.getProductDossier, { params: { id: played.productId } });
        expect(JSON.stringify(dossier)).toContain(played.productId);
      } finally {
        await server.stop();
      }
      rmSync(join(place, 'round-trip'), { recursive: true, force: true });
    },
    TEST_MS,
  );
});

describe('destruction over the interface', () => {
  const gone: { resource: string; markers: string[]; id: string } = { resource: '', markers: [], id: '' };

  it(
    'ENV-08 SVN-05 needs two more persons, stops queries, calls and quarantine, leaves no marker, and gives a certificate',
    async () => {
      const [custodian, authority, developer] = [
        await as('custodian'),
        await as('data-authority'),
        await as('developer'),
      ];
      gone.markers = await citizenIds();
      expect(gone.markers.length).toBeGreaterThan(100);
      const used = await resourcesBehind(played.productId);
      const { resource, batch } = await quarantinedAmong(used, authority);
      gone.resource = resource;
      const body = { target: { kind: 'resource' as const, id: resource }, ground: 'end-of-use' as const };
      const agency = await agencyOf(batch);
      expect(await codeOf(developer.call(vaultRoutes.requestDestruction, { query: {}, body }))).toBe('policy.no-power');
      // A competitor learns nothing of a grant, nor can it keep the holder from asking.
      const rival = createApiClient(city.url, await tokenOf(accountsOf('developer')[1] ?? ''));
      const foreign = { target: { kind: 'workspace' as const, id: played.grantId }, ground: 'incident' as const };
      expect(await codeOf(rival.call(vaultRoutes.requestDestruction, { query: {}, body: foreign }))).toBe(
        'grant.not-found',
      );
      const { data: asked } = await agency.call(vaultRoutes.requestDestruction, { query: {}, body });
      gone.id = asked.id;
      const approve = (api: ApiClient) =>
        api.call(vaultRoutes.approveDestruction, { params: { id: asked.id }, query: {} });
      expect(await codeOf(approve(agency))).toMatch(/^policy\./);
      expect((await approve(custodian)).data).toMatchObject({ state: 'requested' });
      expect(await codeOf(approve(custodian))).toBe('vault.already-approved');
      expect(await codeOf(certificate(authority))).toBe('vault.not-destroyed-yet');
      const { data: done } = await approve(authority);
      expect(done.state).toBe('destroyed');
      expect(done.ciphertexts.length).toBeGreaterThan(1);
      expect(done.escrowedUntil).toBeDefined();

      expect(await codeOf(agency.call(vaultRoutes.readQuarantine, { params: { id: batch }, query: {} }))).toBe(
        'vault.key-destroyed',
      );
      const dossier = await developer.call(productRoutes.getProductDossier, { params: { id: played.productId } });
      expect(['suspended', 'delisted']).toContain(dossier.state);
      const sql = dossier.sql;
      expect(
        await codeOf(developer.call(gateRoutes.runProgram, { params: { id: played.grantId }, body: { sql } })),
      ).not.toBe('answered');
      const text = new TextDecoder().decode(await bytesOf(certificate(authority)));
      for (const word of [done.id, resource, done.escrowedUntil ?? '?', 'vault.destruction-completed', ...done.keyIds])
        expect(text).toContain(word);
      const completed = /vault\.destruction-completed\s+(ent_\S+)/.exec(text)?.[1] ?? '';
      const bundle = await bundleOf(authority, completed);
      expect(bundle.ok).toBe(true);
      expect(bundle.claims.find((claim) => claim.code === 'destruction-shown')).toMatchObject({ proven: true });
    },
    TEST_MS,
  );

  it(
    'a scan of the data folder, of the database and of shared memory finds no marker',
    async () => {
      await flushDatabase();
      expect(holding(city.folder, gone.markers, /\/demo\//)).toEqual([]);
      // Its own folder in shared memory: others on this machine may hold the same made-up persons.
      expect(holding(memoryFolder(city.folder), gone.markers, /^$/)).toEqual([]);
    },
    TEST_MS,
  );

  it(
    'a restore of the older backup does not bring it back: without a new origin it does not sign, with one it goes on',
    async () => {
      await waitPublished();
      const newerLog = join(city.folder, 'ledger', 'log');
      const old = await restore('older', { newerLog });
      expect(old.behind).toBe(true);
      expect(old.destroyedKeys).toBeGreaterThan(2);
      const refusing = await start(join(place, 'older'));
      try {
        const ready = await fetch(`${refusing.url}/readyz`);
        expect(ready.status).toBe(503);
      } finally {
        await refusing.stop();
      }
      rmSync(join(place, 'older'), { recursive: true, force: true });

      const next = await restore('succeeding', { newerLog, newOrigin: true });
      expect(next.newOrigin?.lostEntries).toBeGreaterThan(5);
      const folder = join(place, 'succeeding');
      const server = await start(folder);
      try {
        expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
        const { token = '' } = await createApiClient(server.url).call(identityRoutes.signIn, {
          body: { account: accountsOf('data-authority')[0] ?? '', password: DEMO_PASSWORD, mode: 'token' },
        });
        const authority = createApiClient(server.url, token);
        const { items } = await authority.call(vaultRoutes.listEpochs, { params: { id: gone.resource }, query: {} });
        expect(items.map((epoch) => epoch.state)).toEqual(items.map(() => 'destroyed'));
        const log = await fetch(`${server.url}/log/checkpoint`).then((answer) => answer.text());
        expect(log.split('\n')[0]).not.toBe(next.newOrigin?.previous);
      } finally {
        await server.stop();
      }
      expect(await auditFolder({ dataFolder: folder })).toMatchObject({ ok: true, findings: [] });
      expect(holding(join(folder, 'vault-keys'), gone.markers, /^$/)).toEqual([]);
    },
    TEST_MS,
  );

  it(
    'AUT-09 the end of a grant closes it, deletes its workspace with a certificate, and keeps the network log for six months',
    async () => {
      const [authority, operator] = [await as('data-authority'), await as('operator')];
      const administrator = createApiClient(
        city.url,
        await tokenOf(city.administrator.account, city.administrator.password),
      );
      await operator.call(authorizationRoutes.revokeGrant, {
        params: { id: played.grantId },
        body: { ground: 'breach' },
      });
      const { now: at } = await administrator.call(clockRoutes.moveClock, { body: { advanceDays: 1 } });
      const { items } = await authority.call(vaultRoutes.listDestructions, { query: {} });
      const ended = items.find((one) => one.target.kind === 'workspace' && one.target.id === played.grantId);
      expect(ended).toMatchObject({ state: 'destroyed', ground: 'grant-ended', approvals: [] });
      expect(ended?.groundEntry).toMatch(/^ent_/);
      const before = new Date(at).toISOString();
      const remove = () => administrator.call(vaultRoutes.deleteNetworkLog, { query: {}, body: { before } });
      expect(await codeOf(authority.call(vaultRoutes.deleteNetworkLog, { query: {}, body: { before } }))).toMatch(
        /^policy\./,
      );
      expect(await codeOf(remove())).toBe('ledger.must-be-kept');
      await administrator.call(clockRoutes.moveClock, { body: { advanceDays: 150 } });
      expect(await codeOf(remove())).toBe('ledger.must-be-kept');
      await administrator.call(clockRoutes.moveClock, { body: { advanceDays: 36 } });
      const { data } = await remove();
      expect(data.deleted).toBeGreaterThan(0);
    },
    TEST_MS,
  );

  const certificate = (api: ApiClient) => api.call(vaultRoutes.getDestructionCertificate, { params: { id: gone.id } });
});

async function bytesOf(answer: Promise<Uint8Array | ReadableStream<Uint8Array>>): Promise<Uint8Array> {
  return new Uint8Array(await new Response((await answer) as ReadableStream<Uint8Array>).arrayBuffer());
}

async function bundleOf(api: ApiClient, entryId: string) {
  await waitPublished();
  const zip = await bytesOf(api.call(evidenceBundleRoutes.getDestructionBundle, { params: { entryId } }));
  return verifyBundle(zip);
}

/** Until everything that is committed stands under a checkpoint. */
async function waitPublished(): Promise<void> {
  for (let i = 0; i < 200; i += 1) {
    const metrics = await fetch(`${city.url}/metrics`).then((answer) => answer.text());
    if (/^sluice_ledger_waiting 0$/m.test(metrics)) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await new Promise((resolve) => setTimeout(resolve, 1_500));
}

/** Identity numbers of residents, as they stood in the files that were delivered. */
async function citizenIds(): Promise<string[]> {
  const folder = join(place, 'delivered');
  const plan = await planCity(home, citySizes.small[home] ?? { residents: 0, visits: 0 });
  const { residentsFile } = await generateCity(plan, folder);
  const ids = [...readFileSync(residentsFile, 'latin1').matchAll(/\b\d{17}[\dX]\b/g)].map(([id]) => id);
  rmSync(folder, { recursive: true, force: true });
  return ids.filter((_, i) => i % 53 === 0).slice(0, 300);
}

async function resourcesBehind(productId: string): Promise<readonly string[]> {
  return city.asOwner(async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `select distinct e ->> 'resourceId' as id from product.release r, jsonb_array_elements(r.epochs) e where r.product_id = $1`,
      [productId],
    );
    return rows.map((row) => row.id);
  });
}

async function quarantinedAmong(resources: readonly string[], api: ApiClient) {
  for (const resource of resources) {
    const { items } = await api.call(vaultRoutes.listBatches, { params: { id: resource }, query: {} });
    const found = items.find((batch) => (batch.rows?.quarantined ?? 0) > 0);
    if (found) return { resource, batch: found.id };
  }
  return expect.fail('no batch behind the product has rows in quarantine');
}

/** The source agency's person who may read the quarantine: the owner of the data. */
async function agencyOf(batch: string): Promise<ApiClient> {
  for (const account of accountsOf('source-agency')) {
    const api = createApiClient(city.url, await tokenOf(account));
    if ((await codeOf(api.call(vaultRoutes.readQuarantine, { params: { id: batch }, query: {} }))) === 'answered')
      return api;
  }
  return expect.fail('nobody owns the batch');
}

/** Brings every page that is only in memory to the disk, where the scan looks. */
async function flushDatabase(): Promise<void> {
  const { admin } = JSON.parse(readFileSync(join(city.folder, 'database-secrets.json'), 'utf8')) as { admin: string };
  const port = readFileSync(join(city.folder, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[3]?.trim();
  const client = new pg.Client({ connectionString: `postgres://postgres:${admin}@127.0.0.1:${port}/sluice` });
  await client.connect();
  await client.query('checkpoint');
  await client.end();
}
