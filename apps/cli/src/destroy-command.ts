import { writeFile } from 'node:fs/promises';
import { identityRoutes, vaultRoutes, type Answer } from '@sluice/contract';
import { createApiClient, type ApiClient } from '@sluice/demo';
import { DomainError } from '@sluice/kernel';
import { askPlatform } from './ask-platform.ts';
import { missing, readFlags, type Command, type CommandContext } from './command.ts';

const help = {
  en: `sluice destroy VERB … — destroy data by destroying its keys: one proposes, two others approve

  propose epoch|resource|workspace ID --ground GROUND   ask for it; nothing is touched yet
  approve ID        approve; the second approval carries it out before it answers
  withdraw ID       take back what you proposed
  show [ID]         one destruction with its keys and digests, or all of the jurisdiction
  certificate ID [--out FILE]   the certificate, in Chinese and English, with the entries that prove it

  --url URL         the platform, http://localhost:4600 unless said
  --account NAME    who acts, with the password in SLUICE_PASSWORD
  --json            one JSON document (not with certificate)

  GROUND: expiry, own-request, breach, evaluation-not-passed, incident, law-or-policy, superseded, retention-over,
  end-of-use. The id of a workspace is its grant's.

  npx sluice destroy show --account NAME
`,
  'zh-CN': `sluice destroy 动作 … — 通过销毁密钥来销毁数据：一人提出，另外两人同意

  propose epoch|resource|workspace 标识 --ground 理由   提出销毁；此时不触动任何数据
  approve 标识      同意；第二个同意在应答之前即执行销毁
  withdraw 标识     撤回本人提出的申请
  show [标识]       查看一次销毁的密钥与摘要，或列出本辖区全部
  certificate 标识 [--out 文件]   销毁证明（中英文），含可据以证明的存证条目

  --url 地址        平台地址，默认 http://localhost:4600
  --account 账户    操作者，口令取自环境变量 SLUICE_PASSWORD
  --json            输出一个 JSON 文档（certificate 除外）

  理由：expiry、own-request、breach、evaluation-not-passed、incident、law-or-policy、superseded、retention-over、
  end-of-use。工作空间的标识即其授权的标识。

  npx sluice destroy show --account NAME
`,
} as const;

