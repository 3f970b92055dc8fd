import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder, startEmbedded } from '@sluice/database';
import { copyLoadedCity } from '@sluice/testkit';
import pg from 'pg';
import { expect, it } from 'vitest';
import { auditFolder } from '../src/audit-folder.ts';

/** How a column of a type is given another value. */
const others: Readonly<Record<string, (column: string) => string>> = {
  text: (c) => `${c} || 'x'`,
  int4: (c) => `${c} + 1`,
  int8: (c) => `${c} + 1`,
  numeric: (c) => `${c} + 1`,
  timestamptz: (c) => `${c} + interval '1 second'`,
  date: (c) => `${c} + 1`,
  bool: (c) => `not ${c}`,
  jsonb: () => `'{"forged": true}'`,
  _text: () => `'{forged}'`,
};

interface Hand {
  readonly changed: readonly string[];
  readonly deleted: readonly string[];
  readonly tables: readonly string[];
  readonly swapped: readonly string[];
}

/** Who owns the database changes a row of every table under guard, and deletes another one, past all triggers. */
async function changeByHand(adminUrl: string): Promise<Hand> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const hand = { changed: [] as string[], deleted: [] as string[], tables: [] as string[], swapped: [] as string[] };
  try {
    await client.query('set session_replication_role = replica');
    const { rows: tables } = await client.query<{ name: string; quoted: string }>(
      'select table_name as name, table_name::regclass::text as quoted from ledger.guarded order by 1',
    );
    for (const { name, quoted } of tables) {
      const { rows } = await client.query<{ id: string }>(`select id from ${quoted} order by id limit 2`);
      const [first, second] = rows;
      if (!first) continue;
      hand.tables.push(name);
      if (await changeRow(client, name, quoted, first.id)) hand.changed.push(`${name}/${first.id}`);
      if (!second) continue;
      await client.query(`delete from ${quoted} where id = $1`, [second.id]);
      hand.deleted.push(`${name}/${second.id}`);
    }
    await swapNames(client, hand);
  } finally {
    await client.end();
  }
  return hand;
}

/** Two people are given each other's accounts, and one the name of another: neither lies under guard itself. */
async function swapNames(client: pg.Client, hand: Hand & { swapped: string[] }): Promise<void> {
  const { rows } = await client.query<{ id: string; account: string }>(
    `select p.id, a.account from identity.person p join identity.account a on a.person_id = p.id
     join identity.person_name n on n.id = p.id where p.named_digest is not null order by p.id desc limit 3`,
  );
  const [one, other, third] = rows.map(({ id }) => id);
  await client.query('update identity.account set person_id = $1 where account = $2', [one, rows[1]?.account]);
  await client.query('update identity.account set person_id = $1 where account = $2', [other, rows[0]?.account]);
  await client.query("update identity.person_name set name = 'forged' where id = $1", [third]);
  hand.swapped.push(...[one, other, third].map((id) => `identity.person_name/${id}`));
}

/** Gives the first column that takes it another value: some are bound by checks. */
async function changeRow(client: pg.Client, table: string, quoted: string, id: string): Promise<boolean> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `select quote_ident(a.attname) as name, t.typname as type from pg_attribute a join pg_type t on t.oid = a.atttypid
     where a.attrelid = $2::regclass and a.attnum > 0 and not a.attisdropped and a.attname <> 'id' and a.attgenerated = ''
       and a.attname <> all (select unnest(ignored) from ledger.guarded where table_name = $1)
     order by a.attnum desc`,
    [table, quoted],
  );
  for (const { name, type } of rows) {
    const other = others[type]?.(name);
    if (other === undefined) continue;
    const done = await client
      .query(`update ${quoted} set ${name} = ${other} where id = $1 and ${name} is not null`, [id])
      .catch(() => null);
    if (done?.rowCount === 1) return true;
  }
  return false;
}

it('AUD-02 PLT-07 an administrator’s UPDATE and DELETE in every business table are named by the audit, row by row', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-hand-'));
  try {
    await copyLoadedCity(folder);
    const before = await auditFolder({ dataFolder: folder });
    expect(before.findings).toEqual([]);
    const lock = lockFolder(folder);
    const database = await startEmbedded({ lock, durable: false });
    const hand = await changeByHand(database.adminUrl);
    await database.stop();
    lock.release();
    // The whole demo has run: most tables of the platform hold something.
    expect(hand.tables.length).toBeGreaterThan(40);
    expect(hand.tables.filter((table) => !hand.changed.some((one) => one.startsWith(`${table}/`)))).toEqual([]);
    const { findings } = await auditFolder({ dataFolder: folder });
    const placesOf = (code: string): readonly string[] => findings.find((one) => one.code === code)?.places ?? [];
    expect(hand.changed.filter((place) => !placesOf('row-changed').includes(place))).toEqual([]);
    expect(hand.deleted.filter((place) => !placesOf('row-deleted').includes(place))).toEqual([]);
    expect(hand.swapped.filter((place) => !placesOf('derived-changed').includes(place))).toEqual([]);
    expect(placesOf('row-changed')).toHaveLength(hand.changed.length);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 180_000);
