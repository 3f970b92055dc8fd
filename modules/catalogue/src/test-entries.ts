import { connect } from '@sluice/database';
import { sql } from 'kysely';
import { facetKey } from './count-facets.ts';
import { searchParts } from './index-resource.ts';
import { contentText, digestOf, type ResourceContent } from './resource.ts';
import { normalise, searchDocument } from './search-text.ts';
import { aField } from './test-city.ts';

/** Words of real catalogue titles: areas, subjects, kinds. Every combination occurs about equally often. */
const areas = ['市级', '城区', '开发区', '沿海', '北部', '南部', '中心城区', '乡镇', '街道', '农村'];
const subjects = [
  '医疗机构',
  '道路交通',
  '养老服务',
  '教育资源',
  '空气质量',
  '企业信用',
  '食品经营',
  '水务管理',
  '建筑施工',
  '文化旅游',
  '社会保险',
  '就业培训',
  '住房公积金',
  '不动产登记',
  '环境监测',
  '农业生产',
  '市场监管',
  '应急救援',
  '公共停车',
  '城市管理',
];
const kinds = [
  '登记信息',
  '许可信息',
  '统计数据',
  '名录',
  '处罚信息',
  '检查结果',
  '监测数据',
  '办理情况',
  '收费标准',
  '分布情况',
];
const sectors = ['health', 'transport', 'civil-affairs', 'education', 'environment', 'credit', 'market', 'water'];

const at = <T>(list: readonly T[], index: number): T => {
  const found = list[index % list.length];
  if (found === undefined) throw new RangeError('empty list');
  return found;
};

/** The entry with this number; the same in every run. */
export function generatedEntry(number: number): ResourceContent {
  const subject = at(subjects, number);
  const title = `${at(areas, Math.floor(number / 200))}${subject}${at(kinds, Math.floor(number / 20))}${Math.floor(number / 2_000) + 1}`;
  return {
    name: `entry_${number}`,
    title,
    description: `${subject}主管部门在履行职责过程中形成的${at(kinds, Math.floor(number / 20))}，按目录要求更新。`,
    class: 'public',
    form: 'table',
    sector: at(sectors, Math.floor(number / 3)),
    keywords: [at(subjects, number + 3)],
    updateCycle: 'monthly',
    grade: at([1, 2, 3, 4] as const, Math.floor(number / 7)),
    sharing: { mode: number % 3 === 0 ? 'none' : 'unconditional', ...(number % 3 === 0 ? { reason: '法律规定' } : {}) },
    opening: { mode: 'none', reason: '涉及个人信息' },
    returnFlow: { mode: 'returned' },
    authorization: {
      mode: number % 2 === 0 ? 'conditional' : 'none',
      ...(number % 2 === 0 ? { conditions: '去标识' } : { reason: '未评估' }),
    },
    fields: ['编号', '名称', '地址', '日期', '类别', '金额', '状态', '备注'].map((name, column) =>
      aField(`column_${column}`, { title: `${subject.slice(0, 2)}${name}` }),
    ),
  };
}

/**
 * Puts generated, published entries straight into the tables, as the owner and past the guards: a search test needs
 * thousands of them, and none of their histories.
 */
export function fillCatalogue(ownerUrl: string, count: number, start: Date): Promise<void> {
  return fillEntries(ownerUrl, count, start, generatedEntry);
}

/** The same with given entries. */
export async function fillEntries(
  ownerUrl: string,
  count: number,
  start: Date,
  entry: (number: number) => ResourceContent,
): Promise<void> {
  const owner = connect({ url: ownerUrl, max: 1 });
  const guarded = ['catalogue.resource', 'catalogue.resource_version'];
  for (const table of guarded) await sql`alter table ${sql.table(table)} disable trigger user`.execute(owner.q);
  for (let first = 0; first < count; first += 1_000) {
    const entries = Array.from({ length: Math.min(1_000, count - first) }, (_, more) =>
      rowsOf(first + more, entry(first + more), start),
    );
    for (const name of ['resource', 'resource_version', 'resource_search'] as const) {
      const rows = JSON.stringify(entries.map((one) => one[name]));
      const table = sql.table(`catalogue.${name}`);
      await sql`insert into ${table} select * from jsonb_populate_recordset(null::${table}, ${rows}::jsonb)`.execute(
        owner.q,
      );
    }
  }
  for (const table of guarded) await sql`alter table ${sql.table(table)} enable trigger user`.execute(owner.q);
  await sql`vacuum analyze catalogue.resource, catalogue.resource_version, catalogue.resource_search`.execute(owner.q);
  await owner.close();
}

function rowsOf(number: number, content: ResourceContent, start: Date) {
  const text = contentText(content);
  const id = `res_${String(number).padStart(26, '0')}`;
  const when = new Date(start.getTime() - number * 1_000).toISOString();
  const shared = {
    jurisdiction: number % 10 === 0 ? 'west' : 'east',
    owner_id: `body_${number % 120}`,
    owner_name: `${number % 120}号机关`,
    state: 'published',
    updated_at: when,
  } as const;
  const code = `CODE${number % 120}/${String(number).padStart(6, '0')}`;
  const parts = searchParts(content, { code, owner_name: shared.owner_name });
  return {
    resource: { ...shared, id, code, version: 1, published_version: 1, published_at: when, created_at: when },
    resource_version: {
      id: `version_${number}`,
      resource_id: id,
      version: 1,
      state: 'published',
      content: text,
      digest: digestOf(text),
      reasons: [],
      created_at: when,
    },
    resource_search: {
      ...shared,
      id,
      sector: content.sector,
      grade: content.grade,
      title_key: normalise(content.title),
      facet_key: facetKey({ ...shared, sector: content.sector ?? null, grade: content.grade ?? null }),
      doc: searchDocument(parts),
    },
  };
}
