import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchCli, processesOf, runCli, startCli, untilPrinted } from './run-cli.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-cli-'));
  chmodSync(folder, 0o755);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const LONG_MS = 180_000;
const data = (): string => join(folder, 'data');

/** A data folder that its tests hand on: what the first one begins, the others find. */
let kept: string;
beforeAll(() => {
  kept = mkdtempSync(join(tmpdir(), 'sluice-cli-kept-'));
  chmodSync(kept, 0o755);
});
afterAll(() => rmSync(kept, { recursive: true, force: true }));
const used = (): string => join(kept, 'data');

/** One sentence: one line, ended, with the name of the program before it. */
const SENTENCE = /^sluice: [^\n]+[.。]\n$/;

describe('sluice start', () => {
  it(
    'answers, and on Ctrl-C ends in order and leaves no process',
    async () => {
      const server = await startCli(used());
      expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
      // One keystroke comes from the terminal, from npm and from the script that entered the pinned Node.
      for (let times = 0; times < 4; times += 1) {
        server.child.kill('SIGINT');
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      expect((await server.ended).code).toBe(0);
      expect(processesOf(used())).toEqual([]);
    },
    LONG_MS,
  );

  it(
    'ends in order when the reader of its words is gone',
    async () => {
      const server = await startCli(used());
      server.child.stdout?.destroy();
      server.child.stderr?.destroy();
      server.child.kill('SIGHUP');
      expect((await server.ended).code).toBe(0);
      expect(processesOf(used())).toEqual([]);
    },
    LONG_MS,
  );

  it(
    'after kill -9 takes the database over that was left running',
    async () => {
      const first = await startCli(used());
      first.child.kill('SIGKILL');
      await first.ended;
      expect(processesOf(used()).join()).toContain('postgres');
      const second = await startCli(used());
      expect(second.printed()).toContain('Took over the PostgreSQL');
      expect((await fetch(`${second.url}/readyz`)).status).toBe(200);
      second.child.kill('SIGTERM');
      await second.ended;
      expect(processesOf(used())).toEqual([]);
    },
    LONG_MS,
  );

  it(
    'may be stopped while the demo city is still loading',
    async () => {
      const run = launchCli(['start', '--port', '0', '--demo-size', 'small', '--data', used()]);
      await untilPrinted(run, 'Loading the demo city');
      run.child.kill('SIGINT');
      expect((await run.ended).code).toBe(0);
      expect(processesOf(used())).toEqual([]);
    },
    LONG_MS,
  );

  it(
    'a second time on the same data folder says who has it, in the language of the user',
    async () => {
      const server = await startCli(used());
      const second = await runCli(['start', '--no-demo', '--port', '0', '--data', used()]);
      const chinese = await runCli(['start', '--no-demo', '--port', '0', '--data', used()], { LANG: 'zh_CN.UTF-8' });
      server.child.kill('SIGINT');
      await server.ended;
      expect(second.code).toBe(6);
      expect(second.err).toMatch(SENTENCE);
      expect(second.err).toContain(String(server.child.pid));
      expect(second.err).toContain(server.url);
      expect(chinese.err).toMatch(SENTENCE);
      expect(chinese.err).toContain('正被另一个 sluice');
    },
    LONG_MS,
  );

  it('on an occupied port says so before anything is started', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as AddressInfo;
    const { code, err } = await runCli(['start', '--no-demo', '--port', String(port), '--data', data()]);
    holder.close();
    expect({ code, sentence: SENTENCE.test(err), port: err.includes(String(port)) }).toEqual({
      code: 9,
      sentence: true,
      port: true,
    });
    expect(processesOf(data())).toEqual([]);
  });

  it('on a folder that cannot be written, and with a wrong DATABASE_URL, says what to do', async () => {
    writeFileSync(join(folder, 'file'), '');
    const closed = await runCli(['start', '--no-demo', '--port', '0', '--data', join(folder, 'file/data')]);
    expect({ code: closed.code, sentence: SENTENCE.test(closed.err) }).toEqual({ code: 9, sentence: true });
    // Node's recursive mkdir would never return here.
    const nowhere = await runCli(['start', '--no-demo', '--port', '0', '--data', '/proc/sluice/data']);
    expect({ code: nowhere.code, sentence: SENTENCE.test(nowhere.err) }).toEqual({ code: 9, sentence: true });
    expect(nowhere.err).toContain('/proc/sluice/data');
    const env = { DATABASE_URL: 'postgres://someone:hidden-71@127.0.0.1:1/none' };
    const wrong = await runCli(['start', '--no-demo', '--port', '0', '--data', data()], env);
    expect({ code: wrong.code, sentence: SENTENCE.test(wrong.err) }).toEqual({ code: 9, sentence: true });
    expect(wrong.err).toContain('DATABASE_URL');
    expect(wrong.err).not.toContain('hidden-71');
  });
});

