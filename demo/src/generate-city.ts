import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeGb18030 } from './encode-gb18030.ts';
import type { CityPlan } from './generate-plan.ts';
import { generateResidents, plantedDefects, REGISTER_SQL } from './generate-residents.ts';
import { DELIVERED_VISITS_SQL, generateVisits, VISIT_DEFECTS_SQL } from './generate-visits.ts';

export interface GeneratedCity {
  /** CSV in GB 18030. */
  readonly residentsFile: string;
  /** Parquet. */
  readonly visitsFile: string;
  readonly rows: { readonly residents: number; readonly visits: number };
  /** Rows that a quality rule must find, by planted defect. */
  readonly defects: {
    readonly residents: Readonly<Record<string, number>>;
    readonly visits: Readonly<Record<string, number>>;
  };
}

const REGISTER_COLUMNS = [
  'citizen_id',
  'name',
  'sex',
  'birth_date',
  'district_code',
  'street_code',
  'mobile',
  'registered_on',
] as const;

/**
 * Makes the synthetic register and visits of one city into `folder`. The same plan gives the same rows on every machine.
 * Files appear under their names only when they are complete.
 */
export async function generateCity(plan: CityPlan, folder: string): Promise<GeneratedCity> {
  await mkdir(folder, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '2GB' });
  const db = await instance.connect();
  try {
    await generateResidents(db, plan);
    const residentsFile = join(folder, `${plan.city}-residents.csv`);
    const residents = await writeRegister(db, residentsFile);
    await generateVisits(db, plan);
    const visitsFile = join(folder, `${plan.city}-visits.parquet`);
    const visits = await writeVisits(db, visitsFile);
    return { residentsFile, visitsFile, rows: plan.size, defects: { residents, visits } };
  } finally {
    db.closeSync();
    instance.closeSync();
  }
}

async function writeRegister(db: DuckDBConnection, file: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const part = `${file}.part`;
  const out = await open(part, 'w');
  try {
    await out.write(encodeGb18030(`${REGISTER_COLUMNS.join(',')}\n`));
    const line = REGISTER_COLUMNS.map((column) => `${column}::varchar`).join(', ');
    const result = await db.stream(`select concat_ws(',', ${line}), defect from (${REGISTER_SQL}) order by i`);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) break;
      const lines = chunk.getColumnValues(0);
      for (const defect of chunk.getColumnValues(1)) {
        const name = plantedDefects[Number(defect)];
        if (name) counts[name] = (counts[name] ?? 0) + 1;
      }
      await out.write(encodeGb18030(`${lines.join('\n')}\n`));
    }
  } finally {
    await out.close();
  }
  await rename(part, file);
  return counts;
}

async function writeVisits(db: DuckDBConnection, file: string): Promise<Record<string, number>> {
  const counted = await db.runAndReadAll(VISIT_DEFECTS_SQL);
  const part = `${file}.part`;
  await db.run(
    `copy (${DELIVERED_VISITS_SQL} order by visit_id) to '${part.replaceAll("'", "''")}' (format parquet, compression zstd)`,
  );
  await rename(part, file);
  return Object.fromEntries(counted.getRows().map(([defect, count]) => [String(defect), Number(count)]));
}
