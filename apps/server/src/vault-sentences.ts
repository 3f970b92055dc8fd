/** Sentences for what the vault and the engines answer: English, Chinese. Parameters never hold data. */
export const vaultSentences: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  'vault.content-says': [
    'The values of {field} look like {detector} (grade {proposedGrade}); it is declared as grade {declaredGrade}, {declaredRole}.',
    '{field} 的值像是 {detector}（{proposedGrade} 级），目录登记为 {declaredGrade} 级、{declaredRole}。',
  ],
  'vault.name-says': [
    'By its name {field} is {detector} (grade {proposedGrade}); it is declared as grade {declaredGrade}, {declaredRole}.',
    '{field} 从名称看是 {detector}（{proposedGrade} 级），目录登记为 {declaredGrade} 级、{declaredRole}。',
  ],
  'vault.rounded': ['{rows} values of {field} were rounded to its type.', '{field} 有 {rows} 个值按其类型取整。'],
  'vault.header-unreadable': [
    'The first line does not name the fields of this resource.',
    '首行不是本资源的信息项名称。',
  ],
  'vault.column-missing': ['Required columns are missing: {fields}.', '缺少必填列：{fields}。'],
  'vault.column-unknown': [
    'Columns that are not defined stand at position {positions}.',
    '第 {positions} 列不在信息项定义中。',
  ],
  'vault.check-never-ends': [
    'The check of this file ended the service {times} times before it was done; it is not tried again.',
    '检查该文件时服务已中断 {times} 次，不再重试。',
  ],
  'vault.column-repeated': ['Columns stand there twice: {fields}.', '列重复：{fields}。'],
  'vault.field-reserved': [
    'Field names must not begin with two underscores: {fields}.',
    '信息项名称不得以两个下划线开头：{fields}。',
  ],
  'vault.pattern-unsupported': [
    'The patterns of {fields} use what the checker does not know (look-around, back-references).',
    '{fields} 的格式规则使用了不支持的语法（环视、反向引用）。',
  ],
  'vault.bound-malformed': ['The bounds of {fields} are no values of their type.', '{fields} 的上下限与其类型不符。'],
  'vault.fields-missing': [
    'The resource has no fields yet; define them before delivering data.',
    '该资源尚未定义信息项，请先定义再交付数据。',
  ],
  'vault.file-empty': ['The file is empty.', '文件为空。'],
  'vault.format-unsupported': [
    'This is a {format} file; deliver CSV, Excel (.xlsx), JSON, Parquet or a zip of CSV files.',
    '这是 {format} 文件；请交付 CSV、Excel（.xlsx）、JSON、Parquet 或 CSV 的 zip 包。',
  ],
  'vault.encoding-unsupported': [
    'The file is encoded in {encoding}; deliver UTF-8 or GB18030.',
    '文件编码为 {encoding}；请使用 UTF-8 或 GB18030。',
  ],
  'vault.line-too-long': ['Line {line} is longer than 16 MB.', '第 {line} 行超过 16 MB。'],
  'vault.parquet-unreadable': ['The Parquet file is damaged or incomplete.', 'Parquet 文件已损坏或不完整。'],
  'vault.digest-differs': [
    'The bytes received are not the ones that were announced.',
    '收到的内容与声明的摘要不一致。',
  ],
  'vault.records-differ': [
    '{expected} records were announced, {found} found.',
    '声明 {expected} 条记录，实际 {found} 条。',
  ],
  'vault.structure-differs': [
    '{quarantined} records are not what was approved; nothing was taken in.',
    '{quarantined} 条记录与批准的结构不符；文件未导入。',
  ],
  'vault.no-rows': ['The file has a header and no records.', '文件只有表头，没有记录。'],
  'vault.no-good-rows': [
    'None of the {quarantined} records is good; see the quarantine.',
    '{quarantined} 条记录无一合格；请查看隔离区。',
  ],
  'vault.quarantine-too-large': [
    'More than {most} records are quarantined; take the CSV file.',
    '隔离记录超过 {most} 条，请下载 CSV 文件。',
  ],
  'vault.upload-too-large': ['The file is larger than {maxBytes} bytes.', '文件超过 {maxBytes} 字节。'],
  'connector.archive-refused': ['The archive is refused: {reason}.', '压缩包被拒绝：{reason}。'],
  'connector.archive-without-table': [
    'The archive holds no .csv, .tsv or .txt file.',
    '压缩包中没有 .csv、.tsv 或 .txt 文件。',
  ],
  'connector.archive-headers-differ': [
    'File {file} of the archive has another header than the first one.',
    '压缩包中第 {file} 个文件的表头与第一个不同。',
  ],
  'connector.workbook-unreadable': [
    'The workbook cannot be read; save it again as .xlsx.',
    '工作簿无法读取；请重新保存为 .xlsx。',
  ],
  'connector.sheet-empty': ['No sheet of the workbook holds anything.', '工作簿中没有内容。'],
  'connector.json-unreadable': [
    'Record {record} is no JSON object, or is cut.',
    '第 {record} 条不是完整的 JSON 对象。',
  ],
  'connector.address-refused': [
    'This address leads into the server itself or to where no source may be.',
    '该地址指向服务器自身或不允许作为来源的位置。',
  ],
  'connector.host-unknown': ['The host name of the source is unknown.', '来源主机名无法解析。'],
  'connector.source-changed': ['The source no longer has: {columns}.', '来源已不再包含：{columns}。'],
  'connector.source-failed': ['The source did not answer as it should ({reason}).', '来源未正常应答（{reason}）。'],
  'connector.driver-missing': [
    'The driver {driver} is not installed on the server; its operator can add it with npm.',
    '服务器上未安装驱动 {driver}，请由运维人员用 npm 安装。',
  ],
  'connector.folder-refused': [
    'The folder is not below the one opened for drop folders.',
    '该目录不在已开放的前置目录之下。',
  ],
  'vault.source-not-found': ['There is no such source.', '该来源不存在。'],
  'vault.source-fields-unknown': ['The resource has no fields {fields}.', '资源没有信息项 {fields}。'],
  'vault.source-mode-mismatch': [
    'A source that is read from where it stopped adds to the data; it cannot replace it.',
    '增量来源只能追加数据，不能整体替换。',
  ],
  'vault.workbook-cut': [
    'The workbook is too large to be looked at; deliver its first rows alone.',
    '工作簿过大，无法预览；请只提供前若干行。',
  ],
  'vault.nothing-quarantined': ['Nothing of this batch is in quarantine.', '该批次没有被隔离的记录。'],
  'vault.batch-superseded': [
    'A later delivery has replaced the data of this batch; correct that one.',
    '该批次的数据已被后续交付替换；请更正后续批次。',
  ],
  'vault.line-column-missing': [
    'The column {column} of the exported quarantine file is missing or has no numbers; keep it as it was.',
    '缺少隔离文件中的 {column} 列或其值不是行号；请保留该列原值。',
  ],
  'vault.lines-not-quarantined': [
    'Lines {lines} are not in the quarantine of this batch.',
    '第 {lines} 行不在该批次的隔离区中。',
  ],
  'vault.lines-corrected-already': ['Lines {lines} were corrected before.', '第 {lines} 行此前已更正。'],
  'vault.json-unreadable': ['The file holds no complete JSON object.', '文件中没有完整的 JSON 对象。'],
  'vault.batch-not-found': ['There is no such batch.', '批次不存在。'],
  'vault.epoch-not-found': ['There is no such data epoch.', '数据版本不存在。'],
  'vault.epoch-destroyed': ['This data was destroyed.', '该数据已销毁。'],
  'vault.key-destroyed': ['The key of this data was destroyed.', '该数据的密钥已销毁。'],
  'vault.destruction-not-found': ['There is no such destruction.', '该销毁事项不存在。'],
  'vault.destruction-open': ['The destruction of this was already asked for.', '已有针对该对象的销毁申请。'],
  'vault.destruction-settled': ['This request is closed: {state}.', '该申请已办结：{state}。'],
  'vault.already-approved': ['You have approved this; a second person must approve too.', '您已批准；还需另一人批准。'],
  'vault.not-requester': ['Only whoever asked for it may take it back.', '仅申请人可以撤回。'],
  'vault.not-destroyed-yet': ['This is not destroyed yet; there is no certificate.', '尚未销毁，没有销毁证明。'],
  'vault.nothing-to-destroy': ['There is nothing left to destroy.', '没有可销毁的内容。'],
  'vault.batch-in-work': [
    'A delivery of this resource is being checked; ask again when it is done.',
    '该资源有批次正在校验；请在完成后再申请。',
  ],
  'vault.entities-differ': ['The two fields name different kinds of entities.', '两个标识项对应的主体类型不同。'],
  'vault.erasure-not-found': ['There is no such request.', '该更正删除事项不存在。'],
  'vault.erasure-settled': ['This request is closed: {state}.', '该事项已办结：{state}。'],
  'vault.not-an-entity-key': ['{field} is no entity key of this resource.', '{field} 不是该资源的主体标识项。'],
  'vault.nothing-to-correct': ['No corrected value was given.', '未给出更正后的值。'],
  'vault.field-not-correctable': [
    '{field} names whom a record is about, or may stand only once; it cannot be corrected.',
    '{field} 是主体标识或唯一项，不能更正。',
  ],
  'vault.person-not-held': ['This data holds nobody with this key.', '该数据中没有此标识对应的主体。'],
  'vault.correction-faulty': [
    'The corrected value of {field} breaks the rule {rule}.',
    '{field} 更正后的值不符合规则 {rule}。',
  ],
  'vault.workspace-destroyed': ['The workspace of this grant was destroyed.', '该授权的工作空间已销毁。'],
  'ledger.must-be-kept': [
    'These log lines must be kept until {until} ({months} months).',
    '这些日志须保存至 {until}（{months} 个月）。',
  ],
  'vault.cache-full': ['Too much data is open at once; try again in a moment.', '同时打开的数据过多，请稍后再试。'],
  'engine.deadline': [
    'The query took longer than {deadlineMs} ms and was stopped.',
    '查询超过 {deadlineMs} 毫秒，已终止。',
  ],
  'engine.busy': ['All engine workers are busy; try again in a moment.', '计算引擎繁忙，请稍后再试。'],
  'engine.crashed': ['The engine worker ended unexpectedly; try again.', '计算进程意外结束，请重试。'],
  'engine.failed': ['The engine could not run this.', '计算引擎执行失败。'],
  'engine.result-too-large': ['The result is too large.', '结果过大。'],
};
