import { readStreets } from '../real-places.ts';
import { commonBodies, seatBodies, type BodyPlan } from './bodies.ts';
import type { DemoCity, DemoResource, DemoScenario, DemoSystem } from './describe-city.ts';
import { conditionalResource, openResource, personalResource } from './describe-resource.ts';
import { residentFields, SYNTHETIC_NOTE, visitFields } from './person-tables.ts';
import {
  holidayFields,
  prescriptionFields,
  riceFarmerFields,
  scenicFields,
  streetFields,
} from './tables-health-and-places.ts';
import { creditFields, hotelFields, trafficFields } from './tables-economy.ts';

const systems: readonly DemoSystem[] = [
  {
    key: 'population',
    by: 'anshun.population',
    name: '人口基础信息库',
    description: '常住人口登记（演示库，合成数据）',
    sector: 'population',
  },
  {
    key: 'health',
    by: 'anshun.health',
    name: '区域健康信息平台',
    description: '就诊与处方（就诊记录为合成数据）',
    sector: 'health',
  },
  { key: 'places', by: 'anshun.population', name: '区划地名库', description: '街道乡镇区划代码', sector: 'government' },
  {
    key: 'tourism',
    by: 'anshun.tourism',
    name: '智慧旅游平台',
    description: '景区、酒店、节假日',
    sector: 'culture-tourism',
  },
  {
    key: 'transport',
    by: 'anshun.transport',
    name: '高速公路运行监测系统',
    description: '高速公路流量',
    sector: 'transport',
  },
  {
    key: 'agriculture',
    by: 'anshun.agriculture',
    name: '农业农村信息平台',
    description: '种植与保险',
    sector: 'agriculture',
  },
  { key: 'finance', by: 'anshun.finance', name: '地方金融综合服务平台', description: '信贷样例', sector: 'finance' },
];

const ownBodies: readonly BodyPlan[] = [
  {
    key: 'tourism',
    name: '安顺市文体广电旅游局',
    nameEn: 'Anshun Culture and Tourism Bureau',
    sector: 'culture-tourism',
    people: [['tourism', '石旅游', 'source-agency']],
  },
  {
    key: 'transport',
    name: '安顺市交通运输局',
    nameEn: 'Anshun Transport Bureau',
    sector: 'transport',
    people: [['transport', '龙交通', 'source-agency']],
  },
  {
    key: 'agriculture',
    name: '安顺市农业农村局',
    nameEn: 'Anshun Agriculture Bureau',
    sector: 'agriculture',
    people: [['agriculture', '田农业', 'source-agency']],
  },
  {
    key: 'finance',
    name: '安顺市地方金融管理局',
    nameEn: 'Anshun Finance Office',
    sector: 'finance',
    people: [['finance', '金信贷', 'source-agency']],
  },
];

const scenario: DemoScenario = {
  code: 'visit-statistics',
  title: '医疗健康场景：区域就诊需求分析',
  field: 'health',
  leadUnit: 'health',
  purpose: '按县区、月份、疾病类别统计就诊人次与平均费用，服务互联网诊疗与医药零售网点布局',
  scope: '安顺市 2024—2025 年医疗机构就诊记录中的县区、日期、诊断类别、费用字段，仅限统计',
  safeguards: ['仅在统一“闸门”内计算', '输出结果每格不少于十人', '不得向他人提供原始数据'],
  resource: 'hospital_visits',
  fields: ['citizen_id', 'district_code', 'visit_date', 'icd10_code', 'sex', 'age', 'visit_kind', 'cost'],
  target: { district: '520402', diagnosis: 'E78', month: '2025-06-01', sex: '1', kind: '急诊' },
  product: {
    title: '县区就诊需求月度指数',
    summary: '输入县区与诊断类别，返回各月就诊人次与平均费用（合成数据，演示用）。',
    price: '0.20',
  },
};

