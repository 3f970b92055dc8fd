/** Sentences by code: English, Chinese. What is said at a start that fails is one sentence that names what to do. */
export const sentences: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  'database.in-use': [
    'Another sluice (process {pid}, {address}) already uses the data folder {folder}; stop it or choose another folder with --data.',
    '数据目录 {folder} 正被另一个 sluice（进程 {pid}，{address}）使用；请先停止它，或用 --data 指定其他目录。',
  ],
  'database.in-use-unserved': [
    'Another sluice (process {pid}) already works on the data folder {folder}, and does not answer yet; stop it or choose another folder with --data.',
    '另一个 sluice（进程 {pid}）正在使用数据目录 {folder}，尚未开始服务；请先停止它，或用 --data 指定其他目录。',
  ],
  'database.folder-not-writable': [
    'The data folder {folder} cannot be written; give this user the right to it or choose another with --data.',
    '数据目录 {folder} 不可写；请为当前用户授权，或用 --data 指定其他目录。',
  ],
  'database.folder-of-another': [
    'The data folder {folder} is used by the user {user}; start as that user, or choose another folder with --data.',
    '数据目录 {folder} 由用户 {user} 使用；请以该用户启动，或用 --data 指定其他目录。',
  ],
  'database.disk-full': [
    'The disk of the data folder {folder} is full; free some space (at least 300 MB) and start again.',
    '数据目录 {folder} 所在磁盘空间不足；请至少腾出 300 MB 后重新启动。',
  ],
  'database.version-mismatch': [
    'The database in {folder} was made by another major version of PostgreSQL; start the version that made it and move the data over.',
    '{folder} 中的数据库由其他主版本的 PostgreSQL 创建；请用原版本启动并迁移数据。',
  ],
  'database.start-failed': [
    'The embedded PostgreSQL did not start; its own words are in {log}.',
    '内置 PostgreSQL 未能启动；详情见 {log}。',
  ],
  'database.no-programs': [
    'There is no embedded PostgreSQL for {platform}; run one yourself and name it in DATABASE_URL.',
    '没有适用于 {platform} 的内置 PostgreSQL；请自行运行并用 DATABASE_URL 指定。',
  ],
  'database.no-service-account': [
    "PostgreSQL may not run as root and the account '{account}' could not be made; make it or start as another user.",
    'PostgreSQL 不能以 root 运行，且账户“{account}”创建失败；请创建该账户或换用其他用户启动。',
  ],
  'database.url-wrong': [
    '{setting} does not lead to a PostgreSQL that can be used ({reason}); check host, port, user, password and database name.',
    '{setting} 指向的 PostgreSQL 无法使用（{reason}）；请检查主机、端口、用户、口令和库名。',
  ],
  'database.migration-changed': [
    'The migration {name} was edited after this database had run it; restore the file.',
    '迁移文件 {name} 在执行后被修改；请恢复原文件。',
  ],
  'server.database-in-use': [
    'Another server is using this database; stop it, or name another DATABASE_URL.',
    '另一台服务器正在使用该数据库；请先停止，或另设 DATABASE_URL。',
  ],
  'server.other-installation': [
    'This database belongs to another data folder than {folder}: its keys and its log are not here.',
    '该数据库属于另一数据目录，而非 {folder}：其密钥与日志不在此处。',
  ],
  'server.city-loading': [
    'The demo city is still loading ({percent} %); look again in a moment.',
    '演示城市正在加载（{percent}%），请稍候。',
  ],
  'server.checkpoint-awaited': [
    'The log has not shown its first checkpoint yet; look again in a moment.',
    '日志尚未公布首个检查点，请稍候。',
  ],
  'server.port-in-use': [
    'Port {port} on {host} is already taken; stop what uses it or choose another with --port.',
    '{host} 的端口 {port} 已被占用；请停止占用的程序，或用 --port 指定其他端口。',
  ],
  'server.port-not-allowed': [
    'This user may not open port {port}; choose one above 1023 with --port.',
    '当前用户无权打开端口 {port}；请用 --port 指定大于 1023 的端口。',
  ],
  'server.host-unknown': [
    '{host} is not an address of this machine; choose one with --host.',
    '{host} 不是本机地址；请用 --host 指定。',
  ],
  'server.sandbox-required': [
    'There is no working bubblewrap, and --require-sandbox was asked for; install bubblewrap.',
    '要求使用沙箱（--require-sandbox），但 bubblewrap 不可用；请安装 bubblewrap。',
  ],
  'server.witness-policy-missing': [
    'The witness policy {file} cannot be read; check --witness-policy.',
    '无法读取见证策略 {file}；请检查 --witness-policy。',
  ],
  'server.timestamp-roots-missing': [
    'The root certificates {file} cannot be read; check --timestamp-roots.',
    '无法读取根证书 {file}；请检查 --timestamp-roots。',
  ],
  'ledger.timestamp-roots-malformed': [
    'The root certificates of the authority of time are not PEM certificates.',
    '时间戳机构的根证书不是 PEM 证书。',
  ],
  'ledger.policy-malformed': [
    'The witness policy is malformed; it has to be a trust policy as c2sp.org/tlog-policy describes.',
    '见证策略格式有误；应为 c2sp.org/tlog-policy 所述的信任策略。',
  ],
  'ledger.policy-other-log': [
    'The witness policy names another log than this one; take its log line out or use this log’s own keys.',
    '见证策略中的日志不是本日志；请去掉其 log 行，或使用本日志的公钥。',
  ],
  'ledger.quorum-none': [
    'The witness policy asks for nobody (quorum none), and --require-witnesses was given; name a quorum.',
    '见证策略未规定数量（quorum none），却给出了 --require-witnesses；请在策略中规定。',
  ],
  'witness.no-log': [
    'Name the log to watch: --log-vkey with a key from its policy (/log/keys).',
    '请指明所见证的日志：--log-vkey 加其信任策略（/log/keys）中的公钥。',
  ],
  'witness.log-key-malformed': ['{vkey} is not the key of a log.', '{vkey} 不是日志公钥。'],
  'witness.name-malformed': [
    '{name} is no name of a key: no spaces and no plus sign.',
    '{name} 不能用作公钥名称：不得含空格和加号。',
  ],
  'witness.key-malformed': [
    'The key file {file} of the witness cannot be read; restore it, or take another folder.',
    '见证者的密钥文件 {file} 无法解读；请恢复该文件，或换用其他目录。',
  ],
  'witness.state-lost': [
    'The witness in {folder} has its key and no longer what it cosigned, so it cannot tell a fork from the log. Take an empty folder and hand out the new key.',
    '{folder} 中的见证者仍有密钥，但其附签过的内容已丢失，无法辨别分叉。请换用空目录，并公布新的公钥。',
  ],
  'http.session-required': ['Sign in first.', '请先登录。'],
  'http.session-unknown': ['The session has ended; sign in again.', '会话已结束，请重新登录。'],
  'http.key-required': [
    'This call needs an access key: Authorization: Bearer <key>.',
    '此调用需要访问密钥：Authorization: Bearer <key>。',
  ],
  'http.key-unknown': ['The access key is unknown or no longer valid.', '访问密钥不存在或已失效。'],
  'http.input-invalid': [
    'The request does not fit the contract; see issues for each place.',
    '请求不符合接口约定，具体位置见 issues。',
  ],
  'http.json-malformed': ['The body is not valid JSON.', '请求体不是有效的 JSON。'],
  'http.media-type': ['Send the body as {expected}.', '请以 {expected} 发送请求体。'],
  'http.body-too-large': ['The body is larger than {limit} bytes.', '请求体超过 {limit} 字节。'],
  'http.no-such-route': ['The interface has no such address.', '接口中没有此地址。'],
  'http.method-not-allowed': ['This address allows only: {allow}.', '此地址仅允许：{allow}。'],
  'http.too-many-requests': [
    'Too many requests; try again in {retryAfterSeconds} s.',
    '请求过于频繁，请在 {retryAfterSeconds} 秒后重试。',
  ],
  'http.request-header-missing': [
    'A write from a browser needs the header {header}.',
    '浏览器写操作需要请求头 {header}。',
  ],
  'http.disk-full': [
    'The disk of this installation is full; nothing was taken. Try again once there is room.',
    '服务器磁盘已满，未接收任何内容；腾出空间后请重试。',
  ],
  'http.idempotency-key-malformed': [
    'An idempotency key has 16 to 128 printable characters.',
    '幂等键应为 16 至 128 个可见字符。',
  ],
  'http.idempotency-key-reused': [
    'This idempotency key was already used for another request.',
    '此幂等键已用于另一请求。',
  ],
  'http.idempotency-in-progress': [
    'A request with this idempotency key is still running.',
    '使用此幂等键的请求仍在处理中。',
  ],
  'http.idempotency-effect-stands': [
    'The request with this idempotency key took effect, but its answer is lost; read the object.',
    '使用此幂等键的请求已生效，但应答已丢失；请直接读取对象。',
  ],
  'calendar.invalid-day': [
    'The day {day} does not fit in the calendar of {year}.',
    '日期 {day} 不能列入 {year} 年工作日历。',
  ],
  'calendar.statutory-day-missing': [
    'The calendar of {year} must name the statutory holiday {day} as a day off.',
    '{year} 年工作日历未将法定节日 {day} 列为休息日。',
  ],
  'calendar.year-not-covered': [
    'The working days of {year} are not known yet; the calendar reaches to {toYear}.',
    '{year} 年的工作日安排尚未载入；工作日历至 {toYear} 年为止。',
  ],
  'calendar.year-not-next': [
    'The year {year} would leave a gap; the next one to load is {next}.',
    '{year} 年与已载入年份不连续；应先载入 {next} 年。',
  ],
  'password.changed-meanwhile': ['The password was changed meanwhile; sign in again.', '口令已被更改；请重新登录。'],
  'password.unchanged': ['The new password must differ from the old one.', '新口令不得与原口令相同。'],
  'session.wrong-password': ['The old password is wrong.', '原口令不正确。'],
  'session.wrong-credentials': ['Account or password is wrong.', '账户或口令不正确。'],
  'session.slowed': [
    'Too many wrong passwords for this account; try again in {retryAfterSeconds} s.',
    '该账户近期口令错误次数过多，请在 {retryAfterSeconds} 秒后重试。',
  ],
  'session.address-slowed': [
    'Too many wrong passwords from this address; try again in {retryAfterSeconds} s.',
    '来自该地址的口令错误次数过多，请在 {retryAfterSeconds} 秒后重试。',
  ],
  'session.no-membership': [
    'The account acts for no body at present; its body or the administrator can change that.',
    '该账户目前不代表任何机构；请联系所在机构或平台管理员。',
  ],
  'vault.approved-by-body': [
    'Somebody of your body has approved this; the second approval comes from another body.',
    '您所在机构已有人批准；第二份批准须来自另一机构。',
  ],
  'log.file-unknown': ['The log has no such file.', '日志中没有该文件。'],
  'clock.not-controllable': ['The clock of this server cannot be moved.', '此服务器的时钟不可调整。'],
  'clock.only-forward': ['The clock moves forward only.', '时钟只能向前调整。'],
};
