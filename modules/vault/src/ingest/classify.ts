import type { Reason } from '@sluice/kernel';
import type { FieldDefinition } from '@sluice/catalogue';
import { checksumNumber, checksumSql } from './checksum-sql.ts';
import { warning } from './outcome.ts';
import { ident, literal } from './quote-sql.ts';
import type { Run } from './statistics.ts';

/** What the content or the name of a column says it is, and the least protection that goes with it. */
export interface Detector {
  readonly name: string;
  /** Condition on a text; the numbers of checksums stand beside it in `citizen` and `card`. */
  readonly matches: (text: string) => string;
  /** Words in a field's name or title that say the same. */
  readonly words: readonly string[];
  readonly identifier: boolean;
  readonly grade: 1 | 2 | 3 | 4;
}

const form = (pattern: string) => (text: string) => `regexp_full_match(${text}, ${literal(pattern)})`;

/** Checksums first: they cannot be met by chance. Grades are proposals; the source agency decides. */
export const detectors: readonly Detector[] = [
  {
    name: 'citizen-id',
    matches: (t) => checksumSql('citizen-id', t, 'citizen'),
    words: ['身份证', '公民身份', 'citizen_id', 'id_card'],
    identifier: true,
    grade: 4,
  },
  {
    name: 'uscc',
    matches: (t) => checksumSql('uscc', t, 'v'),
    words: ['统一社会信用代码', 'uscc'],
    identifier: true,
    grade: 2,
  },
  {
    name: 'bank-card',
    matches: (t) => `length(${t}) >= 16 and ${checksumSql('bank-card', t, 'card')}`,
    words: ['银行卡', '银行账号', 'bank_card'],
    identifier: true,
    grade: 4,
  },
  {
    name: 'mobile',
    matches: form('1[3-9][0-9]{9}'),
    words: ['手机', '联系电话', 'mobile', 'phone'],
    identifier: true,
    grade: 3,
  },
  {
    name: 'e-mail',
    matches: form('[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}'),
    words: ['邮箱', 'email', 'e_mail'],
    identifier: true,
    grade: 3,
  },
  {
    name: 'plate',
    matches: form('[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][A-HJ-NP-Z0-9]{5,6}'),
    words: ['车牌', '号牌', 'plate'],
    identifier: true,
    grade: 3,
  },
];

/** Names of persons and addresses have no form that proves them; their titles say it. */
const NAME_WORDS: readonly { readonly name: string; readonly words: readonly string[] }[] = [
  { name: 'person-name', words: ['姓名', '患者名', 'person_name'] },
  { name: 'address', words: ['住址', '家庭地址', 'home_address'] },
];
const NAME_GRADE = 3;

/** So many of the sampled values must match before the content is believed. */
const SHARE = 0.6;
const SAMPLE = 20_000;
const LEAST_VALUES = 20;

/**
 * Compares what the columns hold with what they were declared to be. Reports and never changes: the declaration is the
 * source agency's act. Codes: `vault.content-says` and `vault.name-says`, with field, detector, proposed and declared grade.
 */
export async function classify(
  run: Run,
  relation: string,
  fields: readonly FieldDefinition[],
): Promise<readonly Reason[]> {
  const texts = fields.filter((f) => f.type === 'text' || f.type === 'integer');
  if (texts.length === 0) return [];
  // One look at the data; the detectors then work on a small table in memory.
  await run(
    `create or replace temp table sample as select ${texts.map((f, i) => `cast(${ident(f.name)} as varchar) as v${i}`).join(', ')} from ${relation} limit ${SAMPLE}`,
  );
  const counts = detectors.map((d) => `count(*) filter (where coalesce(${d.matches('v')}, false))`).join(', ');
  const numbers = `${checksumNumber('citizen-id', 'v')} as citizen, ${checksumNumber('bank-card', 'v')} as card`;
  const found: Reason[] = [];
  for (const [i, field] of texts.entries()) {
    const [row = []] = await run(
      `select count(v), ${counts} from (select v, ${numbers} from (select v${i} as v from sample))`,
    );
    const values = Number(row[0] ?? 0);
    const at = detectors.findIndex((_, i) => values >= LEAST_VALUES && Number(row[i + 1] ?? 0) >= values * SHARE);
    const detector = detectors[at];
    if (detector && isUnderProtected(field, detector))
      found.push(proposal('vault.content-says', field, detector.name, detector.grade));
    else if (!detector) found.push(...byName(field));
  }
  return found;
}

const isUnderProtected = (field: FieldDefinition, d: Pick<Detector, 'identifier' | 'grade'>): boolean =>
  field.grade < d.grade || (d.identifier && field.role !== 'direct-identifier' && field.role !== 'entity-key');

function byName(field: FieldDefinition): readonly Reason[] {
  const said = [
    ...detectors.map((d) => ({ name: d.name, words: d.words, grade: d.grade as number })),
    ...NAME_WORDS.map((n) => ({ ...n, grade: NAME_GRADE })),
  ];
  const hit = said.find((d) => d.words.some((w) => field.name.includes(w) || field.title.includes(w)));
  if (!hit || !isUnderProtected(field, { identifier: true, grade: hit.grade as Detector['grade'] })) return [];
  return [proposal('vault.name-says', field, hit.name, hit.grade)];
}

const proposal = (code: string, field: FieldDefinition, detector: string, grade: number): Reason =>
  warning(code, {
    field: field.name,
    detector,
    proposedGrade: grade,
    declaredGrade: field.grade,
    declaredRole: field.role,
  });
