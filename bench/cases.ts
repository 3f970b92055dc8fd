import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createCases, type CaseActor, type Cases } from '@sluice/cases';
import type { Db, Transact } from '@sluice/database';
import { createIdSource, createSystemClock } from '@sluice/kernel';
import { createLedger, openLogKeys } from '@sluice/ledger';
import { checkProfileFile, type ResolvedChain } from '@sluice/profile';
import { openBenchDatabase, type BenchDatabase } from './bench-database.ts';
import { rowOf, type Case, type Row } from './row.ts';

const OPEN_CASES = 1_000_000;
/** Desks of ordinary size share nine tenths of the cases, one has the rest. */
const DESKS = 100;
const LARGE_DESK = OPEN_CASES / 10;
/** Limits end on so many days, as many cases on each. */
const DAYS = 100;
const READS = 100;
const ACTS = 200;
const WRITERS = 16;
const SECONDS = 6;
const ROUNDS = 2;

const clock = createSystemClock(Date.now);
const PLACE = 'here';

const aspects = ['purpose', 'data_security', 'network_security', 'personal_information', 'trade_secrets'];
const chain: ResolvedChain = {
  proposer: 'developer',
  supplement_working_days: 10,
  yellow_working_days: 3,
  neglect_reported_to: 'inspection',
  steps: [
    {
      ...{ id: 'verification', title: '核查', title_en: 'Verification', kind: 'verification', actor: 'operator' },
      aspects: aspects.map((id) => ({ id, title: id, title_en: id })),
      limit: { working_days: 10, clause: 'bench' },
      on: { pass: 'next', fail: 'refused', return: 'supplement' },
      clause: 'bench',
    },
    {
      ...{ id: 'decision', title: '决定', title_en: 'Decision', kind: 'decision', actor: 'data-authority' },
      aspects: [],
      limit: { working_days: 10, clause: 'bench' },
      on: { pass: 'approved', fail: 'refused', return: 'supplement' },
      clause: 'bench',
    },
  ],
};

/** Lists of work, transitions with their entries, and limits that end, beside a million open cases; and checks of profiles. */
export const cases: Case = async (say) => {
  const database = await openBenchDatabase(WRITERS + 8);
  const ids = createIdSource(Date.now, (n) => randomBytes(n));
  try {
    await fill(database, say);
    const { keys, master } = await openLogKeys(join(database.folder, 'keys'));
    const log = createLedger({
      ...{ db: database.db, clock, ids, keys, master },
      logFolder: join(database.folder, 'log'),
      checkpointFolder: join(database.folder, 'checkpoints'),
    });
    const on = createCases({ db: database.db, transact: log.transact, clock, ids });
    await on.ensureCalendar();
    log.start();
    try {
      return [
        ...(await readDesks(database.db, on, say)),
        ...(await act(log.transact, on, say)),
        await sweep(on, say),
        await checkProfiles(),
      ];
    } finally {
      await log.stop();
    }
  } finally {
    await database.close();
  }
};

const deskOf = (n: number): string => (n < LARGE_DESK ? 'desk-0' : `desk-${1 + ((n - LARGE_DESK) % (DESKS - 1))}`);

/** A million cases at their first step, written past the ledger: how they came there is not measured. */
async function fill(database: BenchDatabase, say: (line: string) => void): Promise<void> {
  const began = performance.now();
  const tables = ['cases.case_file', 'cases.step'];
  const desk = `case when n < ${LARGE_DESK} then 'desk-0' else 'desk-' || (1 + (n - ${LARGE_DESK}) % ${DESKS - 1}) end`;
  const text = JSON.stringify(chain).replaceAll("'", "''");
  const numbers = `generate_series(0, ${OPEN_CASES - 1}) n`;
  const due = `to_char(date '${dayAfter(1)}' + (n % ${DAYS}), 'YYYY-MM-DD')::date`;
  await database.asOwner(`
    ${tables.map((table) => `alter table ${table} disable trigger user;`).join(' ')}
    insert into cases.case_file (id, kind, subject, stream, jurisdiction, profile_id, profile_version, chain, facts,
      proposer_person, proposer_body, state, opened_at)
    select 'case_' || n, 'bench', 'thing-' || n, 'bench:' || n, '${PLACE}', '${PLACE}', '1', '${text}', '{}',
      'person-' || n % 5000, 'developer-' || n % 500, 'open', now() from ${numbers};
    insert into cases.step (id, case_id, position, step, role, body, state, started_on, due_on)
    select 'cst_' || n || '_0', 'case_' || n, 0, 'verification', 'operator', ${desk}, 'current', current_date, ${due} from ${numbers};
    insert into cases.step (id, case_id, position, step, role, state)
    select 'cst_' || n || '_1', 'case_' || n, 1, 'decision', 'data-authority', 'waiting' from ${numbers};
    insert into cases.task (id, case_id, act, kind, jurisdiction, role, body, person, not_body, not_person, step, step_title,
      step_title_en, started_on, due_on, yellow_on)
    select 'case_' || n || ':act-on-step', 'case_' || n, 'act-on-step', 'bench', '${PLACE}', 'operator', ${desk}, '',
      'developer-' || n % 500, 'person-' || n % 5000, 'verification', '核查', 'Verification', current_date, ${due}, ${due} - 3
    from ${numbers};
    ${tables.map((table) => `alter table ${table} enable trigger user;`).join(' ')}`);
  await database.asOwner('vacuum analyze cases.case_file');
  await database.asOwner('vacuum analyze cases.step');
  await database.asOwner('vacuum analyze cases.task');
  say(`${OPEN_CASES} open cases in ${Math.round((performance.now() - began) / 1000)} s`);
}

