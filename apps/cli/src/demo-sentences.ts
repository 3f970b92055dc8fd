import { stages, type StepLine } from '@sluice/demo';

type Language = 'en' | 'zh-CN';

export function demoHelp(language: Language, jurisdictions: readonly string[]): string {
  const ids = jurisdictions.join(' | ');
  return language === 'en'
    ? `sluice demo — the whole chain, from an agency's file to a call whose evidence is verified offline

  --jurisdiction ID        ${ids} | all (all unless said)
  --url URL                a running server with the demo city; without it an own one on a free port, thrown away after
  --administrator FILE     administrator.json of that server's data folder: lets working days pass where its clock can be moved
  --size small|full        size of the own server's city, small unless said
  --out DIR                where the bundles are kept, var/demo of the checkout unless said
  --json                   every step and result as one JSON document

  npx sluice demo --jurisdiction ${jurisdictions[0] ?? 'ID'}
  npx sluice demo --url http://localhost:4600 --json
`
    : `sluice demo — 全链路演示：从部门交付文件到离线验证一次调用的存证

  --jurisdiction 辖区      ${ids} | all（默认 all）
  --url 地址               已加载演示城市的服务器；不给出时自行启动临时服务器，结束后删除
  --administrator 文件     该服务器数据目录中的 administrator.json：在可调时钟上推进工作日
  --size small|full        临时服务器的城市规模，默认 small
  --out 目录               存证包的保存位置，默认为项目的 var/demo
  --json                   以一个 JSON 文档输出各步骤与结果

  npx sluice demo --jurisdiction ${jurisdictions[0] ?? '辖区'}
  npx sluice demo --url http://localhost:4600 --json
`;
}

/** Names of what a step shows, and of the words in it that are codes: Chinese. */
const chinese: Readonly<Record<string, string>> = {
  resource: '资源',
  records: '记录',
  good: '合格',
  quarantined: '隔离',
  encoding: '编码',
  'first bad line': '首个问题行',
  hits: '命中',
  identifier: '标识',
  grade: '分级',
  quality: '质量',
  'entries offered': '可供开发条目',
  number: '编号',
  'first step': '首个环节',
  'filing number': '备案号',
  state: '状态',
  from: '自',
  to: '至',
  fields: '字段',
  by: '办理',
  'limit in working days': '时限（工作日）',
  used: '已用',
  clause: '条款',
  parties: '签约方',
  digest: '摘要',
  rule: '规则',
  line: '行',
  column: '列',
  reason: '理由',
  verdict: '结论',
  columns: '列',
  protections: '保护措施',
  rows: '行数',
  first: '首行',
  note: '说明',
  answers: '答案',
  cube: '立方摘要',
  checks: '检查',
  passed: '通过',
  product: '产品',
  price: '价格',
  key: '密钥',
  calls: '调用',
  refused: '拒绝',
  'first answer': '第一问',
  'second answer': '第二问',
  bytes: '字节',
  file: '文件',
  'claims proven': '已证明',
  open: '未能证明',
  entries: '记录',
  byte: '第几字节',
  found: '发现',
  accepted: '接受',
  active: '生效',
  listed: '在架',
  delisted: '已下架',
  approved: '已通过',
  checking: '审核中',
  operator: '运营主体',
  developer: '开发主体',
  custodian: '数源归集单位',
  'data-authority': '数据主管部门',
  'sector-authority': '行业主管部门',
  'source-agency': '数源部门',
};

const worded = (text: string, language: Language): string => (language === 'en' ? text : (chinese[text] ?? text));

type Fact = StepLine['facts'][string];

const valueText = (value: Fact, language: Language): string => {
  if (typeof value === 'object') return language === 'en' ? value.en : value.zh;
  return String(value)
    .split(', ')
    .map((part) => worded(part, language))
    .join(language === 'en' ? ', ' : '、');
};

/** The part of the chain that a step begins, where the one before belonged to another. */
export function stageText(line: StepLine, before: StepLine | undefined, language: Language): string | undefined {
  const stage = stages[line.step];
  if (!stage || line.step === before?.step) return undefined;
  return `  ${line.step}  ${language === 'en' ? stage.en : stage.zh}`;
}

/** One line a step: time, what happened, figures. */
export function stepText(line: StepLine, language: Language): string {
  const title = language === 'en' ? line.titleEn : line.title;
  const facts = Object.entries(line.facts)
    .map(([name, value]) => [worded(name, language), valueText(value, language)] as const)
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `${name} ${text}`)
    .join(' · ');
  return `     ${(line.ms / 1000).toFixed(2).padStart(6)} s  ${title}${facts === '' ? '' : `  — ${facts}`}`;
}
