import { createHash } from 'node:crypto';
import type { ResourceContent, UpdateCycle } from '../resource.ts';
import { normalise } from '../search-text.ts';

/** What an entry of somebody else's catalogue may say, as far as this one has a place for it. */
export const foreignAttributes = [
  'title',
  'description',
  'provider',
  'keywords',
  'theme',
  'updateCycle',
  'opening',
  'identifier',
  'fields',
] as const;
export type ForeignAttribute = (typeof foreignAttributes)[number];

/** Which key of the foreign records stands for which attribute. */
export type ForeignMapping = Readonly<Partial<Record<ForeignAttribute, string>>>;
export type ForeignRecord = Readonly<Record<string, unknown>>;

/** Names that portals and directories give to the same thing; the first that a record has is taken. */
const KNOWN: Readonly<Record<ForeignAttribute, readonly string[]>> = {
  title: ['标题', '数据集名称', '资源名称', '目录名称', '信息资源名称', '名称', 'title', 'name', 'zymc', 'mlmc'],
  description: ['数据简介', '摘要信息', '摘要', '描述', '信息资源摘要', '简介', 'description', 'abstract', 'zyzy'],
  provider: [
    '提供机构',
    '提供单位',
    '来源部门',
    '机构分类',
    '信息资源提供方',
    '数源单位',
    'provider',
    'publisher',
    'tgf',
  ],
  keywords: ['标签', '关键字', '关键词', 'tags', 'keywords'],
  theme: ['所属领域', '数据领域', '领域名称', '所属主题', '主题分类', 'theme', 'category'],
  updateCycle: ['更新频率', '更新周期', 'update_cycle', 'frequency', 'gxzq'],
  opening: ['开放条件', '开放类型', '开放状态', '开放属性', 'open_type', 'kfsx'],
  identifier: ['信息资源代码', '目录代码', '资源代码', 'code', 'identifier', 'zydm'],
  fields: ['信息项', '数据项', '字段', 'fields', 'columns'],
};

export interface MappingProposalForCatalogue {
  readonly mapping: ForeignMapping;
  /** Keys of the records that found no place. */
  readonly unused: readonly string[];
  /** Of 1: records in which the key has a value. */
  readonly filled: Readonly<Partial<Record<ForeignAttribute, number>>>;
}

/** Proposes a mapping from the records' own keys; nothing is read into a value. */
export function proposeForeignMapping(records: readonly ForeignRecord[]): MappingProposalForCatalogue {
  const keys = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const taken = new Set<string>();
  const mapping: Partial<Record<ForeignAttribute, string>> = {};
  for (const attribute of foreignAttributes) {
    const key = KNOWN[attribute]
      .map((known) => keys.find((one) => !taken.has(one) && normalise(one) === normalise(known)))
      .find((one) => one !== undefined);
    if (key === undefined) continue;
    mapping[attribute] = key;
    taken.add(key);
  }
  const filled: Partial<Record<ForeignAttribute, number>> = {};
  for (const [attribute, key] of Object.entries(mapping) as [ForeignAttribute, string][])
    filled[attribute] = records.filter((record) => textOf(record[key]) !== '').length / Math.max(1, records.length);
  return { mapping, unused: keys.filter((key) => !taken.has(key)), filled };
}

export type ForeignEntry =
  | { readonly content: ResourceContent; readonly provider: string }
  | { readonly rejected: string };

const LONGEST_TITLE = 200;
const LONGEST_TEXT = 2_000;

/** A draft of one foreign record, or why there is none: `import.title-missing`, `import.title-too-long`. */
export function mapForeignEntry(record: ForeignRecord, mapping: ForeignMapping, systemId: string): ForeignEntry {
  const at = (attribute: ForeignAttribute): string => {
    const key = mapping[attribute];
    return key === undefined ? '' : textOf(record[key]);
  };
  const title = at('title');
  if (title === '') return { rejected: 'import.title-missing' };
  if (title.length > LONGEST_TITLE) return { rejected: 'import.title-too-long' };
  const description = at('description').slice(0, LONGEST_TEXT);
  const keywords = [...new Set([...wordsOf(at('keywords')), ...wordsOf(at('theme')), ...wordsOf(at('identifier'))])];
  const cycle = cycleOf(at('updateCycle'));
  const opening = openingOf(at('opening'));
  return {
    provider: at('provider'),
    content: {
      name: `imported_${createHash('sha256')
        .update(`${at('provider')}\n${normalise(title)}`)
        .digest('hex')
        .slice(0, 12)}`,
      title,
      class: 'public',
      systemId,
      ...(description === '' ? {} : { description }),
      ...(keywords.length === 0 ? {} : { keywords: keywords.slice(0, 20) }),
      ...(cycle === undefined ? {} : { updateCycle: cycle }),
      ...(opening === undefined ? {} : { opening }),
    },
  };
}

/** Lists come as arrays, as text with separators, and as a list printed by some program: `['file']`. */
function textOf(value: unknown): string {
  if (Array.isArray(value))
    return value
      .map(textOf)
      .filter((one) => one !== '')
      .join(';');
  if (typeof value === 'string') return value.trim() === '暂无' ? '' : value.replaceAll('\\n', ' ').trim();
  return typeof value === 'number' ? String(value) : '';
}

const wordsOf = (text: string): readonly string[] =>
  text
    .replace(/^\[|\]$|['"]/g, '')
    .split(/[;；,，、|]/)
    .map((word) => word.trim())
    .filter((word) => word !== '' && word.length <= 60);

const CYCLES: readonly (readonly [RegExp, UpdateCycle])[] = [
  [/实时/, 'real-time'],
  [/半年/, 'half-yearly'],
  [/每?(?:天|日)|按日/, 'daily'],
  [/周|星期/, 'weekly'],
  [/季/, 'quarterly'],
  [/月/, 'monthly'],
  [/每两年|不定期|不更新|一次性/, 'irregular'],
  [/年/, 'yearly'],
];

const cycleOf = (text: string): UpdateCycle | undefined => CYCLES.find(([pattern]) => pattern.test(text))?.[1];

function openingOf(text: string): ResourceContent['opening'] {
  if (text.includes('无条件')) return { mode: 'unconditional' };
  if (text.includes('有条件') || text.includes('依申请')) return { mode: 'conditional', conditions: text };
  if (text.includes('不予') || text.includes('不开放')) return { mode: 'none', reason: text };
  return undefined;
}
