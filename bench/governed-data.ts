import type { FieldDefinition } from '@sluice/catalogue';
import type { Engine } from '@sluice/engines';
import type { GrantedField, GrantedTable, GrantSnapshot, Use } from '@sluice/gate';
import { computeStatistics, runner } from '@sluice/vault';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quoted, visitFields, visitRows } from './visits.ts';

export const limits = { deadlineMs: 600_000, maxRows: 100_000 };

/** How entities are dealt out over rows: alike, so that the first of them has √2 millionths of all, or one to each. */
export type Skew = 'uniform' | 'zipf' | 'single';

const identity = { name: 'identity', kind: 'identity' } as const;
const plain = { title: '', required: true, role: 'other', grade: 2 } as const;

const hospitalFields: readonly FieldDefinition[] = [
  { ...plain, name: 'hospital', type: 'text', unique: true, levels: [identity] },
  { ...plain, name: 'grade', type: 'text', levels: [identity] },
];
const personFields: readonly FieldDefinition[] = [
  { ...plain, name: 'pid', type: 'text', unique: true, role: 'entity-key', entity: 'person' },
  { ...plain, name: 'household', type: 'text', levels: [identity] },
];
const costBins = [{ name: 'fifties', kind: 'bin', width: 50 }] as const;
const fieldsOfVisits = visitFields.map((field) => (field.name === 'cost' ? { ...field, levels: costBins } : field));

/** The generated keys are numbered already: the ordinal is read back from the key. */
const ORDINAL = '((pid::bigint - 320000000000000000) // 7919)::uinteger';
const KEYS = `${ORDINAL} as "__e_pid", (1::ubigint << (hash(pid) % 64)::ubigint) as "__b_pid"`;

const hospitals = `select 'H' || lpad(h::varchar, 3, '0') as hospital, case when h % 10 = 0 then 'third' when h % 2 = 0 then 'second' else 'first' end as grade from range(120) t(h)`;
const persons = (people: number): string =>
  `select lpad((320000000000000000 + p * 7919)::varchar, 18, '0') as pid, (1 + hash(p) % 6)::varchar as household from range(${people}) t(p)`;

/** Exponent ½: the number of rows of the r-th entity falls with √r. */
const zipf = (rows: number, people: number): string =>
  `select lpad((320000000000000000 + floor(${people} * pow((hash(cost::varchar || age || hospital || visit_date::varchar) % 1000000007) / 1000000007.0, 2))::bigint * 7919)::varchar, 18, '0') as pid, * exclude (pid) from (${visitRows(rows, people)})`;

/** Each row is an entity of its own. */
const single = (rows: number, people: number): string =>
  `select lpad((320000000000000000 + (row_number() over ()) * 7919)::varchar, 18, '0') as pid, * exclude (pid) from (${visitRows(rows, people)})`;

const selectOf = { uniform: visitRows, zipf, single } as const;

export interface VisitData {
  readonly snapshot: GrantSnapshot;
  readonly files: Readonly<Record<string, string>>;
}

/** Writes the tables and describes them as the vault would; what a folder has from an earlier run is taken as it is. */
export async function prepareVisits(
  engine: Engine,
  folder: string,
  rows: number,
  people: number,
  skew: Skew,
): Promise<VisitData> {
  const kept = join(folder, `visits-${skew}-${rows}-${people}.json`);
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as VisitData;
  const data = await writeVisits(engine, folder, rows, people, skew);
  writeFileSync(kept, JSON.stringify(data));
  return data;
}

async function writeVisits(
  engine: Engine,
  folder: string,
  rows: number,
  people: number,
  skew: Skew,
): Promise<VisitData> {
  const session = await engine.open({ readOnly: [], writable: folder });
  try {
    const tables: GrantedTable[] = [];
    const files: Record<string, string> = {};
    const add = async (name: string, select: string, fields: readonly FieldDefinition[], keyed: boolean) => {
      const file = join(folder, `${name}-${skew}-${rows}-${people}.parquet`);
      const columns = keyed ? `*, ${KEYS}` : '*';
      await session.run(
        {
          sql: `copy (select ${columns} from (${select})) to ${quoted(file)} (format parquet, compression zstd, row_group_size 122880)`,
        },
        limits,
      );
      const statistics = await computeStatistics(runner(session, limits.deadlineMs), [file], fields);
      files[name] = file;
      tables.push({
        name,
        title: name,
        resourceId: `res_${name}`,
        epochId: `epo_${name}`,
        statistics,
        fields: fields.map((field) => ({ ...field, uses: usesOf(field) }) as GrantedField),
      });
    };
    const unique = skew === 'single';
    const fields = fieldsOfVisits.map((field) => (unique && field.name === 'pid' ? { ...field, unique } : field));
    await add('visits', selectOf[skew](rows, people), fields, true);
    await add('hospitals', hospitals, hospitalFields, false);
    await add('persons', persons(people), personFields, true);
    return { snapshot: snapshotOf(tables), files };
  } finally {
    await session.close();
  }
}

function snapshotOf(tables: readonly GrantedTable[]): GrantSnapshot {
  return {
    id: 'gra_bench',
    jurisdiction: 'bench',
    scenario: 'bench',
    purpose: 'bench',
    ruleVersion: 'bench',
    startsAt: '2024-01-01T00:00:00Z',
    endsAt: '2099-01-01T00:00:00Z',
    k: 10,
    dominance: { p: 0.1, n: 2, share: 0.85 },
    tables,
    clauses: { scope: 'bench', purpose: 'bench', disclosure: 'bench' },
  };
}

function usesOf({ role, measure, levels, name }: FieldDefinition): readonly Use[] {
  if (role === 'direct-identifier') return [];
  if (role === 'entity-key') return ['join', 'count-distinct'];
  return [
    ...(levels && name !== 'cost' ? (['group', 'filter'] as const) : []),
    ...(measure ? (['sum', 'moment2', 'quantile'] as const) : []),
    ...(name === 'hospital' ? (['join'] as const) : []),
  ];
}
