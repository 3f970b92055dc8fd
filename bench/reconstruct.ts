import { createEngine } from '@sluice/engines';
import { createLocalGate, type CellValue, type GrantSnapshot } from '@sluice/gate';
import { mkdirSync, rmSync } from 'node:fs';
import { rowOf, type Case } from './row.ts';
import { quoted } from './visits.ts';

const PERSONS = 600;
const QUESTIONS = 30;
const STEPS = 400;
const K = 10;
const limits = { deadlineMs: 60_000, maxRows: 10_000 };

interface Person {
  readonly district: number;
  readonly age: number;
  readonly sex: number;
  readonly ill: number;
}

/** Numbers that are the same in every run. */
function createDice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** An attacker knows where each person lives, how old and of which sex; not whether the person is ill. */
function people(): readonly Person[] {
  const dice = createDice(20_261_122);
  return Array.from({ length: PERSONS }, () => ({
    district: dice(12),
    age: 10 * dice(8),
    sex: dice(2),
    ill: dice(10) < 3 ? 1 : 0,
  }));
}

interface Question {
  readonly sql: string;
  readonly matches: (person: Person) => boolean;
}

/** Random legal questions: how many people, and how many of them are ill, in random parts of the town. */
function questions(): readonly Question[] {
  const dice = createDice(7);
  return Array.from({ length: QUESTIONS }, () => {
    const districts = new Set(Array.from({ length: 1 + dice(6) }, () => dice(12)));
    const [from, to] = [10 * dice(8), 10 * dice(8)].toSorted((a, b) => a - b) as [number, number];
    const sex = dice(3);
    const where = [
      `district in (${[...districts].map((one) => `'D${one}'`).join(', ')})`,
      `age between ${from} and ${to + 9}`,
      ...(sex === 2 ? [] : [`sex = '${sex}'`]),
    ].join(' and ');
    return {
      sql: `select count(*) as n, sum(ill) as ill from people where ${where}`,
      matches: (one) =>
        districts.has(one.district) && one.age >= from && one.age <= to && (sex === 2 || one.sex === sex),
    };
  });
}

/**
 * Reconstruction as Dinur and Nissim describe it: random legal questions in one history, and a solver that looks for the
 * secret of each person in everything that was answered. How often it is right, beside who guesses what most have.
 */
