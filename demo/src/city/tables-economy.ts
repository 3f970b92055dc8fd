import { dimension, field, flag, measure, type Field } from './describe-field.ts';

/** Fields of the shipped tables, in the order of their columns. Rules are what the table says of itself; what breaks them is its dirt. */

export const restaurantFields: readonly Field[] = [
  field('business_name', '经营单位名称', 'text', {
    required: true,
    role: 'entity-key',
    entity: 'enterprise',
    grade: 3,
  }),
  measure('inspection_score', '检查得分', 'integer', { required: true, min: 0, max: 100, grade: 2 }),
  dimension('year', '检查年份', 'integer', { required: true, min: 2000, max: 2030 }),
  measure('locations', '门店数', 'integer', { required: true, min: 1 }),
  dimension('weekend', '是否周末检查', 'boolean', { required: true }),
];

export const machineFields: readonly Field[] = [
  field('udi', '记录号', 'integer', { required: true, unique: true }),
  field('product_id', '设备产品编号', 'text', {
    required: true,
    pattern: '^[LMH][0-9]{5}$',
    role: 'entity-key',
    entity: 'machine',
    grade: 2,
  }),
  dimension('type', '质量等级', 'text', { required: true, codes: ['L', 'M', 'H'] }),
  measure('air_temperature', '环境温度（K）', 'decimal', { required: true, min: 250, max: 350 }),
  measure('process_temperature', '工艺温度（K）', 'decimal', { required: true, min: 250, max: 350 }),
  measure('rotational_speed', '转速（rpm）', 'integer', { required: true, min: 0 }),
  measure('torque', '扭矩（Nm）', 'decimal', { required: true, min: 0 }),
  measure('tool_wear', '刀具磨损（min）', 'integer', { required: true, min: 0 }),
  flag('machine_failure', '是否故障', { required: true, grade: 2 }),
  flag('twf', '刀具磨损故障'),
  flag('hdf', '散热故障'),
  flag('pwf', '功率故障'),
  flag('osf', '过应力故障'),
  flag('rnf', '随机故障'),
];

export const steelFields: readonly Field[] = [
  field('measured_at', '时刻（日/月/年 时:分）', 'text', {
    required: true,
    unique: true,
    pattern: '^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4} [0-9]{1,2}:[0-9]{2}$',
  }),
  measure('lagging_reactive_power', '滞后无功电量（kVarh）', 'decimal', { min: 0, grade: 2 }),
  measure('leading_reactive_power', '超前无功电量（kVarh）', 'decimal', { min: 0, grade: 2 }),
  measure('co2', '二氧化碳排放（吨）', 'decimal', { min: 0, grade: 2 }),
  field('lagging_power_factor', '滞后功率因数', 'decimal', { min: 0, max: 100, grade: 2 }),
  field('leading_power_factor', '超前功率因数', 'decimal', { min: 0, max: 100, grade: 2 }),
  field('seconds_of_day', '当日秒数', 'integer', { min: 0, max: 86_400 }),
  dimension('week_status', '工作日类型', 'text', { required: true, codes: ['Weekday', 'Weekend'] }),
  dimension('load_type', '负荷类型', 'text', { required: true, codes: ['Light_Load', 'Medium_Load', 'Maximum_Load'] }),
  measure('usage_kwh', '用电量（kWh）', 'decimal', { required: true, min: 0, grade: 2 }),
];

