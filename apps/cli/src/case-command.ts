import { authorizationRoutes, caseRoutes, identityRoutes } from '@sluice/contract';
import { createApiClient, type ApiClient } from '@sluice/demo';
import { DomainError } from '@sluice/kernel';
import { askPlatform } from './ask-platform.ts';
import { missing, notTaken, readFlags, type Command, type CommandContext } from './command.ts';

const EXAMPLE = 'SLUICE_PASSWORD=… npx sluice case list --account NAME';

const help = {
  en: `sluice case list|show|act — one's own work on a running server, for scripts

  list                         what waits, the most urgent first
  show CASE                    a case: its steps, its dates, what comes next
  act APPLICATION OUTCOME      acts on the current step of an application: pass, fail or return

  --light red|yellow|green     list: only these
  --finding ASPECT=pass:TEXT   act: a finding on an aspect (pass or fail); once for each
  --reason TEXT                act: a reason; fail and return need one
  --url URL                    the server, http://localhost:4600 unless said
  --account NAME               whose work, with the password in SLUICE_PASSWORD; or a token in SLUICE_TOKEN
  --json                       one JSON document

  SLUICE_PASSWORD=… npx sluice case list --account NAME
`,
  'zh-CN': `sluice case list|show|act — 供脚本使用：查看和办理自己的案件

  list                         待办事项，最紧急的在前
  show 案件                    案件的环节、时限和下一步
  act 申请 结果                办理申请的当前环节：pass 通过、fail 不通过、return 退回

  --light red|yellow|green     list：仅列出该状态
  --finding 事项=pass:说明     act：对一个审核事项的意见（pass 或 fail），每项一次
  --reason 理由                act：理由；不通过和退回必填
  --url 地址                   服务器地址，默认 http://localhost:4600
  --account 账户               以谁的身份，口令取自 SLUICE_PASSWORD；或以 SLUICE_TOKEN 提供令牌
  --json                       输出一个 JSON 文档

  SLUICE_PASSWORD=… npx sluice case list --account NAME
`,
} as const;

const flags = {
  url: { type: 'string' },
  account: { type: 'string' },
  light: { type: 'string' },
  finding: { type: 'string', multiple: true },
  reason: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = ReturnType<typeof readFlags<typeof flags>>['values'];

const LIGHTS = ['red', 'yellow', 'green'] as const;
const OUTCOMES = ['pass', 'fail', 'return'] as const;

export const caseCommand: Command = (context) => runCase(context, createApiClient);

/** The command with the client that it is given: a test has one of its own. */
export async function runCase(given: CommandContext, open: (url: string) => ApiClient): Promise<number> {
  const asked = readFlags(given.args, flags);
  const context = { ...given, open, print: asked.values.json ? given.print : () => undefined };
  const { values, positionals } = asked;
  const [verb, id, outcome, extra] = positionals;
  if (values.help) {
    process.stdout.write(help[context.language]);
    return 0;
  }
  if (verb === undefined) throw missing('list | show CASE | act APPLICATION OUTCOME', EXAMPLE);
  const most = { list: 1, show: 2, act: 3 }[verb];
  if (most === undefined || extra !== undefined || positionals.length > most)
    throw new DomainError('cli.usage', 'invalid', { word: extra ?? positionals[most ?? 0] ?? verb });
  if (verb === 'list') return list(context, await signedIn(context, values), values);
  if (id === undefined) throw missing(verb === 'show' ? 'CASE' : 'APPLICATION', EXAMPLE);
  if (verb === 'show') return show(context, await signedIn(context, values), id);
  if (outcome === undefined) throw missing('OUTCOME', EXAMPLE);
  return act(context, values, { id, outcome });
}

interface Opened extends CommandContext {
  readonly open: (url: string) => ApiClient;
}

/** As whom: by a token that a script keeps, or by an account with its password out of the environment. */
async function signedIn({ environment, open }: Opened, { url, account }: Values): Promise<ApiClient> {
  const api = open(url ?? 'http://localhost:4600');
  const kept = environment['SLUICE_TOKEN'];
  if (kept !== undefined) return api.as(kept);
  const password = environment['SLUICE_PASSWORD'];
  if (account === undefined || password === undefined) throw new DomainError('cli.credentials-missing', 'invalid');
  const { token } = await askPlatform(api.url, () =>
    api.call(identityRoutes.signIn, { body: { account, password, mode: 'token' } }),
  );
  return api.as(token);
}

const oneOf = <T extends string>(word: string, allowed: readonly T[]): T => {
  const found = allowed.find((one) => one === word);
  if (found === undefined) throw notTaken(word, allowed.join(' '));
  return found;
};

async function list(context: CommandContext, api: ApiClient, { light }: Values): Promise<number> {
  const query = light === undefined ? {} : { light: oneOf(light, LIGHTS) };
  const inbox = await askPlatform(api.url, () => api.call(caseRoutes.readInbox, { query }));
  context.print(inbox);
  for (const item of inbox.items)
    context.say(
      `  ${item.light.padEnd(6)} ${item.dueOn}  ${item.caseId}  ${item.stepTitle}  ${item.title ?? item.subject}`,
    );
  return 0;
}

async function show(context: CommandContext, api: ApiClient, id: string): Promise<number> {
  const page = await askPlatform(api.url, () => api.call(caseRoutes.readCase, { params: { id } }));
  context.print(page);
  for (const step of page.steps)
    context.say(`  ${step.state.padEnd(8)} ${step.dueOn ?? '          '}  ${step.id}  ${step.title}`);
  return 0;
}

/** `purpose=pass:as stated` → a finding. */
function readFinding(text: string): { aspect: string; result: 'pass' | 'fail'; text: string } {
  const [, aspect, result, said] = /^([^=]+)=(pass|fail)(?::(.*))?$/s.exec(text) ?? [];
  if (aspect === undefined || result === undefined) throw notTaken(text, 'ASPECT=pass:TEXT ASPECT=fail:TEXT');
  return { aspect, result: result === 'pass' ? 'pass' : 'fail', text: said ?? '' };
}

async function act(
  context: Opened,
  values: Values,
  asked: { readonly id: string; readonly outcome: string },
): Promise<number> {
  // What is wrong with the words is said before anybody is asked.
  const outcome = oneOf(asked.outcome, OUTCOMES);
  const body = { outcome, findings: (values.finding ?? []).map(readFinding), reasons: values.reason ?? [] };
  const api = await signedIn(context, values);
  const params = { id: asked.id };
  const before = await askPlatform(api.url, () => api.call(authorizationRoutes.readApplication, { params }));
  const step = before.case?.next?.step;
  if (step === undefined) throw new DomainError('case.closed', 'conflict', { state: before.state });
  const { data, evidence } = await askPlatform(api.url, () =>
    api.call(authorizationRoutes.actOnApplicationStep, { params: { ...params, step }, body }),
  );
  context.print({ data, evidence });
  context.say(`  ${step}  ${outcome}  →  ${data.state}${data.current ? `  ${data.current.step}` : ''}`);
  return 0;
}
