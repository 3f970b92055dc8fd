import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLedger, type Ledger } from './create-ledger.ts';
import { decodeEntry } from './entry.ts';
import { asOwner, createLedgeredDatabase, writeThing, type LedgeredDatabase } from './ledgered-database.ts';
import { generateLogKeys } from './log-keys.ts';
import { actTypes } from './act-types.ts';
import { actTables } from './act-types/tables.ts';

let world: LedgeredDatabase;
beforeEach(async () => {
  world = await createLedgeredDatabase();
});
afterEach(() => world.close());

const owner = (text: string, values: readonly unknown[] = []) =>
  asOwner(world.ownerUrl, (client) => client.query(text, [...values]));

/** What the serving role's own connection is answered: the SQLSTATE of the refusal, with its reason. */
const asApp = (text: string, values: readonly unknown[] = []) =>
  world.db.pool.query(text, [...values]).then(
    () => 'done',
    (error: { code: string; constraint?: string }) => [error.code, error.constraint].filter(Boolean).join(' '),
  );

const seed = `\\x${'07'.repeat(32)}`;
const sealed = `\\x${'05'.repeat(80)}`;

interface Forgery {
  readonly moment?: string;
  readonly streams?: readonly string[];
  readonly salts?: readonly string[];
  readonly rows?: readonly (readonly [act: number, table: string, id: string])[];
  readonly subjects?: readonly (readonly [act: number, kind: string, id: string, rel: string])[];
  readonly id?: string;
  readonly type?: string;
  readonly stream?: number;
  readonly actor?: readonly (string | null)[];
  readonly rule?: string;
  readonly retain?: string;
  readonly sealed?: string | null;
  readonly seeds?: readonly (string | null)[];
}

/** A call of the door by hand, as whoever holds the serving role can make it. */
const call = (it: Forgery): readonly unknown[] => [
  it.moment ?? '2026-03-02T00:00:00Z',
  it.streams ?? ['thing:forged'],
  it.salts ?? [seed],
  it.seeds ?? [seed],
  (it.rows ?? []).map((row) => row[0]),
  (it.rows ?? []).map((row) => row[1]),
  (it.rows ?? []).map((row) => row[2]),
  (it.subjects ?? []).map((one) => one[0]),
  (it.subjects ?? []).map((one) => one[1]),
  (it.subjects ?? []).map((one) => one[2]),
  (it.subjects ?? []).map((one) => one[3]),
  [it.id ?? 'ent_forged'],
  [it.type ?? 'system.clock-moved'],
  [it.stream ?? 1],
  it.actor ?? ['per_x', 'bod_x', 'operator'],
  [it.rule ?? 'x@1'],
  [it.retain ?? 'evidence'],
  ['{}'],
  [it.sealed === undefined ? sealed : it.sealed],
];

const DOOR = `select * from ledger.flush($1::timestamptz, $2::text[], $3::bytea[], $4::bytea[], $5::int[], $6::text[], $7::text[],
  $8::int[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::int[], $15::text[], $16::text[],
  $17::text[], $18::text[], $19::bytea[])`;
/** The door for a transaction with one act takes the same parts one by one. */
const callOne = (it: Forgery): readonly unknown[] => [
  it.moment ?? '2026-03-02T00:00:00Z',
  (it.streams ?? ['thing:forged'])[0],
  (it.salts ?? [seed])[0],
  (it.seeds ?? [seed])[0],
  (it.rows ?? []).map((row) => row[1]),
  (it.rows ?? []).map((row) => row[2]),
  it.subjects?.map((one) => one[1]) ?? null,
  it.subjects?.map((one) => one[2]) ?? null,
  it.subjects?.map((one) => one[3]) ?? null,
  it.id ?? 'ent_forged',
  it.type ?? 'system.clock-moved',
  ...(it.actor ?? ['per_x', 'bod_x', 'operator']),
  it.rule ?? 'x@1',
  it.retain ?? 'evidence',
  '{}',
  it.sealed === undefined ? sealed : it.sealed,
];

