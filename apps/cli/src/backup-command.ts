import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { backUpFolder } from '@sluice/server';
import { DomainError } from '@sluice/kernel';
import { missing, readFlags, type Command } from './command.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const KEEP_KEYS_DAYS = 35;
const EXAMPLE = 'npx sluice backup --to /backup/data --keys-to /safe/keys';

const help = {
  en: `sluice backup — back up an installation, running or stopped

  --to DIR              where the data goes, in a folder of its own; nothing in it opens anything
  --keys-to DIR         where the keys go: another disk, never the same folder
  --keep-keys-days N    days until the escrowed keys expire, ${KEEP_KEYS_DAYS} unless said; the next backup removes them
  --data DIR            the data folder, ./var/data of the checkout unless said (or SLUICE_DATA)
  --json                one JSON document

  Log, database with its WAL, sealed files and settings, with a manifest of digests. An external PostgreSQL is backed up
  with its own tools.

  npx sluice backup --data ./var/mine --to /backup/data --keys-to /safe/keys
`,
  'zh-CN': `sluice backup — 备份一个安装（运行中或已停止）

  --to 目录             数据备份位置，每次备份一个文件夹；其中没有任何密钥
  --keys-to 目录        密钥托管位置：应为另一磁盘，不可与数据同处
  --keep-keys-days N    托管密钥的有效天数，默认 ${KEEP_KEYS_DAYS}；到期后由下一次备份清除
  --data 目录           数据目录，默认为项目下的 ./var/data（或环境变量 SLUICE_DATA）
  --json                输出一个 JSON 文档

  包含日志、数据库及其 WAL、密封文件与设置，并附摘要清单。外部 PostgreSQL 请用其自带工具备份。

  npx sluice backup --data ./var/mine --to /backup/data --keys-to /safe/keys
`,
} as const;

export const backupCommand: Command = async (context) => {
  const { values } = readFlags(context.args, {
    to: { type: 'string' },
    'keys-to': { type: 'string' },
    'keep-keys-days': { type: 'string' },
    data: { type: 'string' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help) {
    process.stdout.write(help[context.language]);
    return 0;
  }
  if (values.to === undefined) throw missing('--to DIR', EXAMPLE);
  if (values['keys-to'] === undefined) throw missing('--keys-to DIR', EXAMPLE);
  const done = await backUpFolder({
    dataFolder: resolve(values.data ?? context.environment['SLUICE_DATA'] ?? join(root, 'var/data')),
    to: resolve(values.to),
    keysTo: resolve(values['keys-to']),
    keepKeysDays: daysOf(values['keep-keys-days']),
    databaseUrl: context.environment['DATABASE_URL'],
    keyService: context.environment['SLUICE_KEY_SERVICE'],
  });
  if (values.json) context.print(done);
  const mb = (done.bytes / 1_000_000).toFixed(1);
  context.say(
    context.language === 'en'
      ? `✓ ${done.backup}: ${done.files} files, ${mb} MB, log of ${done.logSize} entries → ${done.folder}`
      : `✓ ${done.backup}：${done.files} 个文件，${mb} MB，日志 ${done.logSize} 条 → ${done.folder}`,
  );
  context.say(
    context.language === 'en'
      ? `  keys → ${done.keysFolder}, until ${done.keysExpireAt}`
      : `  密钥 → ${done.keysFolder}，有效至 ${done.keysExpireAt}`,
  );
  return 0;
};

function daysOf(text: string | undefined): number {
  if (text === undefined) return KEEP_KEYS_DAYS;
  const days = Number(text);
  if (!Number.isInteger(days) || days < 1 || days > 3_650)
    throw new DomainError('cli.usage', 'invalid', { word: `--keep-keys-days ${text}` });
  return days;
}
