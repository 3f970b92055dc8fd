import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tradingRoutes } from '@sluice/contract';
import {
  createApiClient,
  DEMO_PASSWORD,
  demoAccounts,
  demoJurisdictions,
  runScenario,
  type ApiClient,
} from '@sluice/demo';
import { identityRoutes } from '@sluice/contract';
import { applyLoad } from './call-load.ts';
import { rowOf, type Case } from './row.ts';

const ROUNDS = 5;
const SECONDS = 4;
/** Callers at the same time, in two rounds: who comes together shares a commit. */
const CONNECTIONS = 64;
const MANY_CONNECTIONS = 256;
const GOAL_CALLS = 8_000;
const root = fileURLToPath(new URL('../', import.meta.url));

/** Calls of a listed product (key, look-up, price, metering, entry, commit) against an empty route of the same server. */
export const calls: Case = async (say) => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-calls-'));
  const { child, url } = await startServer(folder);
  try {
    say(`server at ${url} with a small city`);
    const { path, key, body } = await prepareProduct(url, folder);
    const port = Number(new URL(url).port);
    const call = `POST ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    const empty = 'GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n';
    await applyLoad({ port, request: call, connections: MANY_CONNECTIONS, seconds: 2 });
    const perSecond: number[] = [];
    const share: number[] = [];
    const bare: number[] = [];
    const p99: number[] = [];
    const many: number[] = [];
    const manyP99: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const nothing = await applyLoad({ port, request: empty, connections: CONNECTIONS, seconds: SECONDS });
      const product = await applyLoad({ port, request: call, connections: CONNECTIONS, seconds: SECONDS });
      const crowd = await applyLoad({ port, request: call, connections: MANY_CONNECTIONS, seconds: SECONDS });
      const other = product.other + crowd.other;
      if (other > 0) throw new Error(`${other} calls were not answered with 200`);
      many.push(crowd.perSecond);
      manyP99.push(crowd.p99Ms);
      perSecond.push(product.perSecond);
      bare.push(nothing.perSecond);
      share.push(product.perSecond / nothing.perSecond);
      p99.push(product.p99Ms);
      say(
        `${Math.round(product.perSecond)} calls/s, of many ${Math.round(crowd.perSecond)}/s, empty route ${Math.round(nothing.perSecond)}/s, p99 ${product.p99Ms.toFixed(1)} ms`,
      );
    }
    return [
      rowOf(
        {
          id: 'calls.product',
          what: `product calls, one process, ${CONNECTIONS} connections`,
          unit: 'calls/s',
          goal: GOAL_CALLS,
          better: 'higher',
        },
        perSecond,
      ),
      rowOf(
        {
          id: 'calls.product-many',
          what: `product calls, one process, ${MANY_CONNECTIONS} connections`,
          unit: 'calls/s',
          goal: GOAL_CALLS,
          better: 'higher',
        },
        many,
      ),
      rowOf({ id: 'calls.empty', what: 'an empty route of the same server', unit: 'calls/s', better: 'higher' }, bare),
      rowOf({ id: 'calls.share', what: 'product calls against the empty route', unit: '×', better: 'higher' }, share),
      rowOf({ id: 'calls.p99', what: 'slowest hundredth of product calls', unit: 'ms', better: 'lower' }, p99),
      rowOf(
        { id: 'calls.p99-many', what: `the same, ${MANY_CONNECTIONS} connections`, unit: 'ms', better: 'lower' },
        manyP99,
      ),
    ];
  } finally {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  }
};

async function startServer(folder: string): Promise<{ child: ChildProcess; url: string }> {
  const args = [
    '--disable-warning=ExperimentalWarning',
    'apps/cli/src/main.ts',
    'start',
    '--port',
    '0',
    '--json',
    '--demo-size',
    'small',
    '--data',
    folder,
  ];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
      const found = /"url": "([^"]+)"/.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => reject(new Error('the server ended before it answered')));
  });
  return { child, url };
}

/** Runs the demo's chain to a listed product and orders it once more. */
async function prepareProduct(url: string, folder: string): Promise<{ path: string; key: string; body: string }> {
  const [jurisdiction] = demoJurisdictions;
  if (jurisdiction === undefined) throw new Error('the demo has no jurisdiction');
  const administrator = JSON.parse(readFileSync(join(folder, 'administrator.json'), 'utf8')) as {
    account: string;
    password: string;
  };
  const result = await runScenario({
    ...{ url, jurisdiction, administrator, password: DEMO_PASSWORD, run: 'bench' },
    folder: join(folder, 'bundles'),
    onStep: () => undefined,
    now: () => performance.now(),
  });
  const accounts = await demoAccounts(DEMO_PASSWORD, [jurisdiction]);
  const as = async (role: string): Promise<ApiClient> => {
    const account = accounts.find((one) => one.role === role)?.account ?? '';
    const { token = '' } = await createApiClient(url).call(identityRoutes.signIn, {
      body: { account, password: DEMO_PASSWORD, mode: 'token' },
    });
    return createApiClient(url, token);
  };
  const params = { id: result.productId };
  // The chain may end with the product's suspension.
  await (
    await as('operator')
  )
    .call(tradingRoutes.resumeProduct, { params, query: {}, body: { reason: 'bench' } })
    .catch(() => undefined);
  const buyer = await as('buyer');
  const product = await buyer.call(tradingRoutes.getCatalogueProduct, { params });
  const order = await buyer.call(tradingRoutes.placeOrder, {
    query: {},
    body: { productId: result.productId, use: 'bench' },
  });
  const issued = await buyer.call(tradingRoutes.createKey, { params: { id: order.data.id }, query: {} });
  const values = Object.fromEntries(
    product.parameters.map((parameter) => [parameter.name, parameter.values[0] ?? null]),
  );
  return { path: `/api/v1/call/${result.productId}`, key: issued.data.key, body: JSON.stringify(values) };
}
