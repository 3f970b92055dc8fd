import { expect, it } from 'vitest';
import { mapForeignEntry, proposeForeignMapping } from './map-foreign-entry.ts';

/** Shapes of five portals: their own names of things, with entries made up. */
const shapes = [
  {
    标题: '动漫企业年审',
    提供单位: '某市数据局',
    所属领域: '公共安全',
    更新频率: '每两年',
    摘要信息: '年审',
    开放条件: '无条件开放',
    资源格式: ['file'],
  },
  {
    标题: '医疗机构统计表',
    提供机构: '某市卫健委',
    数据领域: '医疗卫生',
    更新周期: '不定期',
    摘要: '',
    开放条件: '有条件开放',
    数据量: 138,
  },
  {
    标题: '邮政局所情况',
    机构分类: '某市统计局',
    领域名称: '商贸流通',
    开放类型: '无条件开放',
    更新频率: '每年',
    数据简介: '局所\\n年份',
  },
  { 标题: '空气质量日均数据', 来源部门: '某省环境厅', 所属主题: ['公共服务', '生态环保'], 标签: '', 描述: '日均' },
  {
    标题: '招标自然人信息',
    来源部门: '某市政务局',
    所属主题: '经济管理',
    标签: '联系电话,注册地区',
    更新频率: '每月',
    开放状态: '依申请开放',
    描述: '招标',
  },
];

it('CAT-10 proposes title, provider, text, theme, cycle and opening for the shapes of five portals', () => {
  for (const shape of shapes) {
    const { mapping, unused } = proposeForeignMapping([shape]);
    expect(mapping.title).toBe('标题');
    expect(mapping.provider).toMatch(/单位|机构|部门/);
    expect(mapping.description).toMatch(/摘要|简介|描述/);
    expect(mapping.theme).toMatch(/领域|主题/);
    expect(unused.every((key) => ['资源格式', '数据量'].includes(key))).toBe(true);
  }
});

it('CAT-10 maps cycles, conditions and lists, and says why a record is none', () => {
  const mapped = shapes.map((shape) => mapForeignEntry(shape, proposeForeignMapping([shape]).mapping, 'sys_1'));
  const contents = mapped.map((one) => ('content' in one ? one.content : undefined));
  expect(contents.map((one) => one?.updateCycle)).toEqual(['irregular', 'irregular', 'yearly', undefined, 'monthly']);
  expect(contents.map((one) => one?.opening?.mode)).toEqual([
    'unconditional',
    'conditional',
    'unconditional',
    undefined,
    'conditional',
  ]);
  expect(contents[3]?.keywords).toEqual(['公共服务', '生态环保']);
  expect(contents[4]?.keywords).toEqual(['联系电话', '注册地区', '经济管理']);
  expect(contents[2]?.description).toBe('局所 年份');
  expect(mapForeignEntry({ 标题: ' ' }, { title: '标题' }, 'sys_1')).toEqual({ rejected: 'import.title-missing' });
  expect(mapForeignEntry({ 标题: 'x'.repeat(300) }, { title: '标题' }, 'sys_1')).toEqual({
    rejected: 'import.title-too-long',
  });
});
