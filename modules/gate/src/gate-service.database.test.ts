import { createLedgerWriter, createPayloadMaster, decodeEntry } from '@sluice/ledger';
import { createTestClock, createTestDatabase, createTestIds, type TestDatabase } from '@sluice/testkit';
import type { ActorRef, Transact } from '@sluice/database';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSampleDomain, MARKER, type SampleDomain } from '../test/sample-domain.ts';
import { sampleGrant } from '../test/sample-grant.ts';
import type { DomainAccess } from './domain-access.ts';
import { createGateService, type GateService } from './gate-service.ts';
import type { GrantSnapshot } from './grant-snapshot.ts';

let database: TestDatabase;
let sample: SampleDomain;
let transact: Transact;
let epoch = 0;

beforeAll(async () => {
  [database, sample] = await Promise.all([createTestDatabase(), createSampleDomain()]);
  ({ transact } = createLedgerWriter({
    db: database.db,
    clock: createTestClock(),
    ids,
    master: createPayloadMaster(new Uint8Array(32).fill(5)),
  }));
});
afterAll(() => Promise.all([database.close(), sample.close()]));

const ids = createTestIds(11);
const clock = createTestClock();
const developer: ActorRef = { kind: 'person', person: 'per_a', body: 'bod_a', role: 'developer' };
const other: ActorRef = { kind: 'person', person: 'per_b', body: 'bod_b', role: 'developer' };

let snapshot: GrantSnapshot;
let gate: GateService;
const failures: unknown[] = [];
const opened: (readonly string[])[] = [];

/** Each test has an epoch of its own, so that its history is its own. */
beforeEach(() => {
  epoch += 1;
  const name = `epo_visits_${epoch}`;
  const at = clock.now().getTime();
  snapshot = {
    ...sampleGrant,
    startsAt: new Date(at - 1000).toISOString(),
    endsAt: new Date(at + 86_400_000).toISOString(),
    tables: sampleGrant.tables.map((table) => (table.name === 'visits' ? { ...table, epochId: name } : table)),
  };
  const domain: DomainAccess = {
    open: async (epochs) => {
      opened.push(epochs);
      const session = await sample.domain.open(epochs);
      return { ...session, files: { ...session.files, [name]: session.files['epo_visits'] ?? [] } };
    },
  };
  gate = createGateService({
    db: database.db,
    transact,
    clock,
    ids,
    domain,
    onFailure: (error) => failures.push(error),
  });
});

const run = (text: string, actor = developer, grant = snapshot.id) =>
  gate.run({ actor, snapshot: { ...snapshot, id: grant }, sql: text, parameters: [] });
const byDistrict = 'select district, count(*) as n from visits group by district';

async function everythingWritten(): Promise<string> {
  const decisions = await sql`select * from gate.decision`.execute(database.db.q);
  const releases = await sql`select * from gate.release`.execute(database.db.q);
  const entries = await sql<{ entry: Uint8Array }>`select entry from ledger.outbox`.execute(database.db.q);
  return JSON.stringify([decisions.rows, releases.rows, entries.rows.map((row) => decodeEntry(row.entry))]);
}

