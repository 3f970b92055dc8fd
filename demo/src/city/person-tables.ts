import { diseases } from '../code-lists.ts';
import { registerDate, visitPeriod } from '../generate-plan.ts';
import { dimension, field, measure, type Field } from './describe-field.ts';

/** Registers and visits are made by the generator; every text about them says so. */
export const SYNTHETIC_NOTE =
  '合成数据：由固定种子按规则生成，不对应任何真实个人；身份号码校验码有效、顺序码取自 900 以上，手机号取自未分配号段。约 0.5 % 的行带有预置错误，用于展示质量检查与隔离。';

const citizen: Pick<Field, 'required' | 'checksum' | 'role' | 'entity' | 'grade'> = {
  required: true,
  checksum: 'citizen-id',
  role: 'entity-key',
  entity: 'person',
  grade: 4,
};

/** Fields of the register of residents. `counties` and `streets` are the city's own codes. */
export function residentFields(counties: readonly string[], streets: readonly string[]): Field[] {
  return [
    field('citizen_id', '公民身份号码', 'text', { ...citizen, unique: true, titleEn: 'Citizen number' }),
    field('name', '姓名', 'text', {
      required: true,
      maxLength: 30,
      role: 'direct-identifier',
      grade: 4,
      titleEn: 'Name',
    }),
    dimension('sex', '性别', 'text', {
      required: true,
      codes: ['1', '2'],
      role: 'quasi-identifier',
      grade: 2,
      titleEn: 'Sex',
    }),
    field('birth_date', '出生日期', 'date', {
      required: true,
      min: '1900-01-01',
      max: registerDate,
      role: 'quasi-identifier',
      grade: 3,
      levels: [{ name: 'year', kind: 'date', unit: 'year' }],
      titleEn: 'Date of birth',
    }),
    dimension('district_code', '县区代码', 'text', {
      required: true,
      codes: [...counties],
      role: 'quasi-identifier',
      grade: 2,
      titleEn: 'County',
    }),
    field('street_code', '街道乡镇代码', 'text', {
      required: true,
      codes: [...streets],
      role: 'quasi-identifier',
      grade: 2,
      titleEn: 'Street or town',
      levels: [
        { name: 'street', kind: 'identity' },
        { name: 'county', kind: 'prefix', length: 6 },
      ],
    }),
    field('mobile', '手机号码', 'text', {
      pattern: '^1[0-9]{10}$',
      role: 'direct-identifier',
      grade: 4,
      titleEn: 'Mobile number',
    }),
    field('registered_on', '登记日期', 'date', {
      min: '1900-01-01',
      max: registerDate,
      grade: 2,
      levels: [{ name: 'year', kind: 'date', unit: 'year' }],
      titleEn: 'Registered on',
    }),
  ];
}

/** What was found and what it cost: the same in every city. */
const visitFacts: readonly Field[] = [
  dimension('visit_kind', '就诊类别', 'text', {
    required: true,
    codes: ['门诊', '急诊', '住院'],
    grade: 2,
    titleEn: 'Kind of visit',
  }),
  field('icd10_code', '疾病诊断编码', 'text', {
    required: true,
    codes: diseases.map((disease) => disease.code),
    role: 'sensitive',
    grade: 3,
    titleEn: 'ICD-10 category',
    levels: [
      { name: 'category', kind: 'identity' },
      { name: 'chapter', kind: 'prefix', length: 1 },
    ],
  }),
  field('icd10_name', '疾病诊断名称', 'text', {
    maxLength: 60,
    role: 'sensitive',
    grade: 3,
    titleEn: 'Name of the diagnosis',
  }),
  dimension('sex', '性别', 'text', {
    required: true,
    codes: ['1', '2'],
    role: 'quasi-identifier',
    grade: 2,
    titleEn: 'Sex',
  }),
  field('age', '就诊年龄', 'integer', {
    required: true,
    min: 0,
    max: 120,
    role: 'quasi-identifier',
    grade: 2,
    titleEn: 'Age',
    levels: [
      { name: 'five_years', kind: 'bin', width: 5 },
      { name: 'ten_years', kind: 'bin', width: 10 },
    ],
  }),
  measure('cost', '医疗费用（元）', 'decimal', {
    required: true,
    min: 0,
    max: 5_000_000,
    role: 'sensitive',
    grade: 3,
    titleEn: 'Cost in yuan',
  }),
  measure('insurance_paid', '医保支付（元）', 'decimal', {
    required: true,
    min: 0,
    max: 5_000_000,
    role: 'sensitive',
    grade: 3,
    titleEn: 'Paid by the insurance in yuan',
  }),
];

/** Fields of the hospital visits. */
export function visitFields(counties: readonly string[]): Field[] {
  return [
    field('visit_id', '就诊流水号', 'text', {
      required: true,
      unique: true,
      pattern: '^V[0-9]{9}$',
      role: 'direct-identifier',
      grade: 3,
      titleEn: 'Visit number',
    }),
    field('citizen_id', '公民身份号码', 'text', { ...citizen, titleEn: 'Citizen number' }),
    dimension('hospital_code', '医疗机构代码', 'text', { required: true, grade: 2, titleEn: 'Hospital code' }),
    dimension('hospital_name', '医疗机构名称', 'text', {
      required: true,
      maxLength: 80,
      grade: 2,
      titleEn: 'Hospital',
    }),
    dimension('district_code', '就诊县区代码', 'text', {
      required: true,
      codes: [...counties],
      role: 'quasi-identifier',
      grade: 2,
      titleEn: 'County of the hospital',
    }),
    dimension('department', '就诊科室', 'text', { required: true, maxLength: 40, grade: 2, titleEn: 'Department' }),
    field('visit_date', '就诊日期', 'date', {
      required: true,
      min: visitPeriod.from,
      max: visitPeriod.to,
      role: 'quasi-identifier',
      grade: 2,
      titleEn: 'Date of visit',
      levels: [
        { name: 'month', kind: 'date', unit: 'month' },
        { name: 'quarter', kind: 'date', unit: 'quarter' },
        { name: 'year', kind: 'date', unit: 'year' },
      ],
    }),
    ...visitFacts,
  ];
}
