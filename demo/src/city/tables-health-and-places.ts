import { dimension, field, flag, measure, type Field } from './describe-field.ts';

/** Fields of the shipped tables, in the order of their columns. Rules are what the table says of itself; what breaks them is its dirt. */

export const streetFields: readonly Field[] = [
  field('code', '街道乡镇代码', 'text', {
    required: true,
    unique: true,
    pattern: '^[0-9]{9}$',
    titleEn: 'Code',
    levels: [
      { name: 'street', kind: 'identity' },
      { name: 'county', kind: 'prefix', length: 6 },
    ],
  }),
  field('name', '名称', 'text', { required: true, maxLength: 60, titleEn: 'Name' }),
  dimension('area_code', '县区代码', 'text', { required: true, pattern: '^[0-9]{6}$', titleEn: 'County code' }),
  dimension('province_code', '省级代码', 'text', { required: true, pattern: '^[0-9]{2}$', titleEn: 'Province code' }),
  dimension('city_code', '市级代码', 'text', { required: true, pattern: '^[0-9]{4}$', titleEn: 'City code' }),
];

export const feverClinicFields: readonly Field[] = [
  dimension('province_code', '省级代码', 'text', { required: true, pattern: '^[0-9]{6}$' }),
  dimension('city_code', '市级代码', 'text', { required: true, pattern: '^[0-9]{6}$' }),
  dimension('province', '省份', 'text', { required: true }),
  dimension('city', '城市', 'text', { required: true }),
  dimension('county', '区县', 'text'),
  field('name', '医疗机构名称', 'text', { required: true, maxLength: 80 }),
  dimension('level', '医院等级', 'text', { maxLength: 20 }),
  dimension('is_designated', '是否定点医院', 'boolean', { required: true }),
  field('address', '地址', 'text', { maxLength: 200 }),
  field('tel', '联系电话', 'text', { maxLength: 120 }),
  field('hours', '开诊时间', 'text', { maxLength: 120 }),
  field('source', '发布单位', 'text'),
  dimension('published_on', '发布日期', 'date', { min: '2020-01-01', max: '2020-12-31' }),
];

export const prescriptionFields: readonly Field[] = [
  dimension('year_month', '年月', 'text', { required: true, pattern: '^[0-9]{4}_[0-9]{2}$' }),
  field('regional_office_name', '区域办公室', 'text'),
  dimension('regional_office_code', '区域办公室代码', 'text'),
  field('area_team_name', '片区', 'text'),
  dimension('area_team_code', '片区代码', 'text'),
  field('pco_name', '主管机构', 'text'),
  dimension('pco_code', '主管机构代码', 'text'),
  field('practice_name', '诊所名称', 'text', { required: true }),
  dimension('practice_code', '诊所代码', 'text', { required: true, role: 'quasi-identifier', grade: 2 }),
  field('bnf_code', '药品编码', 'text', {
    required: true,
    pattern: '^[0-9A-Z]{11,15}$',
    levels: [
      { name: 'chapter', kind: 'prefix', length: 2 },
      { name: 'section', kind: 'prefix', length: 4 },
    ],
  }),
  field('bnf_description', '药品名称', 'text'),
  measure('quantity', '每次数量', 'decimal', { required: true, min: 0 }),
  measure('items', '处方张数', 'integer', { required: true, min: 1 }),
  measure('total_quantity', '总数量', 'decimal', { min: 0 }),
  measure('adqusage', '日均用量单位', 'decimal', { min: 0 }),
  measure('nic', '药品净价（英镑）', 'decimal', { required: true, min: 0, grade: 2 }),
  measure('actual_cost', '实际费用（英镑）', 'decimal', { required: true, min: 0, grade: 2 }),
  dimension('unidentified', '是否未识别', 'text', { codes: ['Y', 'N'] }),
];

