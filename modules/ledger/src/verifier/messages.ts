import type { About } from './about.ts';
import type { Claim, ClaimCode, LimitCode, Problem, ProblemCode, Report, ReportParams } from './report.ts';

export type Language = 'zh' | 'en';
type Wording = Readonly<Record<Language, string>>;

const problems: Readonly<Record<ProblemCode, Wording>> = {
  'zip-unreadable': { zh: '不是可读的证据包', en: 'not a readable bundle' },
  'zip-form': {
    zh: '压缩包中从该位置开始的部分与其唯一形式不符',
    en: 'the part of the zip that begins there differs from its one form',
  },
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
  'quorum-missing': {
    zh: '见证未达到信任策略要求的数量（{quorum}）',
    en: 'the quorum of witnesses that the policy asks for is missing ({quorum})',
  },
  'entry-malformed': { zh: '条目不是规范 JSON', en: 'the entry is not canonical JSON of an entry' },
  'receipt-malformed': { zh: '回执无法解读', en: 'the receipt cannot be read' },
  'receipt-other-checkpoint': { zh: '回执指向另一个检查点', en: 'the receipt leads to another checkpoint' },
  'inclusion-wrong': { zh: '条目 {index} 不在已签名的日志中', en: 'entry {index} is not in the signed log' },
  'range-malformed': { zh: '区间证明无法解读', en: 'the range proof cannot be read' },
  'range-wrong': { zh: '区间条目与已签名的根不符', en: 'the entries of the range do not lead to the signed root' },
  'range-hole': { zh: '区间缺第 {index} 条', en: 'entry {index} of the range is missing' },
  'range-bounds': {
    zh: '时间界限 {bound} 处没有界外的相邻条目：此处可能有遗漏',
    en: 'no neighbour beyond the bound {bound} stands here: entries may be left out at this end',
  },
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
  'stream-cut': {
    zh: '{stream} 的记录被截断：最后一条应为第 {last} 条，包内止于第 {found} 条',
    en: 'the story of {stream} is cut: its last entry is number {last}, here it ends at {found}',
  },
  'heads-malformed': { zh: '记录末端说明无法解读', en: 'the statement of where stories end cannot be read' },
  'heads-other-checkpoint': {
    zh: '记录末端说明属于另一个检查点',
    en: 'the statement of where stories end is of another checkpoint',
  },
  'heads-unsigned': {
    zh: '记录末端说明的签名不成立',
    en: 'the statement of where stories end is not signed by the log’s key',
  },
  'heads-differ': {
    zh: '记录末端说明未列出 {stream}',
    en: 'the statement of where stories end does not name {stream}',
  },
  'entry-repeated': { zh: '同一条目出现两次', en: 'an entry stands here twice' },
  'subject-missing': { zh: '所证条目不在包内', en: 'the entry in question is not in the bundle' },
  'about-differs': { zh: '条目所述并非清单所称', en: 'the entry is not about what the manifest says' },
  'key-unknown': {
    zh: '签名公钥 {key} 未在日志中启用，或已停用',
    en: 'the signing key {key} was not introduced in the log, or was retired',
  },
  'timestamp-malformed': { zh: '时间戳无法解读', en: 'the time stamp cannot be read' },
  'timestamp-other-checkpoint': { zh: '时间戳属于另一个检查点', en: 'the time stamp is of another checkpoint' },
  'timestamp-signature-wrong': { zh: '时间戳签名不成立', en: 'the signature of the time stamp is wrong' },
  'timestamp-not-trusted': {
    zh: '时间戳机构的证书不在所信任之列，或不用于时间戳',
    en: 'the authority’s certificate leads to none of the trusted ones, or is not for time stamps',
  },
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
    proven: { zh: '公钥与核验所依据的信任策略一致', en: 'the keys are those of the policy it is verified under' },
    open: {
      zh: '公钥来自证据包本身，未经固定：请另行取得信任策略',
      en: 'signed by the keys in the bundle itself, not pinned: get the policy over another channel',
    },
  },
  'payloads-opened': {
    proven: { zh: '各条目的内容均与承诺相符', en: 'every payload is the committed one' },
    open: {
      zh: '内容未全部得证：{missing} 个条目未附内容（已销毁或未提供），{wrong} 个所附内容不是所承诺的',
      en: 'not every payload is proven: {missing} entries come without one (shredded or withheld), {wrong} with another than the committed one',
    },
  },
  'streams-unbroken': {
    proven: {
      zh: '{streams} 个对象的记录从第 0 条到包内最后一条无缺、前后相接',
      en: 'the stories of {streams} objects run from number 0 to the last one here without a hole',
    },
    open: { zh: '对象记录有缺', en: 'a story has a hole' },
  },
  'streams-whole': {
    proven: {
      zh: '{streams} 个对象的记录完整：日志密钥签名说明了在本检查点之下各记录的最后一条',
      en: 'the stories of {streams} objects are whole: the log’s key signed which entry is the last of each under this checkpoint',
    },
    open: {
      zh: '本包未证明这些记录之后没有更多条目',
      en: 'whether these stories have later entries is not proven by this bundle',
    },
  },
  'chain-resolved': {
    proven: { zh: '上游引用全部在包内', en: 'every reference upstream is in the bundle' },
    open: { zh: '下列引用不在包内：{unresolved}', en: 'references that are not in the bundle: {unresolved}' },
  },
  'range-whole': {
    proven: {
      zh: '日志第 {from} 至 {last} 条无一遗漏（所求时间 {since} … {until}；{outside} 条在该时间之外，作为边界列出）',
      en: 'every entry from {from} to {last} is here (asked for {since} … {until}; {outside} lie outside that time and show its bounds)',
    },
    open: { zh: '区间是否完整未得证明', en: 'that the range is whole is not proven' },
  },
  'keys-handed-over': {
    proven: {
      zh: '所固定的是较早的公钥：它们在日志中签署了新公钥的启用，信任由此移交',
      en: 'the pinned keys are older ones: they signed the introduction of the present keys in the log, and so handed over',
    },
    open: { zh: '公钥的移交未得证明', en: 'that keys were handed over is not proven' },
  },
  'keys-introduced': {
    proven: {
      zh: '{keys} 个签名公钥均已在日志中启用，在包内的公钥记录中未停用',
      en: 'all {keys} signing keys are introduced in the log, and not retired in the story of keys that is here',
    },
    open: { zh: '包内没有公钥的启用记录', en: 'the bundle does not show where the keys were introduced' },
  },
  'version-published': {
    proven: { zh: '第 {version} 版已发布，内容摘要 {digest}', en: 'version {version} was published, digest {digest}' },
    open: { zh: '第 {version} 版的发布内容未开启', en: 'what was published as version {version} is not opened' },
  },
  'destruction-shown': {
    proven: {
      zh: '{approvers} 人批准，先申报后执行：{keys} 个数据密钥于 {at} 销毁',
      en: '{keys} data keys were destroyed at {at}, approved by {approvers} people, announced before it was done',
    },
    open: { zh: '销毁的申报、密钥和两人批准未得全部证明', en: 'intent, keys and two approvers are not all shown' },
  },
  'destruction-ordered': {
    proven: {
      zh: '授权终止（{entry}）即须销毁，先申报后执行：{keys} 个数据密钥于 {at} 销毁',
      en: '{keys} data keys were destroyed at {at} because the grant had ended ({entry}), announced before it was done',
    },
    open: {
      zh: '销毁的申报、密钥和作为依据的授权终止未得全部证明',
      en: 'intent, keys and the end of the grant that ordered it are not all shown',
    },
  },
  'twin-recorded': {
    proven: {
      zh: '同样的条目也在 SM3 日志中（{size} 条，SM2 签名）',
      en: 'the same entries are in the SM3 log of {size}, signed by SM2',
    },
    open: { zh: 'SM3 日志未得证明', en: 'the SM3 log is not proven' },
  },
  'time-stamped': {
    proven: {
      zh: '{authority} 的时间戳证明包内条目在 {time} 之前均已存在（日志前 {size} 条）',
      en: 'a time stamp of {authority} shows that all entries existed by {time} (the first {size} of the log)',
    },
    open: {
      zh: '没有覆盖全部条目的时间戳：时间均为运营者所述',
      en: 'no time stamp covers all entries: times are as the operator stated them',
    },
  },
  'authority-trusted': {
    proven: {
      zh: '{authority} 的证书出自您所信任的根证书',
      en: 'the certificate of {authority} leads to a root you trust',
    },
    open: {
      zh: '{authority} 的证书来自时间戳本身，未经固定：请另行取得根证书',
      en: 'the certificate of {authority} is the one in the time stamp, not pinned: get its root over another channel',
    },
  },
  witnessed: {
    proven: { zh: '达到见证数量：{witnesses}', en: 'witnesses cosigned, enough for the policy: {witnesses}' },
    open: {
      zh: '没有独立见证的联署：运营者有可能向他人出示另一份日志',
      en: 'no independent witness cosigned: the operator could show others another log',
    },
  },
};

