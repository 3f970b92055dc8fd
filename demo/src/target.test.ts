import { DuckDBInstance } from '@duckdb/node-api';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { demoJurisdictions, describeCity } from './city/index.ts';
import { generateCity } from './generate-city.ts';
import { citySizes, planCity } from './generate-plan.ts';

describe('the person whom two developers try to single out', () => {
  it.each(demoJurisdictions)('is one, with one visit in the district, in %s', async (city) => {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-target-'));
    const size = citySizes.small[city];
    if (!size) throw new Error('no size');
    const { visitsFile } = await generateCity(await planCity(city, size), folder);
    const { target } = (await describeCity(city)).scenario;
    const instance = await DuckDBInstance.create(':memory:');
    const db = await instance.connect();
    const found = await db.runAndReadAll(
      `select count(*)::int, max(visits)::int from (
         select *, count(*) over (partition by citizen_id, district_code) as visits from read_parquet($file))
       where district_code = $district and icd10_code = $diagnosis and sex = $sex and visit_kind = $kind
         and date_trunc('month', visit_date) = $month::date`,
      { file: visitsFile, ...target },
    );
    expect(found.getRows()).toEqual([[1, 1]]);
    db.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  });
});
