import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect as connectNats } from '@nats-io/transport-node';
import { readMysql, readNats, type NatsSource, type Reading, type TableSource } from '../../src/index.ts';
import { recordConversation } from './record-conversation.ts';

/**
 * `npm run test:sources`: the connectors with real servers, MariaDB and NATS of Debian, each in a folder of its own on
 * loopback. `--record` writes what MariaDB said into the fixture that `npm test` plays back.
 */
const MARIADB_PORT = 33_917;
const NATS_PORT = 34_222;
const WAIT_MS = 30_000;
const ROWS = 50_000;
const recorded = fileURLToPath(new URL('../recorded/mariadb.json', import.meta.url));
const reach = { allowedHosts: ['127.0.0.1'] };
const all = { low: undefined, high: undefined };

const counts = { passed: 0, failed: 0, skipped: 0 };
function expectSame(what: string, found: unknown, wanted: unknown): void {
  const isSame = JSON.stringify(found) === JSON.stringify(wanted);
  counts[isSame ? 'passed' : 'failed'] += 1;
  process.stdout.write(`${isSame ? 'ok  ' : 'FAIL'} ${what}${isSame ? '' : `: ${JSON.stringify(found)}`}\n`);
}

const programOf = (name: string): string | undefined =>
  ['/usr/sbin', '/usr/bin', '/usr/local/bin'].map((folder) => join(folder, name)).find((path) => existsSync(path));