const limits: Readonly<Record<LimitCode, Wording>> = {
  'nothing-after': {
    zh: '本检查点之后发生的事，不在本包所证之内',
    en: 'what happened after this checkpoint is not shown',
  },
  'everything-recorded': {
    zh: '证明的是记录在案之事；凡事是否都已记录，须与对方回执和计数核对',
    en: 'this proves what was recorded; that all that happened was recorded is shown by counterparties and counters',
  },
  'key-copies': {
    zh: '证明密钥已由本平台销毁，不能证明世上再无数据副本',
    en: 'our keys are gone; that nobody kept a copy of the data cannot be proven',
  },
  'time-order': {
    zh: '日志按提交排序，不按时钟排序：时间界限以所列边界条目为准',
    en: 'the log orders commits, not clocks: the bounds in time are those of the entries at its ends',
  },
};

const fill = (text: string, params: ReportParams = {}): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''));

export const describeProblem = (problem: Problem, language: Language): string =>
  `${problem.file}${problem.offset === undefined ? '' : ` @${problem.offset}`}: ${fill(problems[problem.code][language], problem.params)}`;

export const describeClaim = (one: Claim, language: Language): string =>
  fill(claims[one.code][one.proven ? 'proven' : 'open'][language], one.params);

export const describeLimit = (limit: LimitCode, language: Language): string => limits[limit][language];

