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
  'http.invalid': ['{field} is not valid.', '{field} 有误。'],
  'keys.no-installation': ['{folder} holds no installation.', '{folder} 中没有安装。'],
  'ledger.checkpoint-malformed': ['The last checkpoint cannot be read.', '最后一个检查点无法读取。'],
  'ledger.fenced': ['Another server has taken over the log.', '日志已由另一台服务器接管。'],
  'ledger.key-malformed': ['{file} holds no key of the log.', '{file} 中没有日志密钥。'],
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
  'profile.circular-base': ['The rules {profile} inherit from themselves.', '规则 {profile} 循环继承。'],
  'profile.double-version': [
    'The rules {profile} have version {version} twice.',
    '规则 {profile} 的版本 {version} 重复。',
  ],
  'profile.invalid-value': ['The rules {profile} are not valid at {key}.', '规则 {profile} 的 {key} 有误。'],
  'profile.unknown-base': ['The rules {profile} inherit from what is not there.', '规则 {profile} 继承的规则不存在。'],
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
  'ledger.checkpoint-not-found': ['No checkpoint is found at {place}.', '{place} 处没有检查点。'],
  'restore.original-unsettled': [
    'The original may have signed more since this backup, and may be running still. Say what became of it: --newer-log with its log, a checkpoint or its address; --new-origin to go on under a new name; or --original-is-gone if you know that it signed nothing after the backup.',
    '原平台在此备份之后可能又签过名，或仍在运行。请说明其情况：--newer-log 给出其日志、检查点或地址；--new-origin 以新日志名继续；或确知其此后未签名时用 --original-is-gone。',
  ],
  'restore.newer-log-foreign': [
    'The newer log is not signed by the keys of this backup: it is another one, or its keys were changed since. Then use --new-origin.',
    '较新的日志并非由此备份的密钥签名：或为另一日志，或此后更换过密钥。请使用 --new-origin。',
  ],
  'restore.newer-log-older': [
    'The checkpoint given is of {found} entries, older than the backup’s own of {size}: it does not say what came after.',
    '所给检查点为 {found} 条，早于备份自身的 {size} 条，不能说明此后的情况。',
  ],
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
