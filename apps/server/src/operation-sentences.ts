/** Sentences for whoever runs an installation: English, Chinese. */
export const operationSentences: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  'audit.no-evidence': ['{folder} holds no evidence to audit.', '{folder} 中没有可审计的存证。'],
  'backup.external-database': [
    'The database is not run by this installation; back it up where it runs.',
    '数据库不由本系统运行，请在其所在处备份。',
  ],
  'backup.inside-data': [
    'A backup does not lie inside the data folder: {folder}.',
    '备份不能放在数据目录内：{folder}。',
  ],
  'backup.keys-not-apart': [
    'Keys are kept apart from what they open: {keysTo} lies within {to}, or the other way round.',
    '密钥须与备份分开存放：{keysTo} 与 {to} 有包含关系。',
  ],
  'backup.no-installation': ['{folder} holds no installation.', '{folder} 中没有安装。'],
  'clock.not-administrator': ['Only the system administrator moves the clock.', '只有系统管理员可以调整时钟。'],
  'database.busy': ['Another change of the same thing came first; try again.', '同一事项刚被他人修改，请重试。'],
  'database.check': ['A value is out of its bounds.', '某个值超出允许范围。'],
  'database.exists': ['{folder} holds a database already.', '{folder} 中已有数据库。'],
  'database.not-running': ['The database of {folder} is not running.', '{folder} 的数据库未运行。'],
  'database.unavailable': ['The database does not answer; try again shortly.', '数据库暂无响应，请稍后重试。'],
  'database.unique': ['This exists already.', '已存在相同的记录。'],
  'keys.no-installation': ['{folder} holds no installation.', '{folder} 中没有安装。'],
  'ledger.closed': [
    'The evidence log cannot go on ({because}); nothing is written until it can.',
    '存证日志暂时无法续写（{because}），在恢复之前不接受写入。',
  ],
  'ledger.entry-altered': [
    'Entry {entry} (index {index}) is not what was signed; the log stops here.',
    '第 {index} 条存证 {entry} 与签名内容不符，日志停止续写。',
  ],
  'ledger.log-diverged': [
    'The database and the signed log of {signed} entries have gone different ways.',
    '数据库与已签名的 {signed} 条日志不一致。',
  ],
  'ledger.receipt-late': [
    'It is written; the receipt of {entry} is late and can be fetched shortly.',
    '已写入；{entry} 的回执稍后可取。',
  ],
  'ledger.rollback-detected': [
    'The database ({database} entries) is behind the signed log ({signed}); nothing is signed. See the guide on restores.',
    '数据库（{database} 条）落后于已签名的日志（{signed} 条），不再签名。请参阅恢复指南。',
  ],
  'ledger.stream-unknown': ['There is no stream {stream}.', '没有存证流 {stream}。'],
  'lineage.unknown': ['Nothing is known about {id}.', '没有关于 {id} 的血缘记录。'],
  'profile.not-in-force': [
    'The rules of {jurisdiction} are in force from {from} until {until}.',
    '{jurisdiction} 的规则有效期为 {from} 至 {until}。',
  ],
  'profile.unknown-jurisdiction': ['No rules are known for {jurisdiction}.', '没有 {jurisdiction} 的规则。'],
  'profile.unknown-version': [
    'The rules of {jurisdiction} have no version {version}.',
    '{jurisdiction} 的规则没有版本 {version}。',
  ],
  'restore.file-damaged': ['{file} is damaged; nothing was restored.', '{file} 已损坏，未作任何恢复。'],
  'restore.file-missing': ['{file} is missing; nothing was restored.', '缺少 {file}，未作任何恢复。'],
  'restore.keys-expired': [
    'The keys of backup {backup} were to be kept until {at} only.',
    '备份 {backup} 的密钥保存期已于 {at} 届满。',
  ],
  'restore.keys-missing': ['{folder} holds no keys for backup {backup}.', '{folder} 中没有备份 {backup} 的密钥。'],
  'restore.manifest-changed': [
    'The list of backup {backup} was changed; nothing was restored.',
    '备份 {backup} 的清单被修改，未作任何恢复。',
  ],
  'restore.manifest-malformed': ['{file} is no list of a backup.', '{file} 不是备份清单。'],
  'restore.no-backup': ['{folder} holds no backup.', '{folder} 中没有备份。'],
  'restore.target-not-empty': ['{folder} is not empty.', '{folder} 不是空目录。'],
  'server.interrupted': ['The start was interrupted.', '启动被中断。'],
  'server.restore-unfinished': [
    'A restore into {folder} did not end; begin it again into an empty folder.',
    '{folder} 的恢复未完成，请在空目录中重新恢复。',
  ],
  'vault.field-unknown': ['The resource has these fields only: {known}.', '该资源只有以下信息项：{known}。'],
  'vault.key-exists': ['The key {key} exists already.', '密钥 {key} 已存在。'],
  'vault.key-file-open': [
    '{file} may be read by others; its mode must be 0600.',
    '{file} 可被他人读取，权限须为 0600。',
  ],
  'vault.key-malformed': ['{file} holds no key.', '{file} 中没有密钥。'],
  'vault.key-service-down': ['The key service does not answer; try again shortly.', '密钥服务无响应，请稍后重试。'],
  'vault.master-key-missing': ['The master key {version} is missing.', '缺少主密钥 {version}。'],
};
