import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  ApiProblem,
  createDemoHook,
  DEMO_PASSWORD,
  demoJurisdictions,
  runScenario,
  type DemoJurisdiction,
  type ScenarioResult,
  type StepLine,
} from '@sluice/demo';
import { DomainError } from '@sluice/kernel';
import { notTaken, readFlags, type Command, type CommandContext } from './command.ts';
import { demoHelp, stageText, stepText } from './demo-sentences.ts';
import { createProgressBar } from './progress-bar.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

const flags = {
  jurisdiction: { type: 'string' },
  url: { type: 'string' },
  administrator: { type: 'string' },
  size: { type: 'string' },
  out: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

interface Served {
  readonly url: string;
  /** Who may move the clock; without it no time passes. */
  readonly administrator?: { readonly account: string; readonly password: string };
  stop(): Promise<void>;
}

/**
 * Takes the demo's scenario through every step of the chain, against a running server or one of its own, and ends with a
 * bundle that was verified offline.
 * @throws DomainError `demo.step-failed` (internal, or the kind of the platform's answer)
 */
export const demoCommand: Command = async (context) => {
  const { values } = readFlags(context.args, flags);
  if (values.help) {
    process.stdout.write(demoHelp(context.language, demoJurisdictions));
    return 0;
  }
  const jurisdictions = chosenJurisdictions(values.jurisdiction);
  const size = chosenSize(values.size);
  const served =
    values.url === undefined
      ? await serveOwn(context, jurisdictions, size, values.json === true)
      : await reach(values.url, values.administrator);
  const folder = values.out ?? join(root, 'var/demo');
  const steps: StepLine[] = [];
  const results: ScenarioResult[] = [];
  try {
    for (const jurisdiction of jurisdictions)
      results.push(await play(context, { ...served, folder }, jurisdiction, steps));
  } finally {
    await served.stop();
  }
  if (values.json) context.print({ steps, results });
  return 0;
};

async function play(
  context: CommandContext,
  served: Served & { readonly folder: string },
  jurisdiction: DemoJurisdiction,
  steps: StepLine[],
): Promise<ScenarioResult> {
  const began = performance.now();
  let last = 'sign-in';
  let before: StepLine | undefined;
  context.say('');
  context.say(`  ${jurisdiction}`);
  try {
    const result = await runScenario({
      url: served.url,
      jurisdiction,
      password: DEMO_PASSWORD,
      ...(served.administrator ? { administrator: served.administrator } : {}),
      folder: served.folder,
      run: Date.now().toString(36),
      now: () => performance.now(),
      onStep: (line) => {
        last = line.step;
        const stage = stageText(line, before, context.language);
        if (stage !== undefined) context.say(stage);
        before = line;
        steps.push(line);
        context.say(stepText(line, context.language));
      },
    });
    context.say(`  ${result.bundle}  ${((performance.now() - began) / 1000).toFixed(1)} s`);
    return result;
  } catch (error) {
    // What fetch throws when nobody answers, or no longer.
    if (error instanceof TypeError && error.message === 'fetch failed')
      throw new DomainError('demo.server-unreachable', 'unavailable', { url: served.url });
    if (error instanceof ApiProblem)
      throw new DomainError('demo.step-failed', 'internal', { after: last, jurisdiction, answer: error.message }, []);
    throw error;
  }
}

async function serveOwn(
  context: CommandContext,
  jurisdictions: readonly DemoJurisdiction[],
  size: 'small' | 'full',
  json: boolean,
): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-demo-'));
  const bar = createProgressBar(process.stderr, !json);
  context.say(
    context.language === 'en'
      ? `  Own server in ${folder}, loading the city (${size}) …`
      : `  在 ${folder} 启动临时服务器并加载城市（${size}）……`,
  );
  const hook = await createDemoHook({
    size,
    jurisdictions,
    onProgress: ({ jurisdiction, done, total, title }) =>
      bar.update(jurisdiction, done, total, context.language === 'en' ? title.en : title.zh),
  });
  // Only where it is needed: against a running server no database driver is loaded.
  const { startServer } = await import('@sluice/server');
  const server = await startServer({
    port: 0,
    host: '127.0.0.1',
    dataFolder: folder,
    controllableClock: true,
    secure: false,
    trustProxy: false,
    requireSandbox: false,
    durable: true,
    demo: hook,
  });
  bar.end();
  return {
    url: server.url,
    administrator: await readAdministrator(join(folder, 'administrator.json')),
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function reach(url: string, administratorFile: string | undefined): Promise<Served> {
  return {
    url,
    ...(administratorFile === undefined ? {} : { administrator: await readAdministrator(administratorFile) }),
    stop: async () => undefined,
  };
}

async function readAdministrator(file: string): Promise<{ account: string; password: string }> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new DomainError('cli.file-missing', 'not-found', { file });
  });
  return JSON.parse(text) as { account: string; password: string };
}

function chosenJurisdictions(word: string | undefined): readonly DemoJurisdiction[] {
  if (word === undefined || word === 'all') return demoJurisdictions;
  const found = demoJurisdictions.find((id) => id === word);
  if (!found) throw notTaken(`--jurisdiction ${word}`, ['all', ...demoJurisdictions].join(', '));
  return [found];
}

function chosenSize(word: string | undefined): 'small' | 'full' {
  if (word === undefined || word === 'small') return 'small';
  if (word === 'full') return 'full';
  throw notTaken(`--size ${word}`, 'small, full');
}
