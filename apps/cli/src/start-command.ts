import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  DEFAULT_PORT,
  readProviderSettings,
  startServer,
  type DemoHook,
  type RunningServer,
  type ServerOptions,
} from '@sluice/server';
import { DomainError, isDomainError } from '@sluice/kernel';
import { notTaken, readFlags, type Command, type CommandContext } from './command.ts';
import { createProgressBar, type ProgressBar } from './progress-bar.ts';
import { startLines, stepLine } from './start-sentences.ts';
import { witnessesOf, witnessFlags } from './witness-flags.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

const flags = {
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  demo: { type: 'boolean' },
  'no-demo': { type: 'boolean' },
  'demo-size': { type: 'string' },
  'controllable-clock': { type: 'boolean' },
  https: { type: 'boolean' },
  'trust-proxy': { type: 'boolean' },
  'public-url': { type: 'string' },
  'sign-in-providers': { type: 'string' },
  'require-sandbox': { type: 'boolean' },
  suite: { type: 'string' },
  ...witnessFlags,
  'timestamp-url': { type: 'string' },
  'timestamp-roots': { type: 'string' },
  'timestamp-minutes': { type: 'string' },
  'timestamp-failure-minutes': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const help = {
  en: `sluice start — start the server

  --port N              port, 4600 unless said (0: any free one)
  --host ADDRESS        address to listen on, 127.0.0.1 unless said
  --data DIR            where everything is kept, ./var/data of the checkout unless said (or SLUICE_DATA)
  --no-demo             begin with an empty platform
  --demo-size SIZE      full (200,000 residents, 2 million visits) or small
  --controllable-clock  the administrator may move the clock; always so with the demo city
  --https               browsers reach it over https, through a proxy
  --trust-proxy         take callers' addresses from x-forwarded-for
  --public-url URL      how people reach it: on documents, and for passkeys
  --sign-in-providers F list of OpenID Connect and CAS providers (JSON)
  --require-sandbox     refuse to start without bubblewrap
  --suite intl|gm       gm: the log has an SM3 twin signed by SM2, payloads lie under SM4; as begun unless said
  --witness-policy FILE who has to cosign the log (c2sp.org/tlog-policy, with addresses); one beside the server unless said
  --require-witnesses   with a policy: no checkpoint becomes public without its quorum
  --no-witness          nobody cosigns
  --timestamp-url URL   an authority of time (RFC 3161) stamps the log; its root certificates: --timestamp-roots FILE
  --timestamp-minutes N how often, 10 unless said; --timestamp-failure-minutes N: it may fail so long, 240 unless said
  --json                print one JSON document when it answers

  DATABASE_URL          an external PostgreSQL instead of the embedded one
  DATABASE_OWNER_URL    the role that migrates it

  npx sluice start --port 4700 --data ./var/mine --no-demo
`,
  'zh-CN': `sluice start — 启动服务器

  --port N              端口，默认 4600（0 表示任意空闲端口）
  --host 地址           监听地址，默认 127.0.0.1
  --data 目录           数据目录，默认为项目下的 ./var/data（或环境变量 SLUICE_DATA）
  --no-demo             以空平台启动
  --demo-size 规模      full（20 万居民、200 万就诊记录）或 small
  --controllable-clock  管理员可调整时钟；演示城市默认开启
  --https               浏览器经由代理以 https 访问
  --trust-proxy         从 x-forwarded-for 取调用方地址
  --public-url URL      用户访问的网址：印在文书上，用于通行密钥
  --sign-in-providers F OpenID Connect、CAS 登录提供方清单（JSON）
  --require-sandbox     没有 bubblewrap 时拒绝启动
  --suite intl|gm       gm：日志另有 SM2 签名的 SM3 副本，内容以 SM4 加密；默认沿用数据目录原有设置
  --witness-policy 文件 须由谁为日志附签（c2sp.org/tlog-policy，含地址）；默认在服务器旁启动一个见证者
  --require-witnesses   配合策略文件：未达到其规定数量时不公布检查点
  --no-witness          不设见证者
  --timestamp-url 地址  由时间戳机构（RFC 3161）为日志加盖时间戳；其根证书：--timestamp-roots 文件
  --timestamp-minutes N 间隔分钟数，默认 10；--timestamp-failure-minutes N：允许中断的分钟数，默认 240
  --json                就绪后输出一个 JSON 文档

  DATABASE_URL          使用外部 PostgreSQL
  DATABASE_OWNER_URL    执行迁移的角色

  npx sluice start --port 4700 --data ./var/mine --no-demo
`,
} as const;

/** Runs until it is asked to stop; a second request to stop while it drains ends it at once. */
export const startCommand: Command = async (context) => {
  const { values } = readFlags(context.args, flags);
  // A terminal or a pipe that was closed takes no more words. Other commands end with it; a server still ends in order.
  for (const stream of [process.stdout, process.stderr])
    stream.removeAllListeners('error').on('error', () => undefined);
  if (values.help) {
    process.stdout.write(help[context.language]);
    return 0;
  }
  const bar = createProgressBar(process.stderr, values.json !== true);
  const withDemo = values['no-demo'] !== true;
  const demo = withDemo ? await demoHook(demoSize(values['demo-size']), bar.update, context.language) : undefined;
  const stop = whenAskedToStop();
  const server = await startWanted(stop.asked, {
    ...baseOptions(values, context),
    controllableClock: values['controllable-clock'] === true || withDemo,
    ...(demo ? { demo } : {}),
    onStep: (step) => {
      const line = stepLine(step, context.language);
      if (line) context.say(line);
    },
  });
  bar.end();
  if (!server) return 0;
  announce(server, demo, context, values.json === true);
  if (!stop.asked.aborted)
    await new Promise((resolve) => stop.asked.addEventListener('abort', resolve, { once: true }));
  context.say(context.language === 'en' ? 'Stopping …' : '正在停止……');
  stop.whenAskedAgain(() => server.quit());
  await server.stop();
  // Everything is closed: what still holds the process then has nothing left to do.
  setTimeout(() => process.exit(0), LINGER_MS).unref();
  return 0;
};

type Values = ReturnType<typeof readFlags<typeof flags>>['values'];

function baseOptions(
  values: Values,
  { environment }: CommandContext,
): Omit<ServerOptions, 'controllableClock' | 'demo' | 'onStep'> {
  const databaseUrl = environment['DATABASE_URL'];
  const databaseOwnerUrl = environment['DATABASE_OWNER_URL'];
  const memoryFolder = environment['SLUICE_MEMORY_FOLDER'];
  const keyService = environment['SLUICE_KEY_SERVICE'];
  return {
    port: portOf(values.port),
    host: values.host ?? '127.0.0.1',
    dataFolder: values.data ?? environment['SLUICE_DATA'] ?? join(root, 'var/data'),
    secure: values.https === true,
    trustProxy: values['trust-proxy'] === true,
    requireSandbox: values['require-sandbox'] === true,
    ...suiteOf(values.suite),
    ...witnessesOf(values),
    ...timestampsOf(values),
    ...doorsOf(values),
    ...outwardOf(environment),
    durable: true,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(databaseOwnerUrl === undefined ? {} : { databaseOwnerUrl }),
    ...(memoryFolder === undefined ? {} : { memoryFolder }),
    ...(keyService === undefined ? {} : { keyService }),
  };
}

/** The public address, and who else signs people in there. */
function doorsOf(values: Values): Pick<ServerOptions, 'publicUrl' | 'signInProviders'> {
  const { 'public-url': publicUrl, 'sign-in-providers': file } = values;
  if (publicUrl !== undefined && !URL.canParse(publicUrl))
    throw new DomainError('cli.usage', 'invalid', { word: `--public-url ${publicUrl}` });
  if (file !== undefined && publicUrl === undefined)
    throw new DomainError('cli.usage', 'invalid', { word: '--sign-in-providers --public-url' });
  return {
    ...(publicUrl === undefined ? {} : { publicUrl: new URL(publicUrl).origin }),
    ...(file === undefined ? {} : { signInProviders: readProviderSettings(readFileSync(file, 'utf8')) }),
  };
}

/** Ways out that carry secrets are named in the environment, not in the list of processes. */
function outwardOf(environment: CommandContext['environment']): Pick<ServerOptions, 'outward'> {
  const [smtpUrl, from] = [environment['SLUICE_SMTP_URL'], environment['SLUICE_SMTP_FROM']];
  const [url, secret] = [environment['SLUICE_GATEWAY_URL'], environment['SLUICE_GATEWAY_SECRET']];
  if ((smtpUrl === undefined) !== (from === undefined))
    throw new DomainError('cli.usage', 'invalid', { word: 'SLUICE_SMTP_URL SLUICE_SMTP_FROM' });
  if ((url === undefined) !== (secret === undefined))
    throw new DomainError('cli.usage', 'invalid', { word: 'SLUICE_GATEWAY_URL SLUICE_GATEWAY_SECRET' });
  return {
    outward: {
      ...(smtpUrl !== undefined && from !== undefined ? { smtp: { url: smtpUrl, from } } : {}),
      ...(url !== undefined && secret !== undefined ? { gateway: { url, secret } } : {}),
    },
  };
}

function suiteOf(text: string | undefined): Pick<ServerOptions, 'suite'> {
  if (text === undefined) return {};
  if (text === 'intl' || text === 'gm') return { suite: text };
  throw new DomainError('cli.usage', 'invalid', { word: `--suite ${text}` });
}

function timestampsOf(values: Values): Pick<ServerOptions, 'timestamps'> {
  const { 'timestamp-url': url, 'timestamp-roots': rootsFile } = values;
  if (url === undefined && rootsFile === undefined) return {};
  if (url === undefined || rootsFile === undefined || !URL.canParse(url))
    throw new DomainError('cli.usage', 'invalid', { word: '--timestamp-url --timestamp-roots' });
  const everyMs = minutesOf(values['timestamp-minutes']);
  const acceptableFailureMs = minutesOf(values['timestamp-failure-minutes']);
  return {
    timestamps: {
      ...{ url, rootsFile },
      ...(everyMs === undefined ? {} : { everyMs }),
      ...(acceptableFailureMs === undefined ? {} : { acceptableFailureMs }),
    },
  };
}

function minutesOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new DomainError('cli.usage', 'invalid', { word: `minutes ${text}` });
  return Number(text) * 60_000;
}

function portOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PORT;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw notTaken(`--port ${text}`, '0–65535');
  return port;
}

function demoSize(text: string | undefined): 'small' | 'full' {
  if (text === undefined || text === 'full') return 'full';
  if (text === 'small') return 'small';
  throw notTaken(`--demo-size ${text}`, 'small, full');
}

async function demoHook(
  size: 'small' | 'full',
  update: ProgressBar['update'],
  language: CommandContext['language'],
): Promise<DemoHook> {
  const { createDemoHook } = await import('@sluice/demo');
  return createDemoHook({
    size,
    onProgress: ({ jurisdiction, done, total, title }) =>
      update(jurisdiction, done, total, language === 'en' ? title.en : title.zh),
  });
}

function announce(server: RunningServer, demo: DemoHook | undefined, context: CommandContext, json: boolean): void {
  const accounts = demo?.accounts ?? [];
  if (json)
    context.print({
      url: server.url,
      notes: server.notes,
      administratorFile: server.administratorFile ?? null,
      demo: accounts,
    });
  for (const line of startLines(server, accounts, context.language)) context.say(line);
}

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Starts unless asked to stop before everything stands: then what was opened is closed again, and that is no failure. */
async function startWanted(signal: AbortSignal, options: ServerOptions): Promise<RunningServer | undefined> {
  try {
    return await startServer({ ...options, signal });
  } catch (error) {
    if (isDomainError(error) && error.code === 'server.interrupted') return undefined;
    throw error;
  }
}

/** After an orderly stop the process ends by itself, or after so long. */
const LINGER_MS = 1_000;

/** One keystroke reaches us several times: from the terminal, from npm and from the script that entered the pinned Node. */
const SAME_KEYSTROKE_MS = 2_000;

function whenAskedToStop(): { readonly asked: AbortSignal; readonly whenAskedAgain: (quit: () => void) => void } {
  const asked = new AbortController();
  let quit = (): void => undefined;
  let first = 0;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      first ||= performance.now();
      asked.abort();
      if (performance.now() - first < SAME_KEYSTROKE_MS) return;
      quit();
      process.exit(130);
    });
  }
  return { asked: asked.signal, whenAskedAgain: (then) => void (quit = then) };
}
