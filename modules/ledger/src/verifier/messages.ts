import type { Claim, ClaimCode, Problem, ProblemCode, Report, ReportParams } from './report.ts';

export type Language = 'zh' | 'en';
type Wording = Readonly<Record<Language, string>>;

const problems: Readonly<Record<ProblemCode, Wording>> = {
  'zip-unreadable': { zh: '不是可读的证据包', en: 'not a readable bundle' },
  'zip-form': { zh: '压缩包的字节与其唯一形式不符', en: 'the bytes of the zip differ from its one form' },
  'file-missing': { zh: '清单中的文件缺失', en: 'a listed file is missing' },
  'file-unexpected': { zh: '多出的文件', en: 'a file that does not belong here' },
  'file-changed': { zh: '文件内容被改动', en: 'the file was changed' },
  'manifest-malformed': { zh: '清单无法解读', en: 'the manifest cannot be read' },
  'manifest-form': { zh: '清单与文件不符', en: 'the manifest is not the one of these files' },
  'policy-malformed': { zh: '信任策略无法解读', en: 'the trust policy cannot be read' },
  'policy-differs': { zh: '包内公钥与所固定的不同', en: 'the bundle names other keys than the pinned ones' },
  'checkpoint-malformed': { zh: '检查点无法解读', en: 'the checkpoint cannot be read' },
  'signature-wrong': { zh: '检查点签名不成立', en: 'a signature of the checkpoint is wrong' },
  'signature-missing': { zh: '缺少 {algorithm} 签名', en: 'the {algorithm} signature is missing' },
  'entry-malformed': { zh: '条目不是规范 JSON', en: 'the entry is not canonical JSON of an entry' },
  'receipt-malformed': { zh: '回执无法解读', en: 'the receipt cannot be read' },
  'receipt-other-checkpoint': { zh: '回执指向另一个检查点', en: 'the receipt leads to another checkpoint' },
  'inclusion-wrong': { zh: '条目 {index} 不在已签名的日志中', en: 'entry {index} is not in the signed log' },
  'payload-malformed': { zh: '内容开启件无法解读', en: 'the payload opening cannot be read' },
  'payload-wrong': { zh: '内容与条目的承诺不符', en: 'the payload is not the committed one' },
  'stream-hole': {
    zh: '{stream} 的记录有缺：应为第 {expected} 条，实为第 {found} 条',
    en: 'a hole in {stream}: number {expected} expected, {found} found',
  },
  'stream-link': {
    zh: '{stream} 第 {seq} 条与前一条不相接',
    en: '{stream} number {seq} does not follow the one before',
  },
  'entry-repeated': { zh: '同一条目出现两次', en: 'an entry stands here twice' },
  'subject-missing': { zh: '所证条目不在包内', en: 'the entry in question is not in the bundle' },
  'statement-differs': { zh: '说明文字与条目不符', en: 'the statement does not say what the entries say' },
};

const claims: Readonly<Record<ClaimCode, { readonly proven: Wording; readonly open: Wording }>> = {
  recorded: {
    proven: { zh: '{entries} 个条目均在 {size} 条的日志中', en: 'all {entries} entries are in the log of {size}' },
    open: { zh: '条目是否在日志中未得证明', en: 'that the entries are in the log is not proven' },
  },
  'log-signed': {
    proven: { zh: '检查点由 {keys} 签名', en: 'the checkpoint is signed by {keys}' },
    open: { zh: '检查点签名未得证明', en: 'the signatures of the checkpoint are not proven' },
  },
  'keys-pinned': {
    proven: { zh: '公钥与您固定的信任策略一致', en: 'the keys are those of your pinned policy' },
    open: {
      zh: '公钥来自证据包本身，未经固定：请另行取得信任策略',
      en: 'signed by the keys in the bundle itself, not pinned: get the policy over another channel',
    },
  },
  'payloads-opened': {
    proven: { zh: '各条目的内容均与承诺相符', en: 'every payload is the committed one' },
    open: {
      zh: '{missing} 个条目未附内容（已销毁或未提供）',
      en: '{missing} entries come without their payload (shredded or withheld)',
    },
  },
  'streams-whole': {
    proven: {
      zh: '{streams} 个对象的记录自始无缺、前后相接',
      en: 'the stories of {streams} objects run from their beginning without a hole',
    },
    open: { zh: '对象记录有缺', en: 'a story has a hole' },
  },
  'chain-resolved': {
    proven: { zh: '上游引用全部在包内', en: 'every reference upstream is in the bundle' },
    open: { zh: '下列引用不在包内：{unresolved}', en: 'references that are not in the bundle: {unresolved}' },
  },
  witnessed: {
    proven: { zh: '有独立见证', en: 'independent witnesses cosigned' },
    open: {
      zh: '没有独立见证的联署：运营者有可能向他人出示另一份日志',
      en: 'no independent witness cosigned: the operator could show others another log',
    },
  },
};

const fill = (text: string, params: ReportParams = {}): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''));

export const describeProblem = (problem: Problem, language: Language): string =>
  `${problem.file}${problem.offset === undefined ? '' : ` @${problem.offset}`}: ${fill(problems[problem.code][language], problem.params)}`;

export const describeClaim = (one: Claim, language: Language): string =>
  fill(claims[one.code][one.proven ? 'proven' : 'open'][language], one.params);

/** The whole report as lines for people: ✓ proven, – not proven, ✗ wrong. */
export function describeReport(report: Report, language: Language): readonly string[] {
  return [
    ...report.problems.map((problem) => `✗ ${describeProblem(problem, language)}`),
    ...report.claims.map((one) => `${one.proven ? '✓' : '–'} ${describeClaim(one, language)}`),
  ];
}