const DOOR_FOR_ONE = `select * from ledger.flush_one($1::timestamptz, $2, $3::bytea, $4::bytea, $5::text[], $6::text[], $7::text[],
  $8::text[], $9::text[], $10, $11, $12, $13, $14, $15, $16, $17, $18::bytea, false)`;

const doors = {
  'the door': { text: DOOR, forge: (it: Forgery) => asApp(DOOR, call(it)), values: call },
  'the door for one act': {
    ...{ text: DOOR_FOR_ONE, values: callOne },
    forge: (it: Forgery) => asApp(DOOR_FOR_ONE, callOne(it)),
  },
} as const;
type DoorName = keyof typeof doors;
const names = Object.keys(doors) as readonly DoorName[];

describe('the serving role by its own hand', () => {
  it('ENV-04 AUD-02 has no right to write a table of the evidence', async () => {
    await world.transact((tx) => writeThing(tx, 't1', 'x'));
    for (const text of [
      `insert into ledger.outbox (entry_id, stream, stream_seq, entry, leaf_hash) values ('ent_x', 'thing:x', 0, '{}', sha256('x'))`,
      `update ledger.outbox set entry = '{}'`,
      `delete from ledger.outbox`,
      `insert into ledger.stream_head (stream, next_seq, salt) values ('thing:x', 1, 'x')`,
      `update ledger.stream_head set next_seq = 9`,
      `delete from ledger.stream_head`,
      `insert into ledger.log select 0, entry_id, stream, stream_seq, 'x', now(), '{}', entry, leaf_hash from ledger.outbox`,
      `insert into ledger.payload values ('ent_x', 'thing:x', 'x')`,
      `delete from ledger.payload`,
      `insert into ledger.row_state (table_no, id, entry_id, xid) values (1, 'x', 'ent_x', pg_current_xact_id())`,
      `update ledger.row_state set xid = pg_current_xact_id()`,
      `update ledger.head set size = 5`,
      `insert into ledger.act_type values ('my.act')`,
      `update ledger.act_type set tables = '{}'`,
      `delete from ledger.held`,
      `create function ledger.flush() returns int language sql as 'select 1'`,
      `alter function ledger.require_entry() owner to current_user`,
    ])
      expect({ text, refused: await asApp(text) }).toEqual({ text, refused: '42501' });
  });

  it('ENV-04 AUD-02 cannot name a table without a row of it at the door for one act', async () => {
    await owner(`update ledger.act_type set tables = '{demo.thing}' where type = 'trading.called'`);
    for (const ids of [[], null]) {
      const values = callOne({ type: 'trading.called' }).map((value, at) =>
        at === 4 ? ['demo.thing'] : at === 5 ? ids : value,
      );
      expect(await asApp(DOOR_FOR_ONE, values)).toBe('SL003 row-missing');
    }
  });

  it.each(names)(
    'ENV-04 AUD-02 cannot enter an act that is not on the list, or one without a changed row of its own, by %s',
    async (name) => {
      const { forge } = doors[name];
      expect(await forge({ type: 'my.act' })).toBe('SL003 act-type');
      await owner(`update ledger.act_type set tables = '{demo.thing}' where type = 'trading.called'`);
      expect(await forge({ type: 'trading.called' })).toBe('SL003 row-missing');
      await world.transact((tx) => writeThing(tx, 't1', 'x'));
      const rows = [[1, 'demo.thing', 't1']] as const;
      expect(await forge({ type: 'trading.called', rows })).toBe('SL003 row-not-changed');
      expect(await forge({ rows })).toBe('SL003 row-not-changed');
      expect(await forge({ rows: [[1, 'demo.thing', 'never']] })).toBe('SL003 row-unknown');
      expect(await forge({ rows: [[1, 'ledger.head', 't1']] })).toBe('SL002');
      if (name === 'the door') expect(await forge({ rows: [[7, 'demo.thing', 't1']] })).toBe('SL003 act');
    },
  );

  it.each(names)(
    'ENV-04 the digest is of the row as it stands, and a savepoint counts as the transaction, by %s',
    async (name) => {
      const { text, values } = doors[name];
      const client = await world.db.pool.connect();
      try {
        await client.query(
          `begin; savepoint a; insert into demo.thing (id, label) values ('t1', 'x'); release savepoint a`,
        );
        await client.query(text, [...values({ rows: [[1, 'demo.thing', 't1']] })]);
        await client.query('commit');
      } finally {
        client.release();
      }
      const { rows } = await owner(
        `select o.entry, encode(d.digest, 'hex') as digest
       from ledger.outbox o, ledger.audit_rows('demo.thing', '{t1}', '{thing:forged}') d`,
      );
      const { entry, digest } = rows[0] as { entry: Buffer; digest: string };
      expect(decodeEntry(entry).commitments.state).toEqual([{ digest, id: 't1', table: 'demo.thing' }]);
    },
  );

  it.each(names)('AUD-02 cannot enter parts of a wrong shape, or a payload that nobody sealed, by %s', async (name) => {
    const { forge } = doors[name];
    const inArrays = [
      [{ stream: 2 }, 'SL003 act'],
      [{ actor: [] }, 'SL003 act'],
      [{ subjects: [[2, 'thing', 'x', 'uses']] }, 'SL003 subject'],
    ] as const satisfies readonly (readonly [Forgery, string])[];
    for (const [forgery, refusal] of [
      ...(name === 'the door' ? inArrays : []),
      [{ streams: ['no stream'] }, 'SL003 stream'],
      [{ streams: ['Thing:a'] }, 'SL003 stream'],
      [{ streams: ['thing:'] }, 'SL003 stream'],
      [{ streams: [`thing:${'x'.repeat(121)}`] }, 'SL003 stream'],
      [{ streams: ['thing:é'] }, 'SL003 stream'],
      [{ streams: ['thing:a b'] }, 'SL003 stream'],
      [{ salts: ['\\x00'] }, 'SL003 stream'],
      [{ seeds: [null] }, 'SL003 stream'],
      [{ id: 'ent_"x' }, 'SL003 act'],
      [{ id: 'x' }, 'SL003 act'],
      [{ actor: ['per_"', 'b', 'c'] }, 'SL003 act'],
      [{ actor: ['', null, null] }, 'SL003 act'],
      [{ actor: ['per_x', 'bod_x', null] }, 'SL003 act'],
      [{ actor: ['per_x', null, 'operator'] }, 'SL003 act'],
      [{ rule: '' }, 'SL003 act'],
      [{ rule: 'x'.repeat(201) }, 'SL003 act'],
      [{ retain: 'never' }, 'SL003 act'],
      [{ moment: 'infinity' }, 'SL003 act'],
      [{ sealed: null }, 'SL003 act'],
      [{ sealed: '\\x00' }, 'SL003 act'],
      [{ subjects: [[1, 'Thing', 'x', 'uses']] }, 'SL003 subject'],
      [{ subjects: [[1, 'thing', 'x', 'owns']] }, 'SL003 subject'],
      [{ subjects: [[1, 'thing', '', 'uses']] }, 'SL003 subject'],
      [
        { subjects: Array.from({ length: 400 }, (_, i) => [1, 'thing', `${i}${'x'.repeat(190)}`, 'uses'] as const) },
        'SL003 entry-too-large',
      ],
    ] as const satisfies readonly (readonly [Forgery, string])[])
      expect({ forgery, refusal: await forge(forgery) }).toEqual({ forgery, refusal });
    expect((await owner('select 1 from ledger.outbox')).rows).toEqual([]);
  });

  it('AUD-02 the list of acts in the database is the one of the program', async () => {
    const test = await asOwner(world.ownerUrl, (client) =>
      client.query('select type from ledger.act_type order by type'),
    );
    const types = test.rows.map((row: { type: string }) => row.type);
    expect(types.toSorted()).toEqual(Object.keys(actTypes).toSorted());
    expect(Object.keys(actTables).filter((type) => !(type in actTypes))).toEqual([]);
    const guarded = (await owner('select table_name from ledger.guarded')).rows.map(
      (row: { table_name: string }) => row.table_name,
    );
    expect(
      Object.values(actTables)
        .flat()
        .filter((table) => !guarded.includes(table)),
    ).toEqual([]);
  });
});