export const reconstruct: Case = async (say) => {
  const folder = `/dev/shm/sluice-bench-reconstruct-${process.pid}`;
  mkdirSync(folder, { recursive: true });
  const engine = await createEngine({ sessions: 2 });
  try {
    const all = people();
    const values = all.map(({ district, age, sex, ill }, i) => `(${i}, 'D${district}', ${age}, '${sex}', ${ill})`);
    const file = `${folder}/people.parquet`;
    const writing = await engine.open({ readOnly: [], writable: folder });
    const select = `select 'P' || p as person, d as district, a::bigint as age, s as sex, i::bigint as ill, p::uinteger as __e_person, (1::ubigint << (hash(p) % 64)::ubigint) as __b_person from (values ${values.join(', ')}) t(p, d, a, s, i)`;
    await writing.run({ sql: `copy (${select}) to ${quoted(file)} (format parquet)` }, limits);
    await writing.close();
    const session = await engine.open({ readOnly: [folder] });
    const domain = {
      open: () => Promise.resolve({ engine: session, files: { epo_people: [file] }, close: () => Promise.resolve() }),
    };
    const gate = createLocalGate({ domain });
    const known: { readonly members: readonly number[]; readonly ill: number }[] = [];
    for (const { sql, matches } of questions()) {
      const outcome = await gate.run({ sql, parameters: [], snapshot });
      const [row] = outcome.verdict === 'released' ? outcome.rows : [];
      if (row) known.push({ members: all.flatMap((one, i) => (matches(one) ? [i] : [])), ill: numberOf(row[1]) });
    }
    await session.close();
    const guesses = solve(known);
    const right = guesses.filter((guess, i) => (guess > 0.5 ? 1 : 0) === all[i]?.ill).length / PERSONS;
    const ill = all.reduce((sum, one) => sum + one.ill, 0) / PERSONS;
    const baseline = Math.max(ill, 1 - ill);
    const certain = guesses.filter((guess, i) => Math.abs(guess - (all[i]?.ill ?? 0)) < SURE && isPinned(guess)).length;
    say(
      `${known.length} of ${QUESTIONS} questions were answered; the attack is right about ${(100 * right).toFixed(1)} % of ${PERSONS} people, who guesses "${ill > 0.5 ? 'ill' : 'well'}" about ${(100 * baseline).toFixed(1)} %`,
    );
    const figure = { unit: '%', better: 'lower' } as const;
    return [
      rowOf({ ...figure, id: 'reconstruct.answered', what: 'random legal questions that were answered' }, [
        (100 * known.length) / QUESTIONS,
      ]),
      rowOf(
        {
          ...figure,
          id: 'reconstruct.advantage',
          what: 'people whose secret a solver gets right beyond guessing what most have',
          goal: GOAL_ADVANTAGE,
        },
        [100 * (right - baseline)],
      ),
      rowOf({ ...figure, id: 'reconstruct.certain', what: 'people whose secret the answers pin down', goal: 0 }, [
        (100 * certain) / PERSONS,
      ]),
    ];
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Guessing within groups of k or more is a little better than guessing for all: statistics say something of groups. */
const GOAL_ADVANTAGE = 10;
const SURE = 0.02;
const isPinned = (guess: number): boolean => guess < SURE || guess > 1 - SURE;
const numberOf = (value: CellValue | undefined): number => Number(value ?? 0);

/** Least squares within 0 and 1, by steps towards each answer in turn (Kaczmarz). */
function solve(known: readonly { readonly members: readonly number[]; readonly ill: number }[]): readonly number[] {
  const guesses = Array.from({ length: PERSONS }, () => 0.5);
  for (let step = 0; step < STEPS; step += 1)
    for (const { members, ill } of known) {
      const off = (ill - members.reduce((sum, at) => sum + (guesses[at] ?? 0), 0)) / Math.max(1, members.length);
      for (const at of members) guesses[at] = Math.min(1, Math.max(0, (guesses[at] ?? 0) + off));
    }
  return guesses;
}

const identity = { name: 'identity', kind: 'identity' } as const;
const dimension = { required: true, role: 'quasi-identifier', uses: ['group', 'filter'] } as const;

const snapshot: GrantSnapshot = {
  id: 'gra_bench',
  jurisdiction: 'bench',
  scenario: 'bench',
  purpose: 'bench',
  ruleVersion: 'bench',
  startsAt: '2024-01-01T00:00:00Z',
  endsAt: '2099-01-01T00:00:00Z',
  k: K,
  dominance: { p: 0.1, n: 2, share: 0.85 },
  clauses: { scope: 'bench', purpose: 'bench', disclosure: 'bench' },
  tables: [
    {
      name: 'people',
      title: 'people',
      resourceId: 'res_people',
      epochId: 'epo_people',
      statistics: {
        rows: PERSONS,
        entities: [
          {
            ...{ field: 'person', entity: 'person', entities: PERSONS, maxRows: 1, nullRows: 0 },
            ...{ ordinal: '__e_person', bucket: '__b_person' },
          },
        ],
        dimensions: [],
      },
      fields: [
        {
          name: 'person',
          title: 'person',
          type: 'text',
          required: true,
          unique: true,
          role: 'entity-key',
          entity: 'person',
          uses: [],
        },
        { ...dimension, name: 'district', title: 'district', type: 'text', levels: [identity] },
        {
          ...dimension,
          name: 'age',
          title: 'age',
          type: 'integer',
          levels: [{ name: 'tens', kind: 'bin', width: 10 }],
        },
        { ...dimension, name: 'sex', title: 'sex', type: 'text', levels: [identity] },
        {
          name: 'ill',
          title: 'ill',
          type: 'integer',
          required: true,
          role: 'sensitive',
          measure: true,
          min: 0,
          max: 1,
          uses: ['sum'],
        },
      ],
    },
  ],
};