export const hotelFields: readonly Field[] = [
  measure('avg_price_per_room', '平均房价（欧元）', 'decimal', { required: true, min: 0, grade: 2 }),
  measure('lead_time', '提前预订天数', 'integer', { required: true, min: 0 }),
  measure('stays_in_weekend_nights', '周末住宿夜数', 'integer', { min: 0 }),
  measure('stays_in_week_nights', '平日住宿夜数', 'integer', { min: 0 }),
  measure('adults', '成人数', 'integer', { min: 1 }),
  measure('children', '儿童数', 'integer', { min: 0 }),
  measure('babies', '婴儿数', 'integer', { min: 0 }),
  dimension('meal', '餐食', 'text', { required: true }),
  dimension('country', '客源国', 'text', { required: true, maxLength: 3, role: 'quasi-identifier', grade: 2 }),
  dimension('market_segment', '客源渠道', 'text', { required: true }),
  dimension('distribution_channel', '分销渠道', 'text', { required: true }),
  flag('is_repeated_guest', '是否回头客'),
  measure('previous_cancellations', '以往取消次数', 'integer', { min: 0 }),
  measure('previous_bookings', '以往入住次数', 'integer', { min: 0 }),
  dimension('reserved_room_type', '预订房型', 'text'),
  dimension('assigned_room_type', '入住房型', 'text'),
  measure('booking_changes', '改订次数', 'integer', { min: 0 }),
  field('agent', '代理代号', 'text', { role: 'direct-identifier', grade: 3 }),
  field('company', '企业代号', 'text', { role: 'direct-identifier', grade: 3 }),
  measure('days_in_waiting_list', '候补天数', 'integer', { min: 0 }),
  dimension('customer_type', '客户类型', 'text'),
  measure('parking_spaces', '车位数', 'integer', { min: 0 }),
  measure('special_requests', '特殊要求数', 'integer', { min: 0 }),
  field('arrival_date', '到店日期', 'date', {
    required: true,
    min: '2015-01-01',
    max: '2020-12-31',
    levels: [
      { name: 'month', kind: 'date', unit: 'month' },
      { name: 'year', kind: 'date', unit: 'year' },
    ],
  }),
  flag('near_christmas', '是否临近圣诞'),
  flag('near_new_years', '是否临近新年'),
  measure('historical_adr', '历史日均房价', 'decimal', { min: 0 }),
];

export const trafficFields: readonly Field[] = [
  dimension('holiday', '节假日', 'text'),
  measure('temperature', '气温（K）', 'decimal', { min: 200, max: 330 }),
  measure('rain_1h', '一小时降雨（mm）', 'decimal', { min: 0 }),
  measure('snow_1h', '一小时降雪（mm）', 'decimal', { min: 0 }),
  field('clouds', '云量（%）', 'integer', { min: 0, max: 100 }),
  dimension('weather', '天气', 'text', { required: true }),
  field('weather_description', '天气描述', 'text'),
  field('observed_at', '时刻', 'timestamp', {
    required: true,
    unique: true,
    levels: [{ name: 'month', kind: 'date', unit: 'month' }],
  }),
  measure('traffic_volume', '车流量（辆/小时）', 'integer', { required: true, min: 0 }),
];

const month = (name: string, title: string): Field =>
  measure(name, title, 'decimal', { required: true, role: 'sensitive', grade: 3 });
const late = (name: string, title: string): Field =>
  dimension(name, title, 'integer', { required: true, min: -2, max: 9, role: 'sensitive', grade: 3 });

export const creditFields: readonly Field[] = [
  field('id', '客户编号', 'integer', { required: true, unique: true, role: 'entity-key', entity: 'person', grade: 4 }),
  measure('limit_balance', '授信额度（新台币）', 'decimal', { required: true, min: 0, role: 'sensitive', grade: 3 }),
  dimension('sex', '性别', 'text', { required: true, codes: ['1', '2'], role: 'quasi-identifier', grade: 2 }),
  dimension('education', '学历', 'text', {
    required: true,
    codes: ['1', '2', '3', '4'],
    role: 'quasi-identifier',
    grade: 2,
  }),
  dimension('marriage', '婚姻', 'text', { required: true, codes: ['1', '2', '3'], role: 'quasi-identifier', grade: 2 }),
  field('age', '年龄', 'integer', {
    required: true,
    min: 18,
    max: 120,
    role: 'quasi-identifier',
    grade: 2,
    levels: [
      { name: 'five_years', kind: 'bin', width: 5 },
      { name: 'ten_years', kind: 'bin', width: 10 },
    ],
  }),
  ...[0, 2, 3, 4, 5, 6].map((n) => late(`pay_${String(n)}`, `第 ${String(n)} 期逾期月数`)),
  ...[1, 2, 3, 4, 5, 6].map((n) => month(`bill_${String(n)}`, `第 ${String(n)} 期账单`)),
  ...[1, 2, 3, 4, 5, 6].map((n) => month(`paid_${String(n)}`, `第 ${String(n)} 期还款`)),
  flag('default_next_month', '次月是否违约', { required: true, role: 'sensitive', grade: 3 }),
];
