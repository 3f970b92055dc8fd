import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLocalGate, type DomainAccess, type GrantSnapshot } from '../src/index.ts';
import { createSampleDomain, type SampleDomain } from './sample-domain.ts';
import { sampleGrant } from './sample-grant.ts';

let sample: SampleDomain;
beforeAll(async () => {
  sample = await createSampleDomain();
});
afterAll(() => sample.close());

/** Asks one after the other; true for each that got any row. */
async function answered(texts: readonly string[], options: { snapshot?: GrantSnapshot; domain?: DomainAccess } = {}) {
  const gate = createLocalGate({ domain: options.domain ?? sample.domain });
  const got: boolean[] = [];
  for (const sql of texts) {
    const outcome = await gate.run({ snapshot: options.snapshot ?? sampleGrant, sql, parameters: [] });
    got.push(outcome.verdict === 'released' && outcome.rows.length > 0);
  }
  return got;
}

const count = (where: string): string => `select count(*) from visits where ${where}`;

describe('combinations of releases', () => {
  // The three persons of F are not even asked for by name in any of these.
  it('ENV-02 stops a general tracker: four sets, each large, whose combination is three persons', async () => {
    const tracker = [
      count("district in ('A', 'F')"),
      count("district in ('B', 'F')"),
      count("district in ('A', 'B', 'C')"),
      count("district in ('C', 'F')"),
    ];
    // q1 + q2 + q4 - q3 = 3 F
    expect(await answered(tracker)).toEqual([true, true, true, false]);
    expect(await answered([...tracker.slice(0, 3), count("district in ('C', 'D')")])).toEqual([true, true, true, true]);
  });

  it('ENV-02 stops a double tracker and a union tracker', async () => {
    expect(
      await answered([
        count("district in ('A', 'E')"),
        count("district in ('E', 'F', 'B')"),
        count("district = 'B'"),
        count("district = 'A'"),
      ]),
    ).toEqual([true, true, true, false]);
    expect(
      await answered([
        count("district in ('A', 'B')"),
        count("district in ('C', 'D')"),
        count("district in ('A', 'C', 'F')"),
        count("district in ('B', 'D')"),
      ]),
    ).toEqual([true, true, true, false]);
  });

  it('ENV-02 lets out what is a combination of earlier answers: it says nothing new', async () => {
    expect(
      await answered([
        'select district, count(*) from visits group by district',
        count("district in ('A', 'B', 'C')"),
        'select insured, district, count(*) from visits group by 1, 2',
        "select insured, count(*) from visits where district in ('A', 'B') group by 1",
      ]),
    ).toEqual([true, true, true, true]);
  });

  it('ENV-02 stops three filters of one row whose rest is three persons', async () => {
    const row = (third: string) =>
      `select count(*), count(*) filter (where district in ('A', 'B')), count(*) filter (where district in (${third})) from visits`;
    expect(await answered([row("'C', 'D', 'E'")])).toEqual([false]);
    expect(await answered([row("'C', 'D'")])).toEqual([true]);
  });

  it('ENV-02 counts entities, not rows, for every key, and keeps supports of exactly k apart', async () => {
    const twelve = "district in ('F') or age < 30";
    expect(await answered([count('age < 30'), count(twelve)])).toEqual([true, false]);
  });

  it('ENV-02 asks few scans of a long history, and none where the support is out already', async () => {
    let scans = 0;
    const domain: DomainAccess = {
      open: async (...asked) => {
        const session = await sample.domain.open(...asked);
        const engine: typeof session.engine = {
          ...session.engine,
          close: () => session.engine.close(),
          run: (statement, limits) => {
            if (!statement.sql.includes('json_serialize_sql')) scans += 1;
            return session.engine.run(statement, limits);
          },
        };
        return { ...session, engine };
      },
    };
    const gate = createLocalGate({ domain });
    const ask = async (sql: string) => {
      scans = 0;
      await gate.run({ snapshot: sampleGrant, sql, parameters: [] });
      return scans;
    };
    for (const month of Array.from({ length: 24 }, (_, i) => new Date(Date.UTC(2024, i, 1)).toISOString().slice(0, 10)))
      expect(
        await ask(
          `select district, count(*) from visits where date_trunc('month', visited_on) = '${month}' group by 1`,
        ),
      ).toBeLessThanOrEqual(7);
    await ask('select district, bin(age, 10), count(*) from visits group by 1, 2');
    expect(await ask('select bin(age, 10), insured, count(*) from visits group by 1, 2')).toBeLessThanOrEqual(5);
    // Another measure over supports that are out: nothing is asked for the history.
    const cut = "select district, date_trunc('year', visited_on), ";
    const second = createLocalGate({ domain });
    await second.run({ snapshot: sampleGrant, sql: `${cut} count(*) from visits group by 1, 2`, parameters: [] });
    scans = 0;
    await second.run({
      snapshot: sampleGrant,
      sql: `${cut} count(distinct person_id) from visits group by 1, 2`,
      parameters: [],
    });
    const beside = scans;
    scans = 0;
    await createLocalGate({ domain }).run({
      snapshot: sampleGrant,
      sql: `${cut} count(distinct person_id) from visits group by 1, 2`,
      parameters: [],
    });
    expect(beside).toBe(scans);
  });
});
