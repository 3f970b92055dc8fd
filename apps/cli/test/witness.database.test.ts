import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyReceipt } from '@sluice/ledger/verifier';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchCli, processesOf, runCli, startCli } from './run-cli.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-witness-'));
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** One installation for all: the next test goes on where the last one ended. */
let kept: string;
beforeAll(() => {
  kept = mkdtempSync(join(tmpdir(), 'sluice-witness-kept-'));
  chmodSync(kept, 0o755);
});
afterAll(() => rmSync(kept, { recursive: true, force: true }));

const LONG_MS = 180_000;
const data = (): string => join(kept, 'data');

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await what())) {
    if (performance.now() > end) throw new Error('did not come to pass');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const textOf = async (url: string): Promise<string> => (await fetch(url)).text();
const witnessOf = (policy: string): string => / (\S+)\+[0-9a-f]{8}\+B/.exec(policy)?.[1] ?? '';
const isCosigned = (checkpoint: string, policy: string): boolean => checkpoint.includes(`\n— ${witnessOf(policy)} `);
const witnesses = (): readonly string[] => processesOf(kept).filter((one) => one.includes(' witness --json'));

/** A write of the administrator that waits for its receipt; answers the receipt, which must be of the entry's bytes. */
async function writeAndWait(url: string): Promise<string> {
  const { account, password } = JSON.parse(readFileSync(join(data(), 'administrator.json'), 'utf8')) as {
    account: string;
    password: string;
  };
  const send = async (path: string, body: object, token = '') => {
    const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
    return (await fetch(`${url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  };
  const { token } = (await send('/session', { account, password, mode: 'token' })) as { token: string };
  const change = { oldPassword: password, newPassword: `${password}-next` };
  const answer = (await send('/session/password?wait=receipt', change, token)) as {
    evidence: { entryId: string; status: string; receipt: string }[];
  };
  expect(answer).toMatchObject({ evidence: [{ status: 'published' }] });
  const [entry] = answer.evidence;
  const { bytes } = (await (await fetch(`${url}/api/v1/evidence/entries/${entry?.entryId}`)).json()) as {
    bytes: string;
  };
  expect(verifyReceipt(Buffer.from(bytes), entry?.receipt ?? '')).toMatchObject({ included: true });
  return entry?.receipt ?? '';
}

describe('a witness beside the server', () => {
  it(
    'AUD-02 cosigns each checkpoint from a process of its own, which ends with the server even after kill -9',
    async () => {
      const first = await startCli(data());
      const policy = await textOf(`${first.url}/log/keys`);
      expect(policy).toMatch(/\nwitness local \S+\nquorum none\n$/);
      await until(async () => isCosigned(await textOf(`${first.url}/log/checkpoint`), policy));
      expect(witnesses()).toHaveLength(1);
      expect(await writeAndWait(first.url)).toContain(`\n— ${witnessOf(policy)} `);
      first.child.kill('SIGKILL');
      await first.ended;
      await until(() => witnesses().length === 0);
      const second = await startCli(data());
      expect(await textOf(`${second.url}/log/keys`)).toBe(policy);
      expect(isCosigned(await textOf(`${second.url}/log/checkpoint`), policy)).toBe(true);
      second.child.kill('SIGTERM');
      await second.ended;
      expect(processesOf(data())).toEqual([]);
    },
    LONG_MS,
  );
});

describe('witnesses of a policy', () => {
  it(
    'AUD-02 nothing is shown without the quorum that is required, and health says so',
    async () => {
      const before = await startCli(data(), ['--no-witness']);
      const keys = await textOf(`${before.url}/log/keys`);
      expect(keys).toMatch(/quorum none\n$/);
      before.child.kill('SIGTERM');
      await before.ended;
      const shown = readFileSync(join(data(), 'ledger/log/checkpoint'), 'utf8');

      const vkeys = keys.split('\n').flatMap((line) => (line.startsWith('log ') ? ['--log-vkey', line.slice(4)] : []));
      const args = ['witness', '--data', join(folder, 'elsewhere'), '--name', 'example.org/w', ...vkeys];
      const first = launchCli([...args, '--listen', '127.0.0.1:0', '--json']);
      await until(() => first.printed().endsWith('}\n'));
      const { url, vkey } = JSON.parse(first.printed()) as { url: string; vkey: string };
      first.child.kill('SIGTERM');
      expect((await first.ended).code).toBe(0);

      const file = join(folder, 'policy.txt');
      writeFileSync(file, `witness w ${vkey} ${url}\nquorum w\n`);
      const server = await startCli(data(), ['--witness-policy', file, '--require-witnesses']);
      expect(await textOf(`${server.url}/log/keys`)).toContain(`witness w ${vkey}\nquorum w\n`);
      await until(async () => (await fetch(`${server.url}/readyz`)).status === 503);
      await until(async () =>
        (await textOf(`${server.url}/api/v1/evidence/log`)).includes('"refusing":"ledger.quorum-missing"'),
      );
      expect(await textOf(`${server.url}/log/checkpoint`)).toBe(shown);

      const second = launchCli([...args, '--listen', new URL(url).host]);
      await until(async () => (await fetch(`${server.url}/readyz`)).status === 200);
      await until(async () => (await textOf(`${server.url}/log/checkpoint`)).includes('\n— example.org/w '));
      server.child.kill('SIGTERM');
      await server.ended;
      second.child.kill('SIGTERM');
      await second.ended;
    },
    LONG_MS,
  );

  it('says in a sentence what a start needs', async () => {
    const missing = await runCli(['start', '--no-demo', '--port', '0', '--data', data(), '--require-witnesses']);
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('--require-witnesses')]);
    const nobody = await runCli(['witness', '--data', join(folder, 'w')]);
    expect([nobody.code, nobody.err]).toEqual([2, expect.stringContaining('--log-vkey')]);
  });
});
