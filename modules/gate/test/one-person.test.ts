import fc from 'fast-check';
import { createEngine, type Engine } from '@sluice/engines';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DomainAccess } from '../src/index.ts';
import { createLocalGate } from '../src/local-gate.ts';
import type { CellValue } from '../src/program-types.ts';
import { condition, dimension, parametersOf } from './program-generator.ts';
import { createSampleDomain, MARKER, type SampleDomain } from './sample-domain.ts';
import { sampleGrant } from './sample-grant.ts';

const PERSONS = 300;
/** The person who is in one world and not in the other, and how many rows any person has. */
const SOMEBODY = 77;
const MOST_ROWS = 4;
const MOST_HOURS = 240;
const limits = { deadlineMs: 30_000, maxRows: 100_000 };

let sample: SampleDomain;
let engine: Engine;
let folder: string;
let worlds: { readonly with: DomainAccess; readonly without: DomainAccess };
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  sample = await createSampleDomain(PERSONS, 1);
  const session = await sample.domain.open([]);
  const shared = { ...session, close: () => Promise.resolve() };
  folder = await mkdtemp(join(tmpdir(), 'sluice-person-'));
  engine = await createEngine({ isolation: 'process', threads: 1 });
  const fewer = join(folder, 'visits.parquet');
  const writing = await engine.open({ readOnly: [sample.folder], writable: folder });
  const all = `read_parquet('${session.files['epo_visits']?.[0] ?? ''}')`;
  await writing.run(
    { sql: `copy (select * from ${all} where __e_person_id <> ${SOMEBODY}) to '${fewer}' (format parquet)` },
    limits,
  );
  await writing.close();
  const other = await engine.open({ readOnly: [sample.folder, folder] });
  closing.push(
    () => session.close(),
    () => other.close(),
  );
  worlds = {
    with: { open: () => Promise.resolve(shared) },
    without: {
      open: () =>
        Promise.resolve({
          engine: other,
          files: { ...session.files, epo_visits: [fewer] },
          close: () => Promise.resolve(),
        }),
    },
  };
}, 60_000);
afterAll(async () => {
  for (const close of closing) await close();
  await engine.close();
  await sample.close();
  await rm(folder, { recursive: true, force: true });
});

const counting = fc
  .record({
    by: fc.option(dimension, { nil: undefined }),
    where: fc.option(condition, { nil: undefined }),
    source: fc.constantFrom('visits', 'visits join residents using (person_id)'),
  })
  .map(({ by, where, source }) => {
    const from = `from ${source}${where === undefined ? '' : ` where ${where}`}`;
    return by === undefined
      ? `select 'all', count(*), sum(hours) ${from}`
      : `select ${by}, count(*), sum(hours) ${from} group by 1`;
  });

describe('one person more or fewer', () => {
  it('PLT-07 changes no verdict, no digest and no message, and figures by no more than a person has', async () => {
    const programs = fc.sample(counting, { numRuns: 60, seed: 3 });
    for (const sql of programs) {
      const run = (domain: DomainAccess) =>
        createLocalGate({ domain, without: new Set(['R12']) }).run({
          snapshot: sampleGrant,
          sql,
          parameters: parametersOf(sql),
        });
      const [one, other] = [await run(worlds.with), await run(worlds.without)];
      if (one.verdict === 'refused' || other.verdict === 'refused') throw new Error(`refused: ${sql}`);
      expect({ ...other, rows: [], counts: null, times: null }, sql).toEqual({
        ...one,
        rows: [],
        counts: null,
        times: null,
      });
      const before = new Map(one.rows.map((row) => [JSON.stringify(row[0]), row]));
      for (const row of other.rows) {
        const same = before.get(JSON.stringify(row[0]));
        if (!same) continue;
        expect(Math.abs(Number(row[1]) - Number(same[1])), sql).toBeLessThanOrEqual(MOST_ROWS);
        expect(Math.abs(Number(row[2]) - Number(same[2])), sql).toBeLessThanOrEqual(MOST_ROWS * MOST_HOURS);
      }
      expect(JSON.stringify([one, other])).not.toContain(MARKER);
    }
  }, 120_000);
});

