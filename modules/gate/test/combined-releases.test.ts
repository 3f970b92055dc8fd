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
    // One for classes, one of each column that a combination reads, one for the entities of what is left, one for what is withheld.
    expect(await ask('select bin(age, 10), insured, count(*) from visits group by 1, 2')).toBeLessThanOrEqual(11);
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

  // Three persons live in F and nobody in G: who asks must not learn which of the two is so.
  const shape = async (texts: readonly string[]): Promise<string> => {
    const gate = createLocalGate({ domain: sample.domain });
    const seen: unknown[] = [];
    for (const sql of texts) {
      const outcome = await gate.run({ snapshot: sampleGrant, sql, parameters: [] });
      seen.push(outcome.verdict === 'released' ? outcome.rows.map((row) => row.map((cell) => typeof cell)) : outcome);
    }
    return JSON.stringify(seen);
  };
  const sequences: readonly ((where: string) => readonly string[])[] = [
    (small) => [count("district in ('A', 'B')"), count(`district in ('A', 'B', '${small}')`)],
    (small) => [count("age < 50 and district <> 'F'"), count(`age < 50 and district not in ('F', 'H', '${small}')`)],
    (small) => [
      `select count(*), count(*) filter (where district <> '${small}') from visits where district not in ('F', 'H') or district = '${small}'`,
    ],
    (small) => [
      `select insured, count(*) from visits where district in ('A', '${small}') group by 1`,
      "select insured, count(*) from visits where district = 'A' group by 1",
    ],
    (small) => [
      `select case when district = '${small}' then 'few' else 'rest' end as g, count(*) from visits where district in ('A', 'B', '${small}') group by 1`,
      count(`district in ('A', 'B', '${small}')`),
    ],
    (small) => [
      count(`district in ('A', 'C', '${small}')`),
      `select district, count(*) from visits where district in ('A', 'C', '${small}') group by 1`,
    ],
  ];
  it.each(sequences.map((sequence, i) => ({ i, sequence })))(
    'ENV-02 answers alike whether nobody or a few make the difference ($i)',
    async ({ sequence }) => {
      expect(await shape(sequence('G'))).toBe(await shape(sequence('F')));
    },
  );

  it('ENV-02 keeps a margin closed where a cell below it is empty by chance', async () => {
    const gate = createLocalGate({ domain: sample.domain });
    const run = async (sql: string) => {
      const outcome = await gate.run({ snapshot: sampleGrant, sql, parameters: [] });
      return outcome.verdict === 'released' ? outcome.rows : [];
    };
    const margins = await run('select district, count(*) from visits group by 1');
    expect(margins.length).toBeGreaterThan(3);
    const cells = await run('select district, left(disease, 1), count(*) from visits group by 1, 2');
    const named = (district: string) => cells.filter((row) => row[0] === district).length;
    // Every district lacks a disease that others have: the smallest cell of each stays, the only one of D among them.
    expect([named('A'), named('D')]).toEqual([2, 0]);
  });

  it('ENV-02 lets out what would follow whoever is in the data', async () => {
    expect(
      await answered([
        "select date_trunc('month', visited_on), insured, count(*) from visits group by 1, 2",
        "select date_trunc('year', visited_on), count(*) from visits group by 1",
        "select insured, count(*) from visits where visited_on >= '2024-01-01' and visited_on < '2025-01-01' group by 1",
      ]),
    ).toEqual([true, true, true]);
  });
});
