import type { Checksum, FieldType } from './field.ts';

/** 数据元: an item that a standard fixes once for everybody. Rules that follow from it are taken into a field. */
export interface StandardElement {
  readonly code: string;
  readonly title: string;
  readonly titleEn: string;
  /** The standard, as it is cited. */
  readonly source: string;
  readonly type: FieldType;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly codes?: readonly string[];
  readonly checksum?: Checksum;
  /** Titles and identifier words under which it goes. */
  readonly names: readonly string[];
}

const range = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => String(from + at).padStart(2, '0'));

/** The elements that occur in nearly every government table; data of the standards, nothing of a jurisdiction. */
export const standardElements: readonly StandardElement[] = [
  {
    code: 'citizen-id',
    title: '公民身份号码',
    titleEn: 'Citizen identity number',
    source: 'GB 11643-1999',
    type: 'text',
    maxLength: 18,
    checksum: 'citizen-id',
    names: ['公民身份号码', '身份证号', '身份证号码', 'citizen_id', 'id_card', 'gmsfhm', 'sfzh'],
  },
  {
    code: 'uscc',
    title: '统一社会信用代码',
    titleEn: 'Unified social credit code',
    source: 'GB 32100-2015',
    type: 'text',
    maxLength: 18,
    checksum: 'uscc',
    names: ['统一社会信用代码', 'uscc', 'tyshxydm'],
  },
  {
    code: 'bank-card',
    title: '银行卡号',
    titleEn: 'Bank card number',
    source: 'ISO/IEC 7812-1',
    type: 'text',
    maxLength: 19,
    checksum: 'bank-card',
    names: ['银行卡号', 'bank_card'],
  },
  {
    code: 'sex',
    title: '性别代码',
    titleEn: 'Sex',
    source: 'GB/T 2261.1-2003',
    type: 'text',
    codes: ['0', '1', '2', '9'],
    names: ['性别', '性别代码', 'sex', 'gender', 'xb', 'xbdm'],
  },
  {
    code: 'marriage',
    title: '婚姻状况代码',
    titleEn: 'Marital status',
    source: 'GB/T 2261.2-2003',
    type: 'text',
    codes: ['10', '20', '21', '22', '23', '30', '40', '90'],
    names: ['婚姻状况', '婚姻状况代码', 'marital_status', 'hyzk'],
  },
  {
    code: 'nation',
    title: '民族代码',
    titleEn: 'Nationality of China',
    source: 'GB/T 3304-1991',
    type: 'text',
    codes: [...range(1, 56), '97', '98'],
    names: ['民族', '民族代码', 'nation', 'ethnicity', 'mz', 'mzdm'],
  },
  {
    code: 'education',
    title: '学历代码',
    titleEn: 'Education',
    source: 'GB/T 4658-2006',
    type: 'text',
    pattern: '[1-9][0-9]?',
    maxLength: 2,
    names: ['学历', '学历代码', '文化程度', 'education', 'xl'],
  },
  {
    code: 'division-code',
    title: '行政区划代码',
    titleEn: 'Administrative division',
    source: 'GB/T 2260-2007; GB/T 10114-2003',
    type: 'text',
    pattern: '[1-8][0-9]{5}([0-9]{3}([0-9]{3})?)?',
    maxLength: 12,
    names: ['行政区划代码', '区划代码', '行政区划', 'division_code', 'adcode', 'xzqhdm'],
  },
  {
    code: 'industry',
    title: '行业代码',
    titleEn: 'Industry',
    source: 'GB/T 4754-2017',
    type: 'text',
    pattern: '[A-T]|[0-9]{2,4}',
    maxLength: 4,
    names: ['行业代码', '行业分类', '国民经济行业', 'industry_code', 'hydm'],
  },
  {
    code: 'icd-10',
    title: '疾病编码',
    titleEn: 'Disease code',
    source: 'GB/T 14396-2016',
    type: 'text',
    pattern: '[A-Z][0-9]{2}([.][0-9Xx][0-9]{0,3}[+*†]?)?',
    maxLength: 9,
    names: ['疾病编码', '疾病代码', '诊断编码', 'icd', 'icd10', 'icd_code'],
  },
  {
    code: 'person-name',
    title: '姓名',
    titleEn: 'Name of a person',
    source: 'GB/T 36344-2018; GA/T 2133',
    type: 'text',
    maxLength: 50,
    names: ['姓名', 'xm', 'person_name'],
  },
  {
    code: 'mobile',
    title: '手机号码',
    titleEn: 'Mobile number',
    source: 'YD/T 1599',
    type: 'text',
    pattern: '1[3-9][0-9]{9}',
    maxLength: 11,
    names: ['手机号码', '手机号', '移动电话', 'mobile', 'sjh'],
  },
  {
    code: 'e-mail',
    title: '电子邮箱',
    titleEn: 'E-mail address',
    source: 'RFC 5322',
    type: 'text',
    maxLength: 254,
    names: ['电子邮箱', '邮箱', 'email', 'dzyx'],
  },
  {
    code: 'plate',
    title: '机动车号牌号码',
    titleEn: 'Vehicle plate',
    source: 'GA 36-2018',
    type: 'text',
    maxLength: 10,
    names: ['车牌号', '号牌号码', '车牌号码', 'plate', 'hphm', 'cphm'],
  },
  {
    code: 'address',
    title: '详细地址',
    titleEn: 'Address',
    source: 'GB/T 23705-2009',
    type: 'text',
    maxLength: 200,
    names: ['地址', '住址', '详细地址', '通讯地址', 'address', 'dz'],
  },
  {
    code: 'birth-date',
    title: '出生日期',
    titleEn: 'Date of birth',
    source: 'GB/T 7408.1-2023',
    type: 'date',
    names: ['出生日期', '出生年月', 'birth_date', 'birthday', 'csrq'],
  },
];

const byName: ReadonlyMap<string, StandardElement> = new Map(
  standardElements.flatMap((element) => element.names.map((name) => [name, element] as const)),
);

/** The element that goes by this name or title, exactly. */
export const elementNamed = (name: string): StandardElement | undefined => byName.get(name.trim().toLowerCase());

export const elementWithCode = (code: string): StandardElement | undefined =>
  standardElements.find((element) => element.code === code);
