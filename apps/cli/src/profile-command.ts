import { DomainError } from '@sluice/kernel';
import { checkProfileFile, type ProfileFault, type ProfileReport } from '@sluice/profile';
import { readFlags, type Command, type CommandContext } from './command.ts';
import { exitCodeOf } from './exit-codes.ts';

const help = {
  en: `sluice profile check FILE … — examines the profile of a jurisdiction before it is used, without a server

  Named with their place: missing and unknown keys, wrong types, missing clauses, steps that are never reached or lead
  nowhere, cycles, chains in which one person could propose and approve, terms that outlast the one they rest on.
  What a profile inherits is looked for beside it, in its folder.

  --json                 one JSON document

  npx sluice profile check profiles/*.json
`,
  'zh-CN': `sluice profile check 文件 … — 启用前检查辖区配置，无需服务器

  逐处列出：缺少或未知的键、类型错误、缺少条款依据、无法到达或没有出路的环节、循环、
  提出人可自行批准的审核链、长于其所依附期限的期限。被继承的配置在同一文件夹中查找。

  --json                 输出一个 JSON 文档

  npx sluice profile check profiles/*.json
`,
} as const;

const flags = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;

export const profileCommand: Command = async (context) => {
  const { values, positionals } = readFlags(context.args, flags);
  const [verb, ...files] = positionals;
  if (values.help) {
    process.stdout.write(help[context.language]);
    return 0;
  }
  if (verb !== 'check' || files.length === 0)
    throw new DomainError('cli.usage', 'invalid', { word: positionals.join(' ') });
  const reports: { readonly file: string; readonly report: ProfileReport }[] = [];
  for (const file of files) reports.push({ file, report: await examine(file) });
  if (values.json) context.print(reports.map(({ file, report }) => ({ file, ...report })));
  for (const { file, report } of reports) tell(context, file, report);
  return reports.every(({ report }) => report.faults.length === 0) ? 0 : exitCodeOf.invalid;
};

/** @throws DomainError `cli.file-missing` (not-found) */
async function examine(file: string): Promise<ProfileReport> {
  try {
    return await checkProfileFile(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new DomainError('cli.file-missing', 'not-found', { file });
    throw error;
  }
}

function tell(context: CommandContext, file: string, { id, version, faults }: ProfileReport): void {
  if (faults.length === 0) context.say(`${file}: ${id}${version === '' ? '' : ` ${version}`} ✓`);
  for (const fault of faults) context.say(`${file}:${fault.line}: ${sentence(fault, context.language)}`);
}

const sentences: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  'profile.missing-key': ['is missing', '缺少该键'],
  'profile.unknown-key': ['is not a key that any program reads', '未知的键'],
  'profile.invalid-value': ['has a value of a wrong type or range', '取值的类型或范围有误'],
  'profile.not-json': ['the text is no JSON', '不是 JSON 文本'],
  'profile.unknown-base': ['inherits a profile that is not there', '所继承的配置不存在'],
  'profile.circular-base': ['inherits itself', '继承关系成环'],
  'profile.double-step': ['a step stands twice', '环节重复'],
  'profile.double-item': ['an item stands twice', '条目重复'],
  'profile.unknown-target': ['leads to a step that is not there', '指向不存在的环节'],
  'profile.dead-end': ['never leads to an approval', '无法到达批准'],
  'profile.unreachable-step': ['is never reached', '永远无法到达'],
  'profile.cycle': ['comes round again although each step is passed', '各环节均通过仍会循环'],
  'profile.proposer-decides': ['one person could propose and approve', '提出人可自行批准'],
  'profile.operator-develops': [
    'an operator that develops would decide its own case',
    '参与开发的运营主体将审核自己的案件',
  ],
  'profile.undecided-approval': ['approves without a decision', '未经决定即获批准'],
  'profile.failure-approves': ['a failure approves', '不通过却导向批准'],
  'profile.silence-decides': ['would be decided by silence', '以沉默作出决定'],
  'profile.term-outlasts': ['is longer than the term it rests on', '长于其所依附的期限'],
  'profile.one-party': ['is an agreement of one party with itself', '协议双方为同一方'],
};

function sentence({ code, path }: ProfileFault, language: CommandContext['language']): string {
  const words = sentences[code]?.[language === 'en' ? 0 : 1] ?? code;
  return path === '' ? words : `${path} ${words}`;
}