const dayAfter = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const at = (body: string): CaseActor => ({ person: `person-at-${body}`, body, role: 'operator', jurisdiction: PLACE });

async function readDesks(db: Db, on: Cases, say: (line: string) => void): Promise<Row[]> {
  const ordinary: number[] = [];
  const large: number[] = [];
  await on.inbox(db, at('desk-1'), {});
  for (let round = 0; round < ROUNDS; round += 1) {
    ordinary.push(
      await p95Of(READS, async (n) => void (await on.inbox(db, at(`desk-${1 + ((n * 37) % (DESKS - 1))}`), {}))),
    );
    large.push(await p95Of(10, async () => void (await on.inbox(db, at('desk-0'), {}))));
  }
  say(
    `inbox p95 ${ordinary.map((one) => one.toFixed(1)).join(', ')} ms; the large desk ${large.map((one) => one.toFixed(1)).join(', ')} ms`,
  );
  const figure = { unit: 'ms', better: 'lower' } as const;
  const share = Math.round((OPEN_CASES - LARGE_DESK) / (DESKS - 1));
  return [
    rowOf(
      { id: 'cases.inbox-p95', what: `list of work, ${share} tasks of 1 M open cases`, ...figure, goal: 50 },
      ordinary,
    ),
    rowOf(
      { id: 'cases.inbox-large-p95', what: `list of work, ${LARGE_DESK} tasks at one desk`, ...figure, goal: 50 },
      large,
    ),
  ];
}

async function act(transact: Transact, on: Cases, say: (line: string) => void): Promise<Row[]> {
  let next = LARGE_DESK;
  const one = async (): Promise<void> => {
    const n = (next += 1);
    const findings = aspects.map((aspect) => ({ aspect, result: 'pass' as const, text: 'as found' }));
    await transact((tx) =>
      on.act(tx, `case_${n}`, { step: 'verification', outcome: 'pass', findings, reasons: [] }, at(deskOf(n))),
    );
  };
  await p95Of(20, one);
  const latency: number[] = [];
  const rate: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    latency.push(await p95Of(ACTS, one));
    const began = performance.now();
    let done = 0;
    await Promise.all(
      Array.from({ length: WRITERS }, async () => {
        while (performance.now() - began < SECONDS * 1000) {
          await one();
          done += 1;
        }
      }),
    );
    rate.push(done / ((performance.now() - began) / 1000));
  }
  say(`transition p95 ${latency.map((x) => x.toFixed(1)).join(', ')} ms; ${rate.map(Math.round).join(', ')} /s`);
  return [
    rowOf(
      { id: 'cases.transition-p95', what: 'a transition with its entry', unit: 'ms', better: 'lower', goal: 20 },
      latency,
    ),
    rowOf(
      {
        id: 'cases.transitions',
        what: `transitions with entries, ${WRITERS} writers`,
        unit: '/s',
        better: 'higher',
        goal: 200,
      },
      rate,
    ),
  ];
}

/** The cases whose limit ends on the same day, all to be listed against their units when it is over. */
async function sweep(on: Cases, say: (line: string) => void): Promise<Row> {
  const began = performance.now();
  const listed = await on.sweep(new Date(`${dayAfter(2)}T02:00:00Z`));
  const seconds = (performance.now() - began) / 1000;
  say(`${listed} limits that ended on one day entered in ${seconds.toFixed(1)} s`);
  return rowOf(
    {
      id: 'cases.timers',
      what: `${listed} limits of one day, of 1 M open cases`,
      unit: 's',
      better: 'lower',
      goal: 60,
    },
    [seconds],
  );
}

async function checkProfiles(): Promise<Row> {
  const folder = join(import.meta.dirname, '../profiles');
  const times: number[] = [];
  for (const name of (await readdir(folder)).filter((one) => one.endsWith('.json'))) {
    const began = performance.now();
    await checkProfileFile(join(folder, name));
    times.push((performance.now() - began) / 1000);
  }
  const slowest = Math.max(...times);
  return rowOf(
    { id: 'profile.check', what: 'check of one profile, the slowest', unit: 's', better: 'lower', goal: 1 },
    [slowest],
  );
}

async function p95Of(times: number, work: (n: number) => Promise<void>): Promise<number> {
  const took: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const began = performance.now();
    await work(n);
    took.push(performance.now() - began);
  }
  return took.toSorted((a, b) => a - b)[Math.floor(took.length * 0.95)] ?? 0;
}
