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
  'connector.archive-refused': ['压缩包被拒绝', 'The archive is refused'],
  'mapping.known-field': ['与目录中的字段同名', 'Same name as a field of the entry'],
  'mapping.standard-element': ['与标准数据元相符', 'Fits a standard data element'],
  'mapping.unique': ['每条记录的值都不同', 'Every record has another value'],
  'mapping.codes': ['取值限于少数代码', 'Values are of a short list'],
  'mapping.no-values': ['样本中没有值', 'No value in the sample'],
  'mapping.type': ['由取值推断类型', 'Type inferred from the values'],
  'mapping.foreign-form': ['取值含有另一类标识', 'Values hold another kind of identifier'],
  'mapping.type-differs': ['取值与声明的类型不符', 'Values do not fit the declared type'],
  'mapping.under-graded': ['声明的级别低于内容应有的级别', 'Graded lower than its content calls for'],
  'mapping.recognised-by-both': ['名称和取值都相符', 'Both name and values fit'],
  'mapping.recognised-by-name': ['名称相符', 'The name fits'],
  'mapping.recognised-by-values': ['取值相符', 'The values fit'],
  'mapping.no-header': ['首行不是列名', 'The first line holds no column names'],
  'vault.no-rows': ['文件中没有记录', 'The file holds no records'],
  'vault.no-good-rows': ['没有一条记录通过校验', 'Not one record passed the checks'],
  'vault.records-differ': [
    '记录数不符：应为 {{expected}}，实为 {{found}}',
    'Records differ: {{expected}} expected, {{found}} found',
  ],
};

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

export const wordUse = (use: string, language: string): string => uses[use]?.[language === 'en' ? 1 : 0] ?? use;

/** The sentence for a reason; its bare code where there is none, never nothing. */
export function wordReason(reason: Reason, language: string): string {
  const sentence = wording[reason.code]?.[language === 'en' ? 1 : 0];
  if (!sentence) return reason.code;
  const params = Object.entries(reason.params ?? {}).map(([name, value]) => [
    name,
    Array.isArray(value)
      ? value.map((one) => wordUse(one, language)).join(language === 'en' ? ', ' : '、')
      : String(value),
  ]);
  return fill(sentence, Object.fromEntries(params));
}
