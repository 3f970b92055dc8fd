import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DomainError } from '@sluice/kernel';
import { rotateKeys } from '@sluice/server';
import { readFlags, type Command } from './command.ts';
import { witnessesOf, witnessFlags } from './witness-flags.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Help of `sluice keys rotate`. */
export const rotateLogHelp = {
  en: `sluice keys rotate — give the evidence log of a stopped server new signing keys

  --data DIR     the data folder, ./var/data of the checkout unless said (or SLUICE_DATA)
  --policy FILE  write the new trust policy there, to hand out over a channel of its own
  --json         names of the keys and the policy as one JSON document
  --witness-policy FILE, --require-witnesses, --no-witness   who cosigns, as at sluice start

  New keys are introduced and the old ones retired by entries of the log, under a checkpoint that both sign
  and the witnesses cosign. What the old keys signed still verifies; their private halves are gone. A rotation that was interrupted is finished by calling
  it again, and until then the server does not start.

  DATABASE_URL   the external PostgreSQL of this data folder, where it has one

  npx sluice keys rotate --data ./var/mine --policy log-policy.txt
`,
  'zh-CN': `sluice keys rotate — 为已停止的服务器更换存证日志的签名密钥

  --data 目录     数据目录，默认为项目下的 ./var/data（或环境变量 SLUICE_DATA）
  --policy 文件   将新的信任策略写入该文件，以便通过其他渠道分发
  --json          以一个 JSON 文档输出密钥名称和策略
  --witness-policy 文件、--require-witnesses、--no-witness   由谁附签，与 sluice start 相同

  新密钥的启用和旧密钥的停用均记入日志，并由新旧密钥共同签名、见证者附签的检查点覆盖。旧密钥签过的内容仍可核验，
  其私钥随即删除。中断的更换再次执行即可完成；完成之前服务器不会启动。

  DATABASE_URL    该数据目录使用的外部 PostgreSQL

  npx sluice keys rotate --data ./var/mine --policy log-policy.txt
`,
} as const;

/** `sluice keys rotate`: the signing keys of the evidence log. */
export const rotateLogCommand: Command = async (context) => {
  const { values, positionals } = readFlags(context.args, {
    data: { type: 'string' },
    policy: { type: 'string' },
    ...witnessFlags,
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) {
    process.stdout.write(rotateLogHelp[context.language]);
    return 0;
  }
  if (positionals.length !== 1 || positionals[0] !== 'rotate')
    throw new DomainError('cli.usage', 'invalid', { word: `keys ${positionals.join(' ')}`.trim() });
  const rotation = await rotateKeys({
    dataFolder: resolve(values.data ?? context.environment['SLUICE_DATA'] ?? join(root, 'var/data')),
    databaseUrl: context.environment['DATABASE_URL'],
    ...witnessesOf(values),
    onProblem: (code) => context.say(code),
  });
  if (values.policy !== undefined) await writeFile(values.policy, rotation.policy);
  if (values.json) context.print(rotation);
  const [introduced, retired] = context.language === 'en' ? ['introduced', 'retired'] : ['启用', '停用'];
  for (const name of rotation.introduced) context.say(`+ ${introduced} ${name}`);
  for (const name of rotation.retired) context.say(`- ${retired} ${name}`);
  return 0;
};
