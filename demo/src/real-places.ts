import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Folder of the real tables that are shipped with the project. */
export const dataFolder = new URL('../data/', import.meta.url).pathname;

export interface Street {
  readonly code: string;
  readonly name: string;
  readonly county: string;
}

/** `tier` 3 = city hospital, 2 = county hospital, 1 = town or community. */
export interface Hospital {
  readonly code: string;
  readonly name: string;
  readonly county: string;
  readonly tier: 1 | 2 | 3;
}

/** Splits one line of a table whose cells may be quoted. */
export function splitCsvLine(line: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < line.length; i += 1) {
    const c = line[i];
    if (quoted && c === '"' && line[i + 1] === '"') {
      cell += '"';
      i += 1;
    } else if (c === '"') quoted = !quoted;
    else if (c === ',' && !quoted) {
      cells.push(cell);
      cell = '';
    } else cell += c;
  }
  return [...cells, cell];
}

/** Rows of a shipped table as records, every cell as text. */
export async function readTable(file: string): Promise<Record<string, string>[]> {
  const [head = '', ...lines] = (await readFile(join(dataFolder, file), 'utf8'))
    .split('\n')
    .filter((line) => line !== '');
  const names = splitCsvLine(head);
  return lines.map((line) => {
    const cells = splitCsvLine(line);
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}

export async function readStreets(file: string): Promise<Street[]> {
  const rows = await readTable(file);
  return rows.map((row) => ({ code: row['code'] ?? '', name: row['name'] ?? '', county: row['areaCode'] ?? '' }));
}

/** County codes of a province as they occur in citizen numbers: statistical codes of development zones are left out. */
export async function readCountyCodes(province: string): Promise<string[]> {
  const rows = await readTable('counties.csv');
  return rows
    .filter((row) => row['provinceCode'] === province)
    .map((row) => row['code'] ?? '')
    .filter((code) => Number(code.slice(4)) < 70 || Number(code.slice(4)) >= 81);
}

/** Hospitals of a city in the published list of fever clinics (2020). */
export async function readListedHospitals(city: string, cityCode: string): Promise<Hospital[]> {
  const counties = new Map(
    (await readTable('counties.csv'))
      .filter((row) => row['cityCode'] === cityCode)
      .map((row) => [row['name'], row['code'] ?? '']),
  );
  const seen = new Set<string>();
  const found: { name: string; county: string }[] = [];
  for (const row of await readTable('fever-clinics.csv')) {
    const county = counties.get(row['county'] ?? '');
    const name = (row['name'] ?? '').trim();
    if (row['city'] !== city || county === undefined || seen.has(name)) continue;
    seen.add(name);
    found.push({ name, county });
  }
  return numbered(found);
}

/** Gives each hospital a code of its own (`H` + county + two digits; real institution codes are not in the open). */
export function numbered(
  list: readonly { readonly name: string; readonly county: string; readonly tier?: 1 | 2 | 3 }[],
): Hospital[] {
  const next = new Map<string, number>();
  return list.map(({ name, county, tier }) => {
    const n = (next.get(county) ?? 0) + 1;
    next.set(county, n);
    return { code: `H${county}${String(n).padStart(2, '0')}`, name, county, tier: tier ?? tierOf(name) };
  });
}

function tierOf(name: string): 1 | 2 | 3 {
  if (/卫生院|社区|诊所/.test(name)) return 1;
  return /市第|三〇二|^[^区县]{2,3}市(人民|中医)/.test(name) ? 3 : 2;
}
