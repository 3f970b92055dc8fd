import { readStreets } from '../real-places.ts';
import { commonBodies, seatBodies, type BodyPlan } from './bodies.ts';
import type { DemoCity, DemoResource, DemoScenario, DemoSystem } from './describe-city.ts';
import { conditionalResource, openResource, personalResource } from './describe-resource.ts';
import { residentFields, SYNTHETIC_NOTE, visitFields } from './person-tables.ts';
import { airQualityFields, feverClinicFields, stationFields, streetFields } from './tables-health-and-places.ts';
import { machineFields, restaurantFields, steelFields } from './tables-economy.ts';

const systems: readonly DemoSystem[] = [
  {
    key: 'population',
    by: 'yancheng.population',
    name: '人口基础信息库',
    description: '常住人口登记（演示库，合成数据）',
    sector: 'population',
  },
  {
    key: 'health',
    by: 'yancheng.health',
    name: '全民健康信息平台',
    description: '医疗机构就诊与名录（就诊记录为合成数据）',
    sector: 'health',
  },
  {
    key: 'places',
    by: 'yancheng.civil',
    name: '区划地名管理系统',
    description: '街道乡镇区划代码',
    sector: 'government',
  },
  {
    key: 'environment',
    by: 'yancheng.environment',
    name: '生态环境监测平台',
    description: '空气质量与站点',
    sector: 'environment',
  },
  { key: 'market', by: 'yancheng.market', name: '食品经营监督检查系统', description: '餐饮单位检查', sector: 'market' },
  {
    key: 'industry',
    by: 'yancheng.industry',
    name: '工业运行监测平台',
    description: '设备运行与用能',
    sector: 'industry',
  },
];

const ownBodies: readonly BodyPlan[] = [
  {
    key: 'civil',
    name: '盐城市民政局',
    nameEn: 'Yancheng Civil Affairs Bureau',
    sector: 'government',
    people: [['civil', '唐民政', 'source-agency']],
  },
  {
    key: 'environment',
    name: '盐城市生态环境局',
    nameEn: 'Yancheng Ecology and Environment Bureau',
    sector: 'environment',
    people: [['environment', '罗环境', 'source-agency']],
  },
  {
    key: 'market',
    name: '盐城市市场监督管理局',
    nameEn: 'Yancheng Market Regulator',
    sector: 'market',
    people: [['market', '谢市监', 'source-agency']],
  },
  {
    key: 'industry',
    name: '盐城市工业和信息化局',
    nameEn: 'Yancheng Industry Bureau',
    sector: 'industry',
    people: [['industry', '董工信', 'source-agency']],
  },
];

const scenario: DemoScenario = {
  code: 'visit-statistics',
  title: '区域就诊负担分析',
  field: 'health',
  purpose: '按县区、月份、疾病类别统计就诊人次与平均费用，供商业健康保险产品设计参考',
  scope: '盐城市 2024—2025 年医疗机构就诊记录中的县区、日期、诊断类别、费用字段，仅限统计',
  safeguards: ['仅在授权运营域内计算', '输出结果每格不少于十人', '不得尝试识别个人'],
  resource: 'hospital_visits',
  fields: ['citizen_id', 'district_code', 'visit_date', 'icd10_code', 'sex', 'age', 'visit_kind', 'cost'],
  target: { district: '320903', diagnosis: 'J00', month: '2024-04-01', sex: '1', kind: '住院' },
  product: {
    title: '县区疾病月度就诊指数',
    summary: '输入县区与诊断类别，返回各月就诊人次与平均费用（合成数据，演示用）。',
    price: '0.35',
  },
};