async function until(isReady: () => Promise<boolean> | boolean): Promise<void> {
  const end = Date.now() + WAIT_MS;
  while (!(await isReady())) {
    if (Date.now() > end) throw new Error('a server did not come up in time');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function withServer(child: ChildProcess, work: () => Promise<void>): Promise<void> {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    await work();
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

async function linesOf(reading: Reading): Promise<string[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of reading.stream) pieces.push(piece);
  await reading.close();
  return Buffer.concat(pieces).toString('utf8').trimEnd().split('\n');
}

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'read',
    (error: { params?: { reason?: string } }) => error.params?.reason,
  );

async function runMariadb(folder: string): Promise<void> {
  const program = programOf('mariadbd');
  const install = programOf('mariadb-install-db');
  const client = programOf('mariadb');
  if (!program || !install || !client) {
    counts.skipped += 1;
    process.stdout.write('MySQL is SKIPPED: there is no MariaDB (Debian: mariadb-server)\n');
    return;
  }
  mkdirSync(folder, { recursive: true });
  const data = join(folder, 'data');
  const socket = join(folder, 's.sock');
  const user = `--user=${userInfo().username}`;
  const made = spawnSync(install, [
    '--no-defaults',
    `--datadir=${data}`,
    user,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
  ]);
  if (made.status !== 0) throw new Error('MariaDB could not make its folder');
  const asRoot = (statement: string) =>
    spawnSync(client, ['--no-defaults', '-S', socket, '-uroot', '--default-character-set=utf8mb4', '-e', statement]);
  const server = spawn(
    program,
    [
      '--no-defaults',
      user,
      `--datadir=${data}`,
      `--socket=${socket}`,
      `--port=${MARIADB_PORT}`,
      '--bind-address=127.0.0.1',
    ],
    { stdio: 'ignore' },
  );
  await withServer(server, async () => {
    await until(() => asRoot('select 1').status === 0);
    asRoot(
      `create database city character set utf8mb4; create user agency@'%' identified by 'secret';
       grant select on city.* to agency@'%'; use city;
       create table visits (nr bigint primary key, person varchar(20), changed datetime(3), amount decimal(20, 4),
         ok bit(1), raw varbinary(8), note text);
       insert into visits select 9007199254740992 + seq, concat('人', seq % 7), '2026-01-01' + interval seq second,
         seq / 3, seq % 2, x'00ff', if(seq % 2, 'a,"b"', null) from seq_1_to_${ROWS};`,
    );
    await readMariadb();
    if (process.argv.includes('--record')) await record();
  });
}

const visits = (port: number): TableSource => ({
  ...{ host: '127.0.0.1', port, database: 'city', user: 'agency', tls: false, schema: 'city', table: 'visits' },
  columns: ['nr', 'person', 'changed', 'amount', 'ok', 'raw', 'note'].map((name) => ({ column: name, field: name })),
});

async function readMariadb(): Promise<void> {
  const source = visits(MARIADB_PORT);
  const whole = await readMysql(source, 'secret', all, reach);
  const lines = await linesOf(whole);
  expectSame('MariaDB: count of the source and rows', [whole.records, lines.length - 1], [ROWS, ROWS]);
  expectSame(
    'MariaDB: values as the server prints them',
    lines[1],
    '9007199254740993,人1,2026-01-01 00:00:01.000,0.3333,1,00FF,"a,""b"""',
  );
  const low = String(9_007_199_254_740_992n + BigInt(ROWS - 2));
  const grown = await readMysql({ ...source, growing: 'nr' }, 'secret', { low, high: undefined }, reach);
  expectSame(
    'MariaDB: goes on by a number beyond a double’s',
    [(await linesOf(grown)).length - 1, grown.records],
    [2, 2],
  );
  const since = { low: '2026-01-01 13:53:19.000', high: undefined };
  const late = await readMysql({ ...source, growing: 'changed' }, 'secret', since, reach);
  expectSame(
    'MariaDB: goes on by a time',
    [(await linesOf(late)).length - 1, late.high],
    [1, '2026-01-01 13:53:20.000'],
  );
  expectSame(
    'MariaDB: a wrong password',
    await failureOf(readMysql(source, 'no', all, reach)),
    'ER_ACCESS_DENIED_ERROR',
  );
}

/** A short conversation, so that the fixture stays small. */
async function record(): Promise<void> {
  const recorder = await recordConversation(MARIADB_PORT);
  const low = String(9_007_199_254_740_992n + BigInt(ROWS - 2));
  await linesOf(
    await readMysql({ ...visits(recorder.port), growing: 'nr' }, 'secret', { low, high: undefined }, reach),
  );
  recorder.close();
  const said = recorder.said.map((pieces) => Buffer.concat(pieces).toString('base64'));
  writeFileSync(recorded, `${JSON.stringify({ server: 'MariaDB', low, said }, null, 2)}\n`);
  process.stdout.write(`recorded ${said.length} answers\n`);
}

async function runNats(folder: string): Promise<void> {
  const program = programOf('nats-server');
  if (!program) {
    counts.skipped += 1;
    process.stdout.write('NATS is SKIPPED: there is no NATS (Debian: nats-server)\n');
    return;
  }
  const args = [
    '-js',
    '-sd',
    folder,
    '-a',
    '127.0.0.1',
    '-p',
    String(NATS_PORT),
    '--user',
    'agency',
    '--pass',
    'secret',
  ];
  await withServer(spawn(program, args, { stdio: 'ignore' }), async () => {
    const servers = `127.0.0.1:${NATS_PORT}`;
    const enter = () => connectNats({ servers, user: 'agency', pass: 'secret', timeout: 1_000, reconnect: false });
    await until(() =>
      enter()
        .then((one) => one.close())
        .then(
          () => true,
          () => false,
        ),
    );
    const connection = await enter();
    await (await jetstreamManager(connection)).streams.add({ name: 'visits', subjects: ['visits.>'] });
    const stream = jetstream(connection);
    const publish = async (from: number, to: number): Promise<void> => {
      for (let nr = from; nr <= to; nr += 1)
        await stream.publish(
          nr % 5 === 0 ? 'visits.other' : 'visits.district',
          JSON.stringify({ nr, who: { name: `n${nr}` } }),
        );
    };
    await publish(1, 2_000);
    await readStream(publish, (text) => stream.publish('visits.district', text).then(() => undefined));
    await connection.close();
  });
}

async function readStream(publish: (from: number, to: number) => Promise<void>, put: (text: string) => Promise<void>) {
  const source: NatsSource = {
    ...{ host: '127.0.0.1', port: NATS_PORT, tls: false, user: 'agency', stream: 'visits', subject: 'visits.district' },
    columns: [
      { column: 'nr', field: 'no' },
      { column: 'who.name', field: 'name' },
    ],
  };
  const read = (low?: string, high?: string, secret = 'secret') => readNats(source, secret, { low, high }, { reach });
  const first = await read();
  await publish(2_001, 2_100);
  const lines = await linesOf(first);
  expectSame(
    'NATS: count and messages up to where the run began',
    [first.records, lines.length - 1, first.high],
    [1_600, 1_600, '2000'],
  );
  expectSame('NATS: a message as a record', lines[1], '1,n1');
  const next = await read(first.high);
  expectSame(
    'NATS: goes on, nothing twice',
    [(await linesOf(next)).slice(0, 2), next.records],
    [['no,name', '2001,n2001'], 80],
  );
  const again = await read(first.high, next.high);
  expectSame('NATS: the same again after a crash', (await linesOf(again)).length - 1, 80);
  const nothing = await read(next.high);
  await nothing.close();
  expectSame('NATS: nothing new', [nothing.isEmpty, nothing.high], [true, next.high]);
  await put('no record');
  const broken = await linesOf(await read(next.high));
  expectSame('NATS: what is no record fits no table', broken.slice(1), ['2101,,']);
  expectSame('NATS: a wrong password', (await failureOf(read(undefined, undefined, 'no'))) !== 'read', true);
}

const folder = mkdtempSync(join(tmpdir(), 'sluice-sources-'));
try {
  await runMariadb(join(folder, 'maria'));
  await runNats(join(folder, 'nats'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exitCode = counts.failed === 0 ? 0 : 1;