/** Conditions that mean the same to the engine as to the gate; many differ by the three persons of one district. */
const related = fc.constantFrom(
  'district is not null',
  "district <> 'F'",
  "district = 'E'",
  "district in ('E', 'F')",
  "district in ('A', 'B')",
  "district in ('A', 'B', 'F')",
  "district in ('D', 'E')",
  "district in ('D', 'E', 'F')",
  "left(disease, 1) = 'B'",
);
const asked = fc
  .record({
    beside: fc.constantFrom('district is not null', 'insured', 'age < 60'),
    questions: fc.array(fc.record({ which: related, grouped: fc.boolean() }), { minLength: 4, maxLength: 6 }),
  })
  .map(({ beside, questions }) =>
    questions.map(({ which, grouped }) => ({ where: `(${which}) and (${beside})`, grouped })),
  );

interface Out {
  readonly sql: string;
  /** Condition of the rows that the released figure counts. */
  readonly rows: string;
}

/** What one sequence of questions let out: a condition for each released count. */
async function releasedBy(sequence: readonly { readonly where: string; readonly grouped: boolean }[]) {
  const gate = createLocalGate({ domain: worlds.with });
  const out: Out[] = [];
  for (const { where, grouped } of sequence) {
    const sql = grouped
      ? `select district, count(*) from visits where ${where} group by 1`
      : `select count(*) from visits where ${where}`;
    const outcome = await gate.run({ snapshot: sampleGrant, sql, parameters: [] });
    if (outcome.verdict === 'refused') throw new Error(`${sql}: ${outcome.diagnostics[0]?.code ?? ''}`);
    for (const row of outcome.rows)
      out.push({ sql, rows: grouped ? `(${where}) and district = '${String(row[0])}'` : where });
  }
  return out;
}

/** Fewest entities that a combination with factors −1, 0 and 1 of up to four released counts is about; null where none. */
async function fewest(
  out: readonly Out[],
): Promise<{ readonly entities: number; readonly of: readonly string[] } | null> {
  const list = out.map(({ rows }, i) => `coalesce(${rows}, false) as c${i}`).join(', ');
  const table = await sample.reference(`select __e_person_id, ${list} from visits`);
  const rows = table.map(([entity, ...members]) => ({ entity, members: members.map(Boolean) }));
  let found: { readonly entities: number; readonly of: readonly string[] } | null = null;
  const visit = (from: number, chosen: readonly { readonly at: number; readonly factor: number }[]): void => {
    if (chosen.length > 0) {
      const about = new Set<CellValue>();
      for (const { entity, members } of rows)
        if (chosen.reduce((sum, { at, factor }) => sum + (members[at] ? factor : 0), 0) !== 0)
          about.add(entity as CellValue);
      if (about.size > 0 && (found === null || about.size < found.entities))
        found = { entities: about.size, of: chosen.map(({ at, factor }) => `${factor} × ${out[at]?.rows ?? ''}`) };
    }
    if (chosen.length === 4) return;
    for (let at = from; at < out.length; at += 1)
      for (const factor of chosen.length === 0 ? [1] : [1, -1]) visit(at + 1, [...chosen, { at, factor }]);
  };
  visit(0, []);
  return found;
}

describe('questions one after the other', () => {
  it('PLT-07 no sum or difference of up to four answers is about fewer than k persons', async () => {
    const sequences = fc.sample(asked, { numRuns: 20, seed: 17 });
    let released = 0;
    for (const sequence of sequences) {
      const out = (await releasedBy(sequence)).slice(0, 14);
      released += out.length;
      const least = out.length === 0 ? null : await fewest(out);
      expect(least?.entities ?? sampleGrant.k, JSON.stringify(least)).toBeGreaterThanOrEqual(sampleGrant.k);
    }
    expect(released).toBeGreaterThan(40);
  }, 120_000);
});