describe('what waits and cannot be what the door wrote', () => {
  let place: string;
  let ledger: Ledger;
  const problems: string[] = [];
  const open = (settings: { closeAfterMs?: number } = {}): Ledger =>
    createLedger({
      ...world,
      keys: generateLogKeys('example.org/log'),
      logFolder: join(place, 'log'),
      checkpointFolder: join(place, 'cp'),
      settings: { checkpointMs: 20, idleMs: 20, gatherMs: 1, ...settings },
      onProblem: (code) => problems.push(code),
    });
  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), 'sluice-door-'));
    problems.length = 0;
  });
  afterEach(async () => {
    await ledger.stop();
    await rm(place, { recursive: true, force: true });
  });

  const settled = async (test: () => Promise<boolean> | boolean): Promise<void> => {
    for (let i = 0; i < 500; i += 1) {
      if (await test()) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error('it did not come to be');
  };

  it.each([
    ['another entry than its hash says', `update ledger.outbox set entry = '{"v":1}' where stream = 'thing:bad'`],
    ['bytes that are no text', `update ledger.outbox set entry = '\\xff00' where stream = 'thing:bad'`],
    [
      'nothing that could be read when the columns came',
      `update ledger.outbox set type = '' where stream = 'thing:bad';
       insert into ledger.held select stream, entry_id from ledger.outbox where stream = 'thing:bad'`,
    ],
  ])('AUD-02 a waiting row with %s holds its stream back, not the log, and is told', async (_, spoil) => {
    await world.transact((tx) => writeThing(tx, 'good', 'x'));
    await world.transact((tx) => writeThing(tx, 'bad', 'x'));
    const before = (await owner(`select entry from ledger.outbox where stream = 'thing:bad'`)).rows[0] as {
      entry: Buffer;
    };
    await owner(spoil);
    await world.transact((tx) => writeThing(tx, 'bad', 'y'));
    await world.transact((tx) => writeThing(tx, 'good', 'y'));
    ledger = open();
    ledger.start();
    await settled(async () => (await ledger.status()).refusing === 'ledger.entry-held');
    await settled(async () => (await ledger.status()).published.size === 2);
    expect(problems).toEqual(['ledger.entry-held']);
    expect((await ledger.status()).waiting).toBe(2);
    expect((await ledger.audit()).ok).toBe(false);
    // An administrator puts back what was there: both go on in their order.
    await owner(
      `update ledger.outbox set entry = $1, type = 'system.clock-moved' where stream = 'thing:bad' and stream_seq = 0`,
      [before.entry],
    );
    await ledger.transact((tx) => writeThing(tx, 'good', 'z'));
    await settled(async () => (await ledger.status()).published.size === 5);
    await settled(async () => (await ledger.status()).refusing === null);
    expect(await ledger.audit()).toMatchObject({ ok: true, entries: 5 });
  });

  it('AUD-02 ENV-04 nothing more is written when the log has not gone on for long', async () => {
    await world.transact((tx) => writeThing(tx, 'bad', 'x'));
    await owner(`update ledger.outbox set entry = '{}'`);
    ledger = open({ closeAfterMs: 100 });
    ledger.start();
    await ledger.transact((tx) => writeThing(tx, 'good', 'x'));
    const write = () =>
      ledger
        .transact((tx) => writeThing(tx, 'good', 'y'))
        .then(
          () => '',
          (e: { code: string }) => e.code,
        );
    await settled(async () => (await write()) !== '');
    expect(await write()).toBe('ledger.closed');
  });
});