export const airQualityFields: readonly Field[] = [
  field('no', '序号', 'integer', { required: true, unique: true }),
  dimension('year', '年', 'integer', { required: true }),
  dimension('month', '月', 'integer', { required: true, min: 1, max: 12 }),
  dimension('day', '日', 'integer', { required: true, min: 1, max: 31 }),
  dimension('hour', '时', 'integer', { required: true, min: 0, max: 23 }),
  measure('pm2_5', '细颗粒物 PM2.5', 'decimal', { min: 0, max: 999 }),
  measure('pm10', '可吸入颗粒物 PM10', 'decimal', { min: 0, max: 1000 }),
  measure('so2', '二氧化硫', 'decimal', { min: 0 }),
  measure('no2', '二氧化氮', 'decimal', { min: 0 }),
  measure('co', '一氧化碳', 'decimal', { min: 0, max: 9999 }),
  measure('o3', '臭氧', 'decimal', { min: 0 }),
  measure('temperature', '气温（℃）', 'decimal', { min: -40, max: 50 }),
  measure('pressure', '气压（hPa）', 'decimal', { min: 900, max: 1100 }),
  measure('dew_point', '露点（℃）', 'decimal', { min: -50, max: 40 }),
  measure('rain', '降水（mm）', 'decimal', { min: 0 }),
  dimension('wind_direction', '风向', 'text', {
    codes: ['N', 'NNE', 'NE', 'ENE', 'E', 'ESE', 'SE', 'SSE', 'S', 'SSW', 'SW', 'WSW', 'W', 'WNW', 'NW', 'NNW'],
  }),
  measure('wind_speed', '风速（m/s）', 'decimal', { min: 0 }),
  dimension('station', '站点', 'text', { required: true }),
];

export const stationFields: readonly Field[] = [
  field('id', '站点编号', 'text', { required: true, unique: true, pattern: '^[0-9]{4}A$' }),
  field('name', '站点名称', 'text', { required: true }),
  field('name_en', '站点拼音', 'text'),
  dimension('area', '城市', 'text', { required: true }),
  dimension('area_en', '城市拼音', 'text'),
  field('lon', '经度', 'decimal', { required: true, min: 73, max: 136 }),
  field('lat', '纬度', 'decimal', { required: true, min: 3, max: 54 }),
];

export const scenicFields: readonly Field[] = [
  field('id', '编号', 'text', { required: true, unique: true, pattern: '^[a-z]{2,3}[0-9]{3}$' }),
  field('name', '景区名称', 'text', { required: true, unique: true }),
  dimension('province', '省份', 'text', { required: true }),
  dimension('city', '城市', 'text', { required: true }),
  field('address', '地址', 'text', { required: true }),
];

export const holidayFields: readonly Field[] = [
  field('date', '日期', 'date', { required: true, min: '2004-01-01', max: '2026-12-31' }),
  dimension('kind', '类型', 'text', { required: true, codes: ['holidays', 'workdays', 'inLieuDays'] }),
  field('name_en', '英文名称', 'text'),
  dimension('name_zh', '节日名称', 'text', { required: true }),
  field('days', '天数', 'integer', { min: 1, max: 10 }),
];

export const riceFarmerFields: readonly Field[] = [
  dimension('address', '自然村', 'text', { role: 'quasi-identifier', grade: 3 }),
  dimension('village', '行政村', 'text', { required: true, role: 'quasi-identifier', grade: 2 }),
  flag('takeup_survey', '是否参保', { required: true, grade: 2 }),
  field('age', '年龄', 'decimal', {
    required: true,
    min: 16,
    max: 100,
    role: 'quasi-identifier',
    grade: 2,
    levels: [{ name: 'ten_years', kind: 'bin', width: 10 }],
  }),
  measure('household', '家庭人口', 'decimal', { min: 1, max: 30, grade: 2 }),
  measure('rice_area', '水稻面积（亩）', 'decimal', { required: true, min: 0, max: 1000, grade: 2 }),
  measure('disaster_probability', '受灾概率估计（%）', 'decimal', { min: 0, max: 100, grade: 2 }),
  field('male', '是否男性', 'decimal', {
    min: 0,
    max: 1,
    role: 'quasi-identifier',
    grade: 2,
    levels: [{ name: 'value', kind: 'identity' }],
  }),
  flag('default_option', '是否默认投保'),
  flag('intensive', '是否强化宣讲'),
  field('risk_averse', '风险规避', 'decimal', { min: 0, max: 1, grade: 2 }),
  field('literacy', '是否识字', 'decimal', {
    min: 0,
    max: 1,
    role: 'quasi-identifier',
    grade: 2,
    levels: [{ name: 'value', kind: 'identity' }],
  }),
  measure('pre_takeup_rate', '首轮参保率', 'decimal', { min: 0, max: 1 }),
];
