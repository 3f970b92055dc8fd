import { wording } from '@sluice/server/wording';
import type { Params } from '@sluice/kernel';

const own: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  'cli.usage': ["'{word}' is not understood here; see: sluice help", '无法识别“{word}”；请查看：sluice help'],
  'cli.value-not-taken': ['{word} is not possible; possible: {allowed}', '{word} 不可用；可用：{allowed}'],
  'cli.argument-missing': ['{what} is missing, as in: {example}', '缺少 {what}，例如：{example}'],
  'cli.file-missing': ['There is no file {file}.', '文件 {file} 不存在。'],
  'cli.cases-malformed': [
    '{file} does not hold a list of attack cases (id, rule, expect, attack).',
    '{file} 不是有效的攻击用例列表（id、rule、expect、attack）。',
  ],
  'cli.history-busy': [
    'Another call holds the history {file}; if none runs, remove {lock}.',
    '历史文件 {file} 正被使用；若无其他调用，请删除 {lock}。',
  ],
  'cli.history-malformed': ['{file} is not a history of releases.', '{file} 不是有效的放行历史文件。'],
  'cli.grant-malformed': ['The grant file is not right at {part}.', '授权文件有误：{part}。'],
  'demo.server-unreachable': ['No server answers at {url}.', '{url} 没有服务器应答。'],
  'demo.step-failed': [
    'The demo stopped in {jurisdiction} after step {after}: {answer}',
    '演示在 {jurisdiction} 的步骤 {after} 之后停止：{answer}',
  ],
  'cli.server-unreachable': ['No server answers at {url}.', '{url} 没有服务器应答。'],
  'cli.credentials-missing': [
    'Name who loads it: --administrator FILE, or --account NAME with SLUICE_PASSWORD.',
    '请指明操作者：--administrator 文件，或 --account 账户并设置 SLUICE_PASSWORD。',
  ],
  'cli.calendar-malformed': [
    '{file} does not hold a year with its days off, working weekends and source.',
    '{file} 不是有效的年度日历（年份、休息日、调休上班日、来源）。',
  ],
  'cli.folder-not-writable': ['The folder {folder} cannot be made.', '无法创建文件夹 {folder}。'],
  'cli.fields-malformed': [
    '{file} is not right at {part}: a list of fields, each with name, title, type, required, role and grade (docs/guide/sources.md).',
    '{file} 在 {part} 处有误：应为字段列表，每项含 name、title、type、required、role 和 grade（见 docs/guide/sources.md）。',
  ],
  'cli.json-malformed': ['{file} is not JSON: line {line}.', '{file} 不是有效的 JSON：第 {line} 行。'],
  'audit.no-evidence': ['{folder} holds no evidence log.', '{folder} 中没有存证日志。'],
  'backup.no-installation': ['{folder} holds no installation.', '{folder} 中没有安装。'],
  'backup.external-database': [
    'DATABASE_URL names a PostgreSQL of your own: back it up with its own tools, and the data folder beside it.',
    'DATABASE_URL 指向自有的 PostgreSQL：请用其自带工具备份，并另行备份数据目录。',
  ],
  'backup.keys-not-apart': [
    'Data and keys must not lie one inside the other; choose another --keys-to.',
    '数据与密钥不可放在一处；请另选 --keys-to。',
  ],
  'backup.inside-data': [
    'A backup inside the data folder is none; choose another place than {folder}.',
    '备份不可放在数据目录之内；请另选位置，而非 {folder}。',
  ],
  'restore.no-backup': ['{folder} holds no whole backup.', '{folder} 中没有完整的备份。'],
  'restore.keys-missing': ['{folder} holds no keys of {backup}.', '{folder} 中没有 {backup} 的密钥。'],
  'restore.keys-expired': ['The escrowed keys of {backup} expired on {at}.', '{backup} 的托管密钥已于 {at} 失效。'],
  'restore.target-not-empty': ['{folder} is not empty; choose a folder that is.', '{folder} 不为空；请选择空目录。'],
  'database.exists': [
    'A database lies in {folder} already; remove it if it belongs to nothing any more.',
    '{folder} 中已有数据库；若已无归属，请先删除。',
  ],
  'restore.file-damaged': [
    '{file} is not what the manifest says: the backup is damaged.',
    '{file} 与清单不符：备份已损坏。',
  ],
  'restore.file-missing': ['{file} is missing: the backup is not whole.', '缺少 {file}：备份不完整。'],
  'restore.manifest-malformed': ['{file} is no manifest that can be read.', '{file} 不是可读的清单。'],
  'restore.manifest-changed': [
    'The manifest of {backup} is not the one that its keys were escrowed with.',
    '{backup} 的清单与托管密钥时的清单不同。',
  ],
  'server.restore-unfinished': [
    'The restore into {folder} did not end; empty the folder and restore again.',
    '恢复到 {folder} 未完成；请清空该目录后重新恢复。',
  ],
  'keys.no-installation': ['{folder} holds no keys.', '{folder} 中没有密钥。'],
  'vault.key-file-open': [
    'Others may read {file}; make it readable by its owner alone (chmod 600).',
    '其他用户可读取 {file}；请设为仅所有者可读（chmod 600）。',
  ],
  'vault.key-malformed': ['{file} is no master key.', '{file} 不是主密钥。'],
  'vault.master-key-missing': [
    'The master key {version} that wrapped these keys is not there.',
    '封装这些密钥的主密钥 {version} 不存在。',
  ],
  'vault.key-service-down': ['The key service does not answer as it should.', '密钥服务未能正常应答。'],
  'cli.command-unknown': ["There is no command '{word}'; see: sluice help", '没有命令“{word}”；请查看：sluice help'],
};

/** One sentence for a code; the code itself where no sentence is known. */
export function sentenceOf(thrown: string, params: Params, language: 'en' | 'zh-CN'): string {
  // Who holds a folder has an address only once it serves.
  const code = thrown === 'database.in-use' && params['address'] === undefined ? 'database.in-use-unserved' : thrown;
  const [en, zh] = own[code] ?? [];
  const sentence = language === 'en' ? en : zh;
  if (sentence) return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''));
  return wording(code, params, language) ?? code;
}