/** What the bundle is about, as a line. */
export function describeAbout(about: About, language: Language): string {
  const zh = language === 'zh';
  switch (about.kind) {
    case 'entry':
      return zh ? `行为 ${about.entry} 及其上游` : `the act ${about.entry} and what it was made from`;
    case 'story':
      return zh
        ? `${about.stream} 的记录，第 0 至 ${about.last} 条`
        : `the story of ${about.stream}, numbers 0 to ${about.last}`;
    case 'resource-version':
      return zh ? `${about.stream} 第 ${about.version} 版` : `version ${about.version} of ${about.stream}`;
    case 'destruction':
      return zh ? `销毁 ${about.entry}` : `the destruction ${about.entry}`;
    case 'range':
      return zh ? `日志第 ${about.from} 至 ${about.to - 1} 条` : `log entries ${about.from} to ${about.to - 1}`;
  }
}

/** The whole report as lines for people: ✗ wrong, ✓ proven, – not proven, · beyond any bundle. */
export function describeReport(report: Report, language: Language): readonly string[] {
  return [
    ...(report.about ? [describeAbout(report.about, language)] : []),
    ...report.problems.map((problem) => `✗ ${describeProblem(problem, language)}`),
    ...report.claims.map((one) => `${one.proven ? '✓' : '–'} ${describeClaim(one, language)}`),
    ...report.limits.map((limit) => `· ${describeLimit(limit, language)}`),
  ];
}