const tables: readonly DemoResource[] = [
  personalResource(
    'health',
    { kind: 'table', file: 'prescriptions.csv' },
    {
      name: 'prescriptions',
      title: '处方药品用量与费用（样例）',
      titleEn: 'Prescriptions (sample)',
      description: '诊所处方的药品、张数、数量与费用，2017 年 9 月；取自境外公开数据，在演示中代替本市处方。',
      sector: 'health',
      keywords: ['处方', '药品', '医药零售'],
      cycle: 'monthly',
      grade: 2,
      fields: prescriptionFields,
      authorizedFor: ['医疗健康场景'],
    },
  ),
  openResource('places', 'streets-anshun.csv', {
    name: 'streets',
    title: '街道与乡镇区划代码',
    titleEn: 'Streets and towns',
    description: '安顺市街道、乡镇的统计用区划代码与名称（截至 2023 年 6 月）。',
    sector: 'government',
    keywords: ['区划', '街道', '乡镇'],
    cycle: 'yearly',
    grade: 1,
    fields: streetFields,
  }),
  openResource('tourism', 'scenic-areas.csv', {
    name: 'scenic_areas',
    title: '国家5A级旅游景区名录',
    titleEn: '5A scenic areas',
    description: '全国 5A 级旅游景区名称与地址，含黄果树、龙宫（2021—2022 年）。',
    sector: 'culture-tourism',
    keywords: ['景区', '旅游', '黄果树'],
    cycle: 'yearly',
    grade: 1,
    fields: scenicFields,
  }),
  openResource('tourism', 'public-holidays.csv', {
    name: 'public_holidays',
    title: '法定节假日与调休安排',
    titleEn: 'Public holidays',
    description: '国务院办公厅公布的 2004—2026 年节假日与调休。',
    sector: 'culture-tourism',
    keywords: ['节假日', '调休'],
    cycle: 'yearly',
    grade: 1,
    fields: holidayFields,
  }),
  conditionalResource(
    'tourism',
    'hotel-rates.csv',
    {
      name: 'hotel_rates',
      title: '酒店预订与房价（样例）',
      titleEn: 'Hotel bookings and rates (sample)',
      description: '酒店订单的房价、提前天数、客源与渠道，2016—2017 年；取自境外公开数据，在演示中代替本市酒店数据。',
      sector: 'culture-tourism',
      keywords: ['酒店', '房价', '旅游'],
      cycle: 'daily',
      grade: 3,
      fields: hotelFields,
      authorizedFor: ['文化旅游场景'],
    },
    '限文化旅游场景',
  ),
  conditionalResource(
    'transport',
    'motorway-traffic.csv',
    {
      name: 'motorway_traffic',
      title: '高速公路逐小时流量（样例）',
      titleEn: 'Hourly motorway traffic (sample)',
      description: '高速公路断面逐小时车流量与天气，2018 年；取自境外公开数据，在演示中代替本市高速公路数据。',
      sector: 'transport',
      keywords: ['高速公路', '车流量', '天气'],
      cycle: 'real-time',
      grade: 1,
      fields: trafficFields,
    },
    '限交通出行场景',
  ),
  conditionalResource(
    'agriculture',
    'rice-farmers.csv',
    {
      name: 'rice_farmers',
      title: '水稻种植户与农业保险（样例）',
      titleEn: 'Rice farmers and insurance (sample)',
      description: '种植户年龄、面积、受灾概率与参保情况；取自江西公开研究数据，在演示中代替本市种植户。',
      sector: 'agriculture',
      keywords: ['水稻', '农业保险', '种植'],
      cycle: 'yearly',
      grade: 3,
      fields: riceFarmerFields,
    },
    '限农业保险场景',
  ),
  conditionalResource(
    'finance',
    'credit-card-clients.csv',
    {
      name: 'credit_card_clients',
      title: '信用卡客户与违约（样例）',
      titleEn: 'Credit card clients (sample)',
      description: '信用卡额度、账单、还款与违约标记；匿名公开研究数据，在演示中代替本市信贷数据。',
      sector: 'finance',
      keywords: ['信贷', '违约', '医药金融'],
      cycle: 'monthly',
      grade: 4,
      fields: creditFields,
      authorizedFor: ['医药金融场景'],
    },
    '限普惠金融场景',
  ),
];

/** Anshun: the data authority takes the application in, the operator reviews first, the lead unit decides for its scenario. */
export async function describeAnshun(): Promise<DemoCity> {
  const streets = await readStreets('streets-anshun.csv');
  const counties = [...new Set(streets.map((street) => street.county))];
  return {
    id: 'anshun',
    title: '安顺市',
    titleEn: 'Anshun',
    ...seatBodies('anshun', '520400', [
      ...commonBodies(
        '安顺市',
        'Anshun',
        '安顺市大数据运营有限公司（演示企业）',
        'Anshun Big Data Operation (demo firm)',
      ),
      ...ownBodies,
    ]),
    systems,
    resources: [
      ...personTables(
        counties,
        streets.map((street) => street.code),
      ),
      ...tables,
    ],
    scenario,
  };
}

function personTables(counties: readonly string[], streets: readonly string[]): DemoResource[] {
  return [
    personalResource(
      'population',
      { kind: 'residents' },
      {
        name: 'residents',
        title: '常住人口登记（合成数据）',
        titleEn: 'Register of residents (synthetic)',
        description: `安顺市常住人口登记。${SYNTHETIC_NOTE}`,
        sector: 'population',
        keywords: ['人口', '户籍', '合成数据'],
        cycle: 'yearly',
        grade: 4,
        fields: residentFields(counties, streets),
      },
    ),
    personalResource(
      'health',
      { kind: 'visits' },
      {
        name: 'hospital_visits',
        title: '医疗机构就诊记录（合成数据）',
        titleEn: 'Hospital visits (synthetic)',
        description: `安顺市医疗机构 2024—2025 年门诊、急诊、住院就诊记录。机构名称为公开名称，就诊记录均为合成数据。${SYNTHETIC_NOTE}`,
        sector: 'health',
        keywords: ['就诊', '门诊', '住院', '医保', '疾病', '合成数据'],
        cycle: 'daily',
        grade: 4,
        fields: visitFields(counties),
        authorizedFor: ['医疗健康场景'],
      },
    ),
  ];
}