const flags = {
  url: { type: 'string' },
  account: { type: 'string' },
  ground: { type: 'string' },
  out: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = ReturnType<typeof readFlags<typeof flags>>['values'];
type Destruction = Answer<typeof vaultRoutes.readDestruction>;

const VERBS = 'propose | approve | withdraw | show | certificate';
const EXAMPLE = 'npx sluice destroy propose epoch epo_… --ground retention-over --account NAME';
const LONGEST = { propose: 3, approve: 2, withdraw: 2, show: 2, certificate: 2 } as const;

export const destroyCommand: Command = async (context) => {
  const { values, positionals } = readFlags(context.args, flags);
  if (values.help) {
    process.stdout.write(help[context.language]);
    return 0;
  }
  const [verb, id, target] = positionals;
  if (verb === undefined) throw missing(VERBS, EXAMPLE);
  if (!isVerb(verb)) throw new DomainError('cli.usage', 'invalid', { word: verb });
  const extra = positionals[LONGEST[verb]];
  if (extra !== undefined) throw new DomainError('cli.usage', 'invalid', { word: extra });
  if (id === undefined && verb !== 'show') throw missing('ID', EXAMPLE);
  const platform = createApiClient(values.url ?? 'http://localhost:4600');
  const credentials = readCredentials(context, values);
  return askPlatform(platform.url, async () => {
    const { token } = await platform.call(identityRoutes.signIn, { body: { ...credentials, mode: 'token' } });
    const api = platform.as(token);
    const params = { id: id ?? '' };
    if (verb === 'certificate') return certificate(context, api, params.id, values.out);
    if (verb === 'show' && id === undefined) return list(context, api, values);
    if (verb === 'propose') return say(context, values, await propose(api, params.id, target, values.ground));
    if (verb === 'approve')
      return say(context, values, (await api.call(vaultRoutes.approveDestruction, { params, query: {} })).data);
    if (verb === 'withdraw')
      return say(context, values, (await api.call(vaultRoutes.withdrawDestruction, { params, query: {} })).data);
    return say(context, values, await api.call(vaultRoutes.readDestruction, { params }));
  });
};

const isVerb = (word: string): word is keyof typeof LONGEST => Object.hasOwn(LONGEST, word);

function readCredentials({ environment }: CommandContext, { account }: Values): { account: string; password: string } {
  const password = environment['SLUICE_PASSWORD'];
  if (account !== undefined && password !== undefined) return { account, password };
  throw missing('--account NAME, SLUICE_PASSWORD', `SLUICE_PASSWORD=… ${EXAMPLE}`);
}

/** Kind and ground are the platform's to judge: it knows more of them than a list here would. */
async function propose(api: ApiClient, kind: string, id: string | undefined, ground: string | undefined) {
  if (id === undefined) throw missing('ID', EXAMPLE);
  if (ground === undefined) throw missing('--ground GROUND', EXAMPLE);
  const body = { target: { kind, id }, ground } as Parameters<typeof vaultRoutes.requestDestruction.body.parse>[0];
  const parsed = vaultRoutes.requestDestruction.body.safeParse(body);
  if (!parsed.success) {
    const wrong = parsed.error.issues[0]?.path[0] === 'ground' ? ground : `${kind} ${id}`;
    throw new DomainError('cli.usage', 'invalid', { word: wrong });
  }
  return (await api.call(vaultRoutes.requestDestruction, { query: {}, body: parsed.data })).data;
}

async function list(context: CommandContext, api: ApiClient, values: Values): Promise<number> {
  const all = await api.call(vaultRoutes.listDestructions, { query: {} });
  if (values.json) context.print(all);
  for (const one of all.items) context.say(lineOf(one, context));
  if (all.items.length === 0) context.say(context.language === 'en' ? '  none' : '  没有');
  return 0;
}

function say(context: CommandContext, values: Values, one: Destruction): number {
  if (values.json) context.print(one);
  context.say(lineOf(one, context));
  for (const { person, role, at } of one.approvals) context.say(`    ✓ ${role} ${person}  ${at}`);
  for (const key of one.keyIds) context.say(`    ${context.language === 'en' ? 'key' : '密钥'} ${key}`);
  for (const { file, sha256 } of one.ciphertexts) context.say(`    ${sha256}  ${file}`);
  if (one.escrowedUntil !== undefined)
    context.say(
      context.language === 'en'
        ? `    the last known copy of the keys expires ${one.escrowedUntil}`
        : `    密钥最后一份已知副本于 ${one.escrowedUntil} 到期`,
    );
  return 0;
}

const STATES: Readonly<Record<Destruction['state'], string>> = {
  requested: '已提出',
  withdrawn: '已撤回',
  destroying: '销毁中',
  destroyed: '已销毁',
};

function lineOf(one: Destruction, { language }: CommandContext): string {
  const state = language === 'en' ? one.state : STATES[one.state];
  return `  ${one.id}  ${state}  ${one.target.kind} ${one.target.id}  ${one.ground}  ${one.approvals.length}/2`;
}

async function certificate(
  context: CommandContext,
  api: ApiClient,
  id: string,
  out: string | undefined,
): Promise<number> {
  const answer = await api.call(vaultRoutes.getDestructionCertificate, { params: { id } });
  const bytes = new Uint8Array(await new Response(answer as ReadableStream<Uint8Array>).arrayBuffer());
  if (out === undefined) process.stdout.write(bytes);
  else {
    await writeFile(out, bytes).catch(() => {
      throw new DomainError('cli.folder-not-writable', 'unavailable', { folder: out });
    });
    context.say(context.language === 'en' ? `✓ ${out}` : `✓ 已写入 ${out}`);
  }
  return 0;
}
