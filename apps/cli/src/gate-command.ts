import { createHmac, randomBytes } from 'node:crypto';
import {
  createGate,
  createLocalGate,
  wordDiagnostic,
  type Accepted,
  type Diagnostic,
  type LocalOutcome,
  type Parameter,
  type SqlValue,
} from '@sluice/gate';
import { DomainError } from '@sluice/kernel';
import { missing, readFlags, type Command, type CommandContext } from './command.ts';
import { EXIT_REFUSED } from './exit-codes.ts';
import { attack } from './gate-attack.ts';
import { readGrantFile } from './gate-grant-file.ts';
import { sample } from './gate-sample.ts';
import { openHistoryFile } from './gate-history-file.ts';
import { openLocalDomain, type LocalDomain } from './gate-local-domain.ts';

const help = {
  en: `sluice gate explain|run SQL --grant GRANT.json — the gate on a CSV or Parquet file, without a server
sluice gate attack CASES.json… --grant GRANT.json

  explain          decides the program: verdict, engine SQL, what protects each column
  run              runs it in the sandbox and prints what may leave
  sample           draws a stratified, masked, k-anonymous sample of a table into OUT.sample.csv and OUT.sample.json;
                   --size N entities, --seed S, --stratum COLUMN, --out OUT, and --history, which keeps the secret
  attack           runs every case of the files and says of each whether it was stopped and its honest twin passed

  --grant FILE     tables, fields, roles, levels and permitted uses; each table may name its "file"
  --data T=FILE    file of table T (CSV with a header, or Parquet); may be repeated, and without T= where there is one table
  --parameter N=V  value of :N in the program; may be repeated
  --history FILE   what was let out so far; begun if missing. Answers are held against it, and added to it
  --json           one JSON document: verdict, rules, findings with places, obligations, result, counts withheld, times

  Exit code 0: accepted, or every attack stopped. 11: refused, each finding with its place; or an attack got through.

  npx sluice gate explain "select district, count(*) from visits group by 1" --grant examples/visits.grant.json
  npx sluice gate run "select count(*) from visits where district = :d" --grant examples/visits.grant.json --parameter d=harbour
  npx sluice gate attack examples/visits.attacks.json --grant examples/visits.grant.json
`,
  'zh-CN': `sluice gate explain|run SQL --grant 授权.json — 对 CSV 或 Parquet 文件使用闸门，无需服务器
sluice gate attack 用例.json… --grant 授权.json

  explain          判定程序：结论、引擎 SQL、每列的来源和保护
  run              在沙箱中运行，输出可以离开的结果
  sample           抽取一个表的分层、脱敏、k 匿名样本，写入 OUT.sample.csv 和 OUT.sample.json；
                   --size 主体数、--seed 种子、--stratum 分层列、--out 输出、--history（保存密钥）
  attack           运行文件中的全部攻击用例，逐一说明是否被拦下、对应的正当查询是否通过

  --grant 文件      表、字段、角色、粒度和允许的用途；每个表可写明 "file"
  --data 表=文件    表的数据文件（带表头的 CSV 或 Parquet），可重复；只有一个表时可省略“表=”
  --parameter 名=值 程序中 :名 的值，可重复
  --history 文件    已放行结果的历史；不存在则新建。新结果据此检查并写入
  --json           以一个 JSON 文档输出：结论、规则、问题及位置、义务、结果、未输出的数量、各阶段用时

  退出码 0：接受，或全部攻击被拦下；11：拒绝，逐一指出位置，或有攻击得逞。

  npx sluice gate explain "select district, count(*) from visits group by 1" --grant examples/visits.grant.json
  npx sluice gate run "select count(*) from visits where district = :d" --grant examples/visits.grant.json --parameter d=harbour
  npx sluice gate attack examples/visits.attacks.json --grant examples/visits.grant.json
`,
} as const;

const EXAMPLE =
  'npx sluice gate run "select district, count(*) from visits group by 1" --grant examples/visits.grant.json';

