import { fill } from './area.ts';

interface Reason {
  readonly code: string;
  readonly params?: Readonly<Record<string, string | number | boolean | string[]>> | undefined;
}

/** Wording of reasons that answers carry as codes: Chinese, English. */
const wording: Readonly<Record<string, readonly [string, string]>> = {
  'case.wrong-role': ['不是承办本环节的角色', 'Another role handles this step'],
  'case.wrong-body': ['本环节由另一单位承办', 'Another body handles this step'],
  'case.wrong-jurisdiction': ['不在本地区办理', 'The case belongs to another jurisdiction'],
  'case.wrong-person': ['已转由另一人办理', 'The step was handed to another person'],
  'case.own-case': ['不能办理本单位发起的办件', 'Nobody decides a case of the own body'],
  'case.same-handler': [
    '复核须由另一经办人办理：作出原决定的人不能再办',
    'Another handler examines it again: whoever refused it may not',
  ],
  'case.interested': ['已声明回避', 'Has declared an interest'],
  'case.awaits-supplement': ['正等待申请主体补正', 'It waits for the applicant’s supplement'],
  'case.awaits-comment': ['正等待征求的意见', 'It waits for an opinion that was asked for'],
  'case.not-proposer': ['只有申请主体可以这样做', 'Only the applicant may do this'],
  'case.no-supplement-asked': ['没有要求补正', 'No supplement was asked for'],
  'case.joint-signer-against': ['会签单位不同意', 'A joint signer is against it'],
  'case.signature-missing': ['会签单位尚未签署', 'A joint signature is missing'],
  'case.no-comment-asked': ['没有征求意见', 'No comment was asked for'],
  'case.closed': ['本件已办结', 'The case is closed'],
  'case.not-current-step': ['不是当前环节', 'It is not the current step'],
  'grant.role-without-use': ['标识类字段没有可用用途', 'An identifier of this kind has no permitted use'],
  'grant.withheld-by-grade': [
    '因 L{{grade}} 级不可用于：{{uses}}',
    'Not permitted because of grade L{{grade}}: {{uses}}',
  ],
  'grant.not-declared': [
    '目录未声明概化层级或可计量，不可用于：{{uses}}',
    'No levels or measure declared in the catalogue, so not for: {{uses}}',
  ],
  'minimal.no-use': [
    '字段 {{field}} 按规则没有可用用途，可不申请',
    'By the rules nothing may be done with {{field}}: leave it out',
  ],
  'minimal.coarser': [
    '字段 {{field}} 另有较粗层级：{{levels}}；用途不需要原值时请按该层级使用',
    '{{field}} also stands there in coarser steps: {{levels}}; use these where your purpose does not need the value itself',
  ],
  'minimal.whole-entry': [
    '申请了该资源的全部字段和全部记录，请确认都为用途所需',
    'All fields and all records of the resource are asked for: make sure that the purpose needs each',
  ],
  'connector.address-refused': ['该地址不允许作为来源', 'This address may not be a source'],
  'connector.host-unknown': ['来源主机名无法解析', 'The host name of the source is unknown'],
  'connector.source-changed': ['来源已不再包含：{{columns}}', 'The source no longer has: {{columns}}'],
  'connector.source-failed': ['来源未正常应答（{{reason}}）', 'The source did not answer as it should ({{reason}})'],
  'connector.driver-missing': ['服务器上未安装驱动 {{driver}}', 'The driver {{driver}} is not installed'],
  'connector.folder-refused': ['该目录不在已开放的前置目录之下', 'The folder is not below the opened one'],
  'connector.workbook-unreadable': ['工作簿无法读取', 'The workbook cannot be read'],
  'connector.json-unreadable': ['第 {{record}} 条不是完整的 JSON 对象', 'Record {{record}} is no JSON object'],
  'connector.archive-without-table': [
    '压缩包中没有 .csv、.tsv 或 .txt 文件',
    'The archive holds no .csv, .tsv or .txt file',
  ],
  'connector.archive-headers-differ': [
    '压缩包中第 {{file}} 个文件的表头与第一个不同',
    'File {{file}} of the archive has another header than the first one',
  ],
  'connector.sheet-empty': ['工作簿中没有内容', 'No sheet of the workbook holds anything'],
  'connector.archive-refused': ['压缩包被拒绝', 'The archive is refused'],
  'mapping.known-field': ['与目录中的字段同名', 'Same name as a field of the entry'],
  'mapping.standard-element': ['与标准数据元相符', 'Fits a standard data element'],
  'mapping.unique': ['每条记录的值都不同', 'Every record has another value'],
  'mapping.codes': ['取值限于少数代码', 'Values are of a short list'],
  'mapping.no-values': ['样本中没有值', 'No value in the sample'],
  'mapping.type': ['由取值推断类型', 'Type inferred from the values'],
  'mapping.foreign-form': [
    '取值的写法入库前须改写（如“2026年1月5日”“1,234”）',
    'The way the values are written has to be changed first (such as “1,234”)',
  ],
  'mapping.uneven': [
    '{{records}} 条记录的列数与首行不同，上传后会被隔离',
    '{{records}} records have more or fewer columns than the first line; they will be quarantined',
  ],
  'mapping.type-differs': ['取值与声明的类型不符', 'Values do not fit the declared type'],
  'mapping.under-graded': ['声明的级别低于内容应有的级别', 'Graded lower than its content calls for'],
  'mapping.recognised-by-both': ['名称和取值都相符', 'Both name and values fit'],
  'mapping.recognised-by-name': ['名称相符', 'The name fits'],
  'mapping.recognised-by-values': ['取值相符', 'The values fit'],
  'mapping.no-header': ['首行不是列名', 'The first line holds no column names'],
  'vault.content-says': [
    '{{field}} 的值像是{{detector}}（应为 {{proposedGrade}} 级），目录登记为 {{declaredGrade}} 级、{{declaredRole}}',
    'The values of {{field}} look like {{detector}} (grade {{proposedGrade}}); the entry says grade {{declaredGrade}}, {{declaredRole}}',
  ],
  'vault.name-says': [
    '{{field}} 从名称看是{{detector}}（应为 {{proposedGrade}} 级），目录登记为 {{declaredGrade}} 级、{{declaredRole}}',
    'By its name {{field}} is {{detector}} (grade {{proposedGrade}}); the entry says grade {{declaredGrade}}, {{declaredRole}}',
  ],
  'vault.rounded': ['{{field}} 有 {{rows}} 个值按其类型取整', '{{rows}} values of {{field}} were rounded to its type'],
  'vault.header-unreadable': [
    '首行不是本资源的列名；首行应写目录字段的名称或标题',
    'The first line does not name the columns of this resource; it should hold names or titles of its fields',
  ],
  'vault.column-missing': ['缺少必填列：{{fields}}', 'Required columns are missing: {{fields}}'],
  'vault.column-unknown': [
    '第 {{positions}} 列不在目录字段中；删去这些列，或先在目录登记后再送',
    'Column {{positions}} is no field of the entry; take it out of the file, or add the field to the entry first',
  ],
  'vault.check-never-ends': [
    '检查该文件时服务已中断 {{times}} 次，不再重试；请换一种格式重新导出后再送',
    'The check of this file ended the service {{times}} times; it is not tried again. Export it in another format and send that',
  ],
  'vault.column-repeated': ['列重复：{{fields}}', 'Columns stand there twice: {{fields}}'],
  'vault.field-reserved': [
    '字段名不得以两个下划线开头：{{fields}}',
    'Names of fields must not begin with two underscores: {{fields}}',
  ],
  'vault.pattern-unsupported': [
    '{{fields}} 的格式规则使用了不支持的写法（环视、反向引用）',
    'The patterns of {{fields}} use what the checker does not know (look-around, back-references)',
  ],
  'vault.bound-malformed': ['{{fields}} 的上下限与其类型不符', 'The bounds of {{fields}} are no values of their type'],
  'vault.file-empty': ['文件为空', 'The file is empty'],
  'vault.format-unsupported': [
    '不支持这种文件；请用 CSV、Excel（.xlsx）、JSON、Parquet 或 CSV 的 zip 包',
    'This kind of file is not read; use CSV, Excel (.xlsx), JSON, Parquet or a zip of CSV files',
  ],
  'vault.encoding-unsupported': [
    '文件编码为 {{encoding}}；请用 UTF-8 或 GB18030',
    'The file is encoded in {{encoding}}; use UTF-8 or GB18030',
  ],
  'vault.line-too-long': ['第 {{line}} 行超过 16 MB', 'Line {{line}} is longer than 16 MB'],
  'vault.json-unreadable': ['文件中没有完整的 JSON 对象', 'The file holds no complete JSON object'],
  'vault.parquet-unreadable': ['Parquet 文件已损坏或不完整', 'The Parquet file is damaged or incomplete'],
  'vault.structure-differs': [
    '{{quarantined}} 条记录与批准的结构不符，整份未导入',
    '{{quarantined}} records are not what was approved; nothing was taken in',
  ],
  'vault.workbook-cut': ['工作簿过大，无法预览', 'The workbook is too large to be looked at beforehand'],
  'vault.no-rows': ['文件中没有记录', 'The file holds no records'],
  'vault.no-good-rows': ['没有一条记录通过校验', 'Not one record passed the checks'],
  'vault.records-differ': [
    '记录数不符：应为 {{expected}}，实为 {{found}}',
    'Records differ: {{expected}} expected, {{found}} found',
  ],
};