const tables: readonly DemoResource[] = [
  openResource('health', 'fever-clinics.csv', {
    name: 'fever_clinics',
    title: '发热门诊与定点医院名单',
    titleEn: 'Fever clinics and designated hospitals',
    description: '2020 年 1 月各省卫生健康委公布的发热门诊与定点医院，含医院等级、地址、电话；原样保留来源中的错漏。',
    sector: 'health',
    keywords: ['医院', '发热门诊'],
    cycle: 'irregular',
    grade: 1,
    fields: feverClinicFields,
  }),
  openResource('places', 'streets-yancheng.csv', {
    name: 'streets',
    title: '街道与乡镇区划代码',
    titleEn: 'Streets and towns',
    description: '盐城市街道、乡镇及开发区的统计用区划代码与名称（截至 2023 年 6 月）。',
    sector: 'government',
    keywords: ['区划', '街道', '乡镇'],
    cycle: 'yearly',
    grade: 1,
    fields: streetFields,
  }),
  openResource('environment', 'air-quality-hourly.csv', {
    name: 'air_quality_hourly',
    title: '空气质量逐小时监测（东四站样例）',
    titleEn: 'Hourly air quality (Dongsi station, sample)',
    description:
      '逐小时 PM2.5、PM10、二氧化硫、二氧化氮、一氧化碳、臭氧与气象要素，2013—2017 年；实测于北京东四站，在演示中代替本市站点。',
    sector: 'environment',
    keywords: ['空气质量', 'PM2.5', '气象'],
    cycle: 'real-time',
    grade: 1,
    fields: airQualityFields,
    authorizedFor: ['空气质量与呼吸健康研究'],
  }),
  openResource('environment', 'monitoring-stations.csv', {
    name: 'monitoring_stations',
    title: '国家空气质量监测站点',
    titleEn: 'Air quality monitoring stations',
    description: '全国空气质量国控站点编号、名称、城市与经纬度（2018 年）。',
    sector: 'environment',
    keywords: ['站点', '空气质量'],
    cycle: 'yearly',
    grade: 1,
    fields: stationFields,
  }),
  conditionalResource(
    'market',
    'restaurant-inspections.csv',
    {
      name: 'restaurant_inspections',
      title: '餐饮单位检查评分（样例）',
      titleEn: 'Restaurant inspections (sample)',
      description: '餐饮单位食品安全检查得分；取自境外公开记录，在演示中代替本市检查记录。',
      sector: 'market',
      keywords: ['餐饮', '食品安全', '检查'],
      cycle: 'daily',
      grade: 3,
      fields: restaurantFields,
      authorizedFor: ['餐饮行业信用评价'],
    },
    '限食品安全与信用评价场景',
  ),
  conditionalResource(
    'industry',
    'machine-failures.csv',
    {
      name: 'machine_failures',
      title: '工业设备运行与故障（样例）',
      titleEn: 'Machine operation and failures (sample)',
      description: '设备温度、转速、扭矩、刀具磨损与故障标记；公开研究数据，在演示中代替本市企业设备数据。',
      sector: 'industry',
      keywords: ['设备', '故障', '预测性维护'],
      cycle: 'real-time',
      grade: 2,
      fields: machineFields,
      authorizedFor: ['设备预测性维护'],
    },
    '限工业运行分析场景',
  ),
  conditionalResource(
    'industry',
    'steel-energy.csv',
    {
      name: 'steel_energy',
      title: '钢铁企业十五分钟用能（样例）',
      titleEn: 'Steel plant energy use (sample)',
      description: '十五分钟用电量、无功、功率因数与碳排放；公开研究数据，在演示中代替本市企业用能数据。',
      sector: 'industry',
      keywords: ['用能', '电量', '碳排放'],
      cycle: 'daily',
      grade: 2,
      fields: steelFields,
    },
    '限节能降碳场景',
  ),
];

/** Yancheng: two tiers; the operator verifies applications itself. */
export async function describeYancheng(): Promise<DemoCity> {
  const streets = await readStreets('streets-yancheng.csv');
  const counties = [...new Set(streets.map((street) => street.county))];
  return {
    id: 'yancheng',
    title: '盐城市',
    titleEn: 'Yancheng',
    ...seatBodies('yancheng', '320900', [
      ...commonBodies(
        '盐城市',
        'Yancheng',
        '盐城市数据运营有限公司（演示企业）',
        'Yancheng Data Operation (demo firm)',
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
        description: `盐城市常住人口登记。${SYNTHETIC_NOTE}`,
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
        description: `盐城市医疗机构 2024—2025 年门诊、急诊、住院就诊记录：机构、科室、日期、疾病诊断、费用、医保支付。机构名称取自公开名单，就诊记录均为合成数据。${SYNTHETIC_NOTE}`,
        sector: 'health',
        keywords: ['就诊', '门诊', '住院', '医保', '疾病', '合成数据'],
        cycle: 'daily',
        grade: 4,
        fields: visitFields(counties),
        authorizedFor: ['区域就诊负担分析', '商业健康保险精算'],
      },
    ),
  ];
}