/** `sluice gate explain|run|attack`. */
export const gateCommand: Command = async (given) => {
  const { values, positionals } = readFlags(given.args, {
    grant: { type: 'string' },
    data: { type: 'string', multiple: true },
    parameter: { type: 'string', multiple: true },
    history: { type: 'string' },
    size: { type: 'string' },
    seed: { type: 'string' },
    stratum: { type: 'string' },
    out: { type: 'string' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  const context: CommandContext = { ...given, print: values.json ? given.print : () => undefined };
  if (values.help) {
    process.stdout.write(help[context.language]);
    return 0;
  }
  const [verb, sql, extra] = positionals;
  if (verb !== 'explain' && verb !== 'run' && verb !== 'attack' && verb !== 'sample')
    throw verb === undefined
      ? missing('explain | run | attack | sample', EXAMPLE)
      : new DomainError('cli.usage', 'invalid', { word: verb });
  if (verb !== 'attack' && extra !== undefined) throw new DomainError('cli.usage', 'invalid', { word: extra });
  if (sql === undefined) throw missing(verb === 'attack' ? 'CASES.json' : 'SQL', EXAMPLE);
  if (values.grant === undefined) throw missing('--grant GRANT.json', EXAMPLE);
  const local = await openLocalDomain(await readGrantFile(values.grant, pairs(values.data ?? [], '')));
  try {
    const parameters = [...pairs(values.parameter ?? [])].map(([name, value]): Parameter => ({
      name,
      value: plain(value),
    }));
    if (verb === 'attack') return await attack(context, local, positionals.slice(1));
    if (verb === 'sample') {
      if (values.history === undefined) throw missing('--history FILE', EXAMPLE);
      const { size, seed, stratum, history, out } = values;
      const flags = { table: sql, size: Number(size ?? 1000), seed: seed ?? '1', stratum, history, out: out ?? sql };
      return await sample(context, local, flags);
    }
    if (verb === 'explain') return explain(context, local, sql, parameters);
    return await run(context, local, sql, parameters, values.history);
  } finally {
    await local.close();
  }
};

/** `name=value`; with `otherwise` a bare value goes under that name. */
function pairs(items: readonly string[], otherwise?: string): ReadonlyMap<string, string> {
  return new Map(
    items.map((item) => {
      const at = item.indexOf('=');
      if (at < 1 && otherwise !== undefined) return [otherwise, item];
      if (at < 1) throw new DomainError('cli.usage', 'invalid', { word: item });
      return [item.slice(0, at), item.slice(at + 1)];
    }),
  );
}

function plain(value: string): SqlValue {
  return value === 'true' || value === 'false' ? value === 'true' : value;
}

function explain(context: CommandContext, local: LocalDomain, sql: string, parameters: readonly Parameter[]): number {
  const verdict = createGate().compile(sql, parameters, local.snapshot);
  if (verdict.verdict === 'refused') return refuse(context, sql, verdict.diagnostics);
  const { lineage, obligations, printed, hash } = verdict;
  context.print({ verdict: 'accepted', irDigest: hash, columns: lineage, obligations, printed });
  sayAccepted(context, verdict);
  return 0;
}

function sayAccepted(context: CommandContext, { lineage, obligations, printed, hash }: Accepted): void {
  context.say(`accepted  ${hash.slice(0, 16)}`);
  for (const column of lineage)
    context.say(
      `  ${column.name} (${column.type}) ← ${column.sources.map((item) => `${item.table}.${item.field} [${item.how}]`).join(', ')}`,
    );
  for (const obligation of obligations) context.say(`  ${obligation.code} ${JSON.stringify(obligation.params ?? {})}`);
  context.say(printed.duckdb.sql);
}

async function run(
  context: CommandContext,
  local: LocalDomain,
  sql: string,
  parameters: readonly Parameter[],
  history: string | undefined,
): Promise<number> {
  const outcome = await runWithHistory(local, sql, parameters, history);
  if (outcome.verdict === 'refused') return refuse(context, sql, outcome.diagnostics);
  context.print({ ...outcome, isolation: local.isolation });
  context.say(outcome.columns.map((column) => column.name).join('\t'));
  for (const row of outcome.rows) context.say(row.map((value) => (value === null ? '' : String(value))).join('\t'));
  context.say(
    context.language === 'en'
      ? 'A group below the protection threshold would not stand here; an empty one looks the same.'
      : '若有低于保护门槛的分组，这里不会列出，与空分组不作区分。',
  );
  if (outcome.rows.length === 0)
    context.say(
      context.language === 'en'
        ? 'Nothing is left. A total asked for after its parts stays where a part is small: ask for it over a list of the parts that were answered (where … in (…)), or add these up.'
        : '没有可输出的分组。先问分项、后问合计时，只要有一个分项过小，合计也不予输出：请只对已输出的分项（where … in (…)）求合计，或自行相加。',
    );
  return 0;
}

const cellKeyFrom =
  (secret: Uint8Array) =>
  (epochId: string): Uint8Array =>
    createHmac('sha256', secret).update(`cells:${epochId}`).digest();

async function runWithHistory(
  local: LocalDomain,
  sql: string,
  parameters: readonly Parameter[],
  path: string | undefined,
): Promise<LocalOutcome> {
  const file = path === undefined ? undefined : await openHistoryFile(path);
  try {
    const gate = createLocalGate({
      domain: local.domain,
      elapsed: () => performance.now(),
      randomBytes,
      cellKey: cellKeyFrom(file?.secret ?? randomBytes(32)),
      ...(file ? { history: file.history, spent: file.spent } : {}),
    });
    const outcome = await gate.run({ snapshot: local.snapshot, sql, parameters });
    // Written before anything is shown.
    if (outcome.verdict === 'released') await file?.save(gate.history(), gate.spent());
    return outcome;
  } finally {
    await file?.close();
  }
}

/** Each finding with the line of the program it stands in and a mark below its place. */
function refuse(context: CommandContext, sql: string, diagnostics: readonly Diagnostic[]): number {
  context.print({
    verdict: 'refused',
    diagnostics: diagnostics.map((item) => ({ ...item, message: wordDiagnostic(item) })),
  });
  context.say(context.language === 'en' ? 'refused' : '拒绝');
  for (const item of diagnostics) {
    const message = wordDiagnostic(item);
    context.say(
      `${item.line}:${item.column} ${item.rule} ${item.code} — ${context.language === 'en' ? message.en : message.zh}`,
    );
    context.say(`  ${sql.split('\n')[item.line - 1] ?? ''}`);
    context.say(`  ${' '.repeat(item.column - 1)}${'^'.repeat(item.length)}`);
    if (item.replacement) context.say(`  → ${item.replacement.text}`);
  }
  return EXIT_REFUSED;
}