describe('the gate with its history', () => {
  it('PLT-07 ENV-04 releases groups of enough people and enters the passage with grant, resource and epoch', async () => {
    const outcome = await run(byDistrict);
    expect(outcome).toMatchObject({
      verdict: 'released',
      rows: [
        ['A', 2000],
        ['B', 1188],
        ['C', 1200],
        ['D', 800],
        ['E', 800],
      ],
      note: { code: 'gate.small-cells-withheld' },
    });
    const [entry] = outcome.evidence;
    expect(entry?.stream).toBe(`query:${outcome.decisionId}`);
    const { rows } = await sql<{
      entry: Uint8Array;
    }>`select entry from ledger.outbox where entry_id = ${entry?.entryId ?? ''}`.execute(database.db.q);
    const decoded = decodeEntry(rows[0]?.entry ?? new Uint8Array());
    expect(decoded.type).toBe('gate.query-run');
    expect(JSON.stringify(decoded.subjects)).toContain(snapshot.id);
    expect((await gate.listDecisions(snapshot.id, 1)).items[0]).toMatchObject({
      kind: 'query',
      verdict: 'accepted',
      id: outcome.decisionId,
    });
  });

  it('ENV-01 opens for a program the epochs of its own tables and no others', async () => {
    await run(byDistrict);
    expect(opened.at(-1)).toEqual([`epo_visits_${epoch}`]);
    const before = opened.length;
    await gate.explain({ actor: developer, snapshot, sql: byDistrict, parameters: [] });
    expect(opened).toHaveLength(before);
  });

  it('ENV-04 enters a refusal with its rule, and the program only as a digest', async () => {
    const outcome = await run("select count(*) from visits where person_id = 'SECRET-LITERAL'");
    expect(outcome).toMatchObject({ verdict: 'refused', diagnostics: [{ rule: 'R5' }] });
    const { items } = await gate.listDecisions(snapshot.id, 1);
    expect(items.find((item) => item.id === outcome.decisionId)).toMatchObject({
      verdict: 'refused',
      codes: ['gate.entity-key-compared'],
    });
    expect(await everythingWritten()).not.toContain('SECRET-LITERAL');
  });

  it('PLT-07 withholds a total that would isolate a withheld group, also for another organisation under another grant', async () => {
    await run(byDistrict);
    expect(await run('select count(*) as n from visits', other, 'gra_other')).toMatchObject({
      verdict: 'released',
      rows: [],
    });
  });

  it('PLT-07 of two conflicting programs sent at once at most one is answered', async () => {
    const outcomes = await Promise.all([
      run("select count(*) as n from visits where district in ('E', 'F')"),
      run("select count(*) as n from visits where district = 'E'", other, 'gra_other'),
    ]);
    const answered = outcomes.filter((outcome) => outcome.verdict === 'released' && outcome.rows.length > 0);
    expect(answered).toHaveLength(1);
  });

  it('ENV-02 of four programs whose combination is three persons, sent at once by two organisations, at most three are answered', async () => {
    const sets = ["'A', 'F'", "'B', 'F'", "'A', 'B', 'C'", "'C', 'F'"];
    const outcomes = await Promise.all(
      sets.map((list, i) =>
        run(
          `select count(*) as n from visits where district in (${list})`,
          i % 2 ? other : developer,
          i % 2 ? 'gra_other' : snapshot.id,
        ),
      ),
    );
    const answered = outcomes.filter((outcome) => outcome.verdict === 'released' && outcome.rows.length > 0);
    expect(answered).toHaveLength(3);
  });

  it('PRD-05 freezes a query: all values of its parameter are answered jointly, a small one as if it did not exist', async () => {
    const written: string[] = [];
    const cube = await gate.freezeCube({
      actor: developer,
      snapshot,
      sql: "select date_trunc('year', visited_on) as year, count(*) as n from visits where district = :district group by 1 order by 1",
      parameters: [{ name: 'district' }],
      alsoWrite: async (_tx, frozen) => void written.push(frozen.cubeDigest),
    });
    expect(cube).toMatchObject({
      verdict: 'released',
      parameters: [{ name: 'district', field: 'district', values: ['A', 'B', 'C', 'D', 'E', 'F'] }],
    });
    const answers = cube.verdict === 'released' ? cube.answers : [];
    expect(answers.map((answer) => answer.key[0])).toEqual(['A', 'B', 'C', 'D', 'E']);
    expect(answers[0]?.rows).toEqual([
      ['2024-01-01', 1000],
      ['2025-01-01', 1000],
    ]);
    expect(written).toHaveLength(1);
    expect(cube.evidence[0]?.stream).toMatch(/^freeze:rel_/);
  });

  it('PRD-05 leaves nothing of a freeze whose owner could not write', async () => {
    const count = async () =>
      (await sql<{ n: string }>`select count(*) as n from gate.release`.execute(database.db.q)).rows[0]?.n;
    const before = await count();
    const freeze = gate.freezeCube({
      actor: developer,
      snapshot,
      sql: byDistrict,
      parameters: [],
      alsoWrite: () => Promise.reject(new Error('no')),
    });
    await expect(freeze).rejects.toThrow('no');
    expect(await count()).toBe(before);
  });

  it('PRD-05 refuses a parameter that a look-up could not answer', async () => {
    const text = 'select count(*) from visits where district = :district or insured';
    expect(
      await gate.freezeCube({ actor: developer, snapshot, sql: text, parameters: [{ name: 'district' }] }),
    ).toMatchObject({ verdict: 'refused', diagnostics: [{ code: 'gate.parameter-placement' }] });
  });

  it('ENV-04 answers every failure inside the domain with one sentence, and enters that it happened', async () => {
    const broken = createGateService({
      db: database.db,
      transact,
      clock,
      ids,
      onFailure: (error) => failures.push(error),
      domain: {
        open: async () => ({
          files: {},
          close: async () => undefined,
          engine: { close: async () => undefined, run: () => Promise.reject(new Error(`Conversion Error: ${MARKER}`)) },
        }),
      },
    });
    const error = await broken
      .run({ actor: developer, snapshot, sql: byDistrict, parameters: [] })
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'gate.not-completed', params: {} });
    expect(JSON.stringify(error)).not.toContain(MARKER);
    expect(String(failures.at(-1))).toContain(MARKER);
    expect(
      (await gate.listDecisions(snapshot.id, 1)).items.some((item) => item.codes.includes('gate.not-completed')),
    ).toBe(true);
  });

  it('PRD-05 writes no value of the data into decisions, history or entries', async () => {
    await run('select left(disease, 1), sum(cost) from visits group by 1');
    expect(await everythingWritten()).not.toContain(MARKER);
  });
});
