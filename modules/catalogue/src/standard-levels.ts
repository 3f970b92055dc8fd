import type { Level } from './field.ts';

/** A hierarchy that a national or international standard fixes, ready to be declared on a field. */
export interface StandardLevel {
  readonly title: string;
  readonly titleEn: string;
  /** The standard, as it is cited. */
  readonly source: string;
  readonly level: Level;
}

const bands = (text: string): readonly { readonly from: string; readonly label: string }[] =>
  text
    .trim()
    .split(/\s+/)
    .map((item) => {
      const [from = '', label = ''] = item.split(':');
      return { from, label };
    });

/** Three-character codes at which the chapters start. */
const ICD_10 = bands(`A00:I C00:II D50:III E00:IV F00:V G00:VI H00:VII H60:VIII I00:IX J00:X K00:XI L00:XII M00:XIII
  N00:XIV O00:XV P00:XVI Q00:XVII R00:XVIII S00:XIX U00:XXII V01:XX Z00:XXI`);

/** Two-digit divisions at which the sections start. */
const GB_T_4754 = bands(`01:A 06:B 13:C 44:D 47:E 51:F 53:G 61:H 63:I 66:J 70:K 71:L 73:M 76:N 80:O 83:P 84:Q 86:R
  91:S 97:T`);

const prefix = (name: string, length: number): Level => ({ name, kind: 'prefix', length });

/** Hierarchies by a stable name; the data of the standards, nothing of a jurisdiction. */
export const standardLevels: Readonly<Record<string, StandardLevel>> = {
  'icd-10-chapter': {
    title: '疾病分类章',
    titleEn: 'ICD-10 chapter',
    source: 'ICD-10 (WHO, 2019); GB/T 14396-2016',
    level: { name: 'chapter', kind: 'band', bands: ICD_10 },
  },
  'icd-10-category': {
    title: '疾病类目',
    titleEn: 'ICD-10 category',
    source: 'ICD-10 (WHO, 2019); GB/T 14396-2016',
    level: prefix('category', 3),
  },
  'industry-section': {
    title: '国民经济行业门类',
    titleEn: 'Industry section',
    source: 'GB/T 4754-2017',
    level: { name: 'section', kind: 'band', bands: GB_T_4754 },
  },
  'industry-division': {
    title: '国民经济行业大类',
    titleEn: 'Industry division',
    source: 'GB/T 4754-2017',
    level: prefix('division', 2),
  },
  'division-province': {
    title: '省级行政区',
    titleEn: 'Province',
    source: 'GB/T 2260-2007',
    level: prefix('province', 2),
  },
  'division-city': { title: '地级行政区', titleEn: 'City', source: 'GB/T 2260-2007', level: prefix('city', 4) },
  'division-county': { title: '县级行政区', titleEn: 'County', source: 'GB/T 2260-2007', level: prefix('county', 6) },
  'age-five-years': {
    title: '五岁年龄组',
    titleEn: 'Five-year age group',
    source: 'United Nations, Principles and Recommendations for Population Censuses',
    level: { name: 'five_years', kind: 'bin', width: 5 },
  },
  'age-ten-years': {
    title: '十岁年龄组',
    titleEn: 'Ten-year age group',
    source: 'United Nations, Principles and Recommendations for Population Censuses',
    level: { name: 'ten_years', kind: 'bin', width: 10 },
  },
  'age-stage': {
    title: '少年、劳动年龄、老年',
    titleEn: 'Young, working age, old',
    source: '国家统计局《中国统计年鉴》人口年龄结构: 0-14, 15-64, 65+',
    level: {
      name: 'stage',
      kind: 'band',
      bands: [
        { from: 0, label: '0-14' },
        { from: 15, label: '15-64' },
        { from: 65, label: '65+' },
      ],
    },
  },
  month: {
    title: '月',
    titleEn: 'Month',
    source: 'GB/T 7408.1-2023',
    level: { name: 'month', kind: 'date', unit: 'month' },
  },
  quarter: {
    title: '季',
    titleEn: 'Quarter',
    source: 'GB/T 7408.1-2023',
    level: { name: 'quarter', kind: 'date', unit: 'quarter' },
  },
  year: {
    title: '年',
    titleEn: 'Year',
    source: 'GB/T 7408.1-2023',
    level: { name: 'year', kind: 'date', unit: 'year' },
  },
};