describe('the command line', () => {
  it('explains itself in two languages, and each command on its own', async () => {
    const [en, zh] = await Promise.all([runCli(['help']), runCli(['help'], { LANG: 'zh_CN.UTF-8' })]);
    expect(en.code).toBe(0);
    for (const command of ['start', 'demo', 'ingest', 'gate', 'verify', 'help'])
      expect(en.out).toContain(`sluice ${command}`);
    expect(zh.out).toContain('退出码');
    for (const command of ['start', 'demo', 'ingest', 'gate', 'verify']) {
      const { code, out } = await runCli(['help', command]);
      expect({ command, code, help: out.includes(`sluice ${command}`) }).toEqual({ command, code: 0, help: true });
    }
  });

  it(
    'prints only examples that work as they stand',
    async () => {
      const texts = await Promise.all(['gate', 'ingest'].map(async (command) => (await runCli(['help', command])).out));
      const examples = new Set(texts.flatMap((text) => text.match(/(?<=npx sluice )(?:gate|ingest) .*/g) ?? []));
      expect(examples.size).toBeGreaterThanOrEqual(4);
      for (const example of examples) {
        const words = [...example.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
        const at = words.indexOf('--out');
        if (at !== -1) words[at + 1] = join(folder, 'out');
        const { code, err } = await runCli(words);
        expect({ example, code, err }).toEqual({ example, code: 0, err: '' });
      }
    },
    LONG_MS,
  );

  it('names what is missing, with a line that has it, and what is not there', async () => {
    const needy: readonly (readonly [string, string])[] = [
      ['verify', 'BUNDLE.zip'],
      ['ingest', 'FILE'],
      ['gate', 'explain'],
      ['gate run', 'SQL'],
      ['gate run x', '--grant'],
      ['backup', '--to'],
      ['restore --from x', '--keys-from'],
      ['calendar', 'show'],
      ['calendar load', 'FILE'],
      ['keys', 'rotate-master'],
    ];
    const answers = await Promise.all(needy.map(async ([words]) => runCli(words.split(' '))));
    for (const [i, { code, err }] of answers.entries()) {
      const [words = '', what = ''] = needy[i] ?? [];
      expect([words, code, err]).toEqual([words, 2, expect.stringMatching(/ is missing, as in: npx sluice /)]);
      expect(err).toContain(what);
    }
    const grant = ['--grant', 'examples/visits.grant.json'];
    const file = await runCli(['gate', 'run', 'select count(*) from visits', ...grant, '--data', 'nope.csv']);
    expect([file.code, file.err]).toEqual([5, expect.stringMatching(/^sluice: There is no file .*nope\.csv\.\n$/)]);
  });

  it('says where it wrote the page of the verifier', async () => {
    const page = join(folder, 'verify.html');
    const { code, out } = await runCli(['verify', '--page', page]);
    expect([code, out.includes(page)]).toEqual([0, true]);
    expect(existsSync(page)).toBe(true);
  });

  it('refuses what it does not know with the documented exit code, as JSON where asked', async () => {
    const [command, bogus] = [await runCli(['fly']), await runCli(['help', 'fly'])];
    expect([bogus.code, bogus.err, bogus.out]).toEqual([2, command.err, '']);
    const flag = await runCli(['start', '--prot', '1', '--json']);
    const file = await runCli(['verify', join(folder, 'none.zip')]);
    expect([command.code, flag.code, file.code]).toEqual([2, 2, 5]);
    expect(JSON.parse(flag.out)).toMatchObject({
      error: { code: 'cli.usage', kind: 'invalid', params: { word: '--prot' } },
    });
  });
});
