import { createEngine } from '@sluice/engines';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DomainAccess } from '../src/index.ts';

/** Marks that stand in the raw values and may appear nowhere outside. */
export const MARKER = 'MARKER-7F3A';

/**
 * 6000 visits of 1500 persons. District F has 3 persons; one person in E pays nearly everything there; disease block Z
 * is the only one in district D.
 */
const visitsSql = (persons: number): string => `
  select 'P${MARKER}' || p as person_id, 'N${MARKER}' || p as person_name,
    case when p < 3 then 'F' when q < 203 then 'E' when q < 403 then 'D' when q < 703 then 'C' when q < 1000 then 'B' else 'A' end as district,
    date '2024-01-01' + cast((i * 37) % 731 as integer) as visited_on,
    cast(20 + (p * 7) % 60 as bigint) as age,
    case when q >= 203 and q < 403 then 'Z01' when i % 5 = 0 then 'B20' when i % 3 = 0 then 'J18' else 'I10' end as disease,
    cast(case when p = 10 then 1000000 else 100 + (i * 13) % 400 end as double) as cost,
    cast((i % 7) - 3 as double) * 10 as paid,
    cast(case when i % 11 = 0 then null when p in (10, 300, 301) then 40 else (i * 7) % 25 end as bigint) as hours,
    cast(case when q between 1000 and 1040 and q % 10 = 0 then 1 else 0 end as bigint) as rare,
    cast(case when q between 1000 and 1040 and q % 10 = 0 then 0 else 1 end as bigint) as well,
    (p % 2 = 0) as insured,
    'H' || (i % 40) as place,
    cast(p as uinteger) as __e_person_id,
    cast(cast(1 as hugeint) << cast((p * 2654435761) % 64 as integer) as ubigint) as __b_person_id
  from (select i, cast(i % ${persons} as bigint) as p, (i % ${persons}) * 1500 // ${persons} as q from range(${persons * 4}) t(i))`;

/** Some 2000 residents, of whom few visit anything; fewer beside few visitors. */
const residentsSql = (persons: number): string => `
  select 'P${MARKER}' || p as person_id, case when p % 2 = 0 then 'f' else 'm' end as sex,
    date '1950-01-01' + cast((p * 11) % 18000 as integer) as born_on, cast(30000 + p % 900 as bigint) as income,
    cast(p as uinteger) as __e_person_id, cast(cast(1 as hugeint) << cast((p * 2654435761) % 64 as integer) as ubigint) as __b_person_id
  from range(${Math.min(2_000, persons * 5)}) t(p)`;

const PLACES = `select 'H' || p as place, case when p % 4 = 0 then 'high' else 'low' end as grade from range(40) t(p)`;

/** Patients, one row each: wards of 9, 9, 40 and 60 on one floor, of 6, 5 and 50 on the other. */
const WARDS = `select 'P${MARKER}' || p as person_id,
    case when p < 9 then 'W1' when p < 18 then 'W2' when p < 58 then 'W3' when p < 118 then 'W4' when p < 124 then 'W5' when p < 129 then 'W6' else 'W7' end as ward,
    case when p < 118 then 'first' else 'second' end as storey,
    cast(case when p = 20 then 900000 else 100 + p end as double) as cost,
    cast(p as uinteger) as __e_person_id, cast(cast(1 as hugeint) << cast((p * 2654435761) % 64 as integer) as ubigint) as __b_person_id
  from range(179) t(p)`;

export interface SampleDomain {
  readonly domain: DomainAccess;
  readonly folder: string;
  /** What the engine said in words: for the restricted log only. */
  readonly sealed: string[];
  /** Runs any statement, as the reference that the gate's answer is compared with. */
  reference(sql: string): Promise<readonly (readonly unknown[])[]>;
  close(): Promise<void>;
}

/**
 * @param persons each with four visits; the shares of the districts stay what they are
 * @param threads of the engine; one is quicker where there are few rows
 */
export async function createSampleDomain(persons = 1500, threads?: number): Promise<SampleDomain> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-gate-'));
  const sealed: string[] = [];
  const engine = await createEngine({
    isolation: 'process',
    onEngineText: (text) => sealed.push(text),
    ...(threads === undefined ? {} : { threads }),
  });
  const limits = { deadlineMs: 30_000, maxRows: 100_000 };
  const files = {
    epo_visits: join(folder, 'visits.parquet'),
    epo_residents: join(folder, 'residents.parquet'),
    epo_places: join(folder, 'places.parquet'),
    epo_wards: join(folder, 'wards.parquet'),
  };
  const writing = await engine.open({ readOnly: [], writable: folder });
  await writing.run({ sql: `copy (${visitsSql(persons)}) to '${files.epo_visits}' (format parquet)` }, limits);
  await writing.run({ sql: `copy (${residentsSql(persons)}) to '${files.epo_residents}' (format parquet)` }, limits);
  await writing.run({ sql: `copy (${PLACES}) to '${files.epo_places}' (format parquet)` }, limits);
  await writing.run({ sql: `copy (${WARDS}) to '${files.epo_wards}' (format parquet)` }, limits);
  await writing.close();
  const domain: DomainAccess = {
    open: async () => {
      const session = await engine.open({ readOnly: [folder] });
      return {
        engine: session,
        files: Object.fromEntries(Object.entries(files).map(([epoch, file]) => [epoch, [file]])),
        close: () => session.close(),
      };
    },
  };
  return {
    domain,
    folder,
    sealed,
    reference: async (sql) => {
      const session = await engine.open({ readOnly: [folder] });
      const names = `with visits as (select * from read_parquet('${files.epo_visits}')), residents as (select * from read_parquet('${files.epo_residents}')), places as (select * from read_parquet('${files.epo_places}')), wards as (select * from read_parquet('${files.epo_wards}')) `;
      const result = await session.run({ sql: names + sql }, limits);
      await session.close();
      return result.rows;
    },
    close: async () => {
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