const UNWORDED = ['未说明的原因（{{code}}）', 'A reason without words yet ({{code}})'] as const;

/** Uses of a field, as a grant names them. */
const uses: Readonly<Record<string, readonly [string, string]>> = {
  project: ['取值', 'show values'],
  group: ['分组', 'group'],
  filter: ['筛选', 'filter'],
  compare: ['比较', 'compare'],
  join: ['连接', 'join'],
  'count-distinct': ['去重计数', 'count distinct'],
  sum: ['求和、平均', 'sum, average'],
  moment2: ['方差', 'variance'],
  quantile: ['分位数', 'quantiles'],
  rank: ['排名', 'rank'],
  feature: ['特征', 'feature'],
};

/** Closed lists that reasons name in their parameters. */
const named: Readonly<Record<string, readonly [string, string]>> = {
  'citizen-id': ['公民身份号码', 'citizen id numbers'],
  uscc: ['统一社会信用代码', 'unified social credit codes'],
  'bank-card': ['银行卡号', 'bank card numbers'],
  'old-citizen-id': ['旧式身份证号', 'old citizen id numbers'],
  vin: ['车辆识别代号', 'vehicle identification numbers'],
  plate: ['车牌号', 'number plates'],
  mobile: ['手机号', 'mobile numbers'],
  landline: ['固定电话', 'landline numbers'],
  'e-mail': ['电子邮箱', 'e-mail addresses'],
  passport: ['护照号', 'passport numbers'],
  'travel-permit': ['通行证号', 'travel permit numbers'],
  'organisation-code': ['组织机构代码', 'organisation codes'],
  address: ['住址', 'addresses'],
  'person-name': ['姓名', 'names of persons'],
  'diagnosis-code': ['疾病编码', 'diagnosis codes'],
  diagnosis: ['诊断', 'diagnoses'],
  longitude: ['经度', 'longitudes'],
  latitude: ['纬度', 'latitudes'],
  'ip-address': ['IP 地址', 'IP addresses'],
  'division-code': ['行政区划代码', 'division codes'],
  'birth-date': ['出生日期', 'dates of birth'],
  'direct-identifier': ['直接标识', 'direct identifier'],
  'entity-key': ['主体标识', 'entity key'],
  'quasi-identifier': ['准标识', 'quasi-identifier'],
  sensitive: ['敏感', 'sensitive'],
  other: ['一般', 'ordinary'],
};
const NAMING: ReadonlySet<string> = new Set(['detector', 'declaredRole']);

export const wordUse = (use: string, language: string): string => uses[use]?.[language === 'en' ? 1 : 0] ?? use;

/** The sentence for a reason; where there is none a sentence with its code, never nothing. */
export function wordReason(reason: Reason, language: string): string {
  const at = language === 'en' ? 1 : 0;
  const sentence = wording[reason.code]?.[at];
  if (!sentence) return fill(UNWORDED[at], { code: reason.code });
  const params = Object.entries(reason.params ?? {}).map(([name, value]) => [
    name,
    Array.isArray(value)
      ? value.map((one) => wordUse(one, language)).join(language === 'en' ? ', ' : '、')
      : ((NAMING.has(name) ? named[String(value)]?.[at] : undefined) ?? String(value)),
  ]);
  return fill(sentence, Object.fromEntries(params));
}
