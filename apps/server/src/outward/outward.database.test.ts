import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PendingJob } from '@sluice/database';
import type { Actor } from '@sluice/identity';
import type { JsonObject } from '@sluice/kernel';
import { createLedgerWriter, createPayloadMaster } from '@sluice/ledger';
import {
  createTestBytes,
  createTestClock,
  createTestDatabase,
  createTestIds,
  type TestDatabase,
} from '@sluice/testkit';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createChannels, type Channels } from './channels.ts';
import { outwardQueues, tellOutside } from './deliver.ts';
import { addressCheck, openSenders } from './senders.ts';

let database: TestDatabase;
let channels: Channels;
let work: (queue: string, data: JsonObject) => Promise<void>;
let transact: ReturnType<typeof createLedgerWriter>['transact'];
let jobs: PendingJob[] = [];
let mails: { readonly to: string; readonly text: string }[] = [];
let posts: { readonly path: string; readonly headers: Record<string, unknown>; readonly body: string }[] = [];
let status = 200;
let still = true;
const clock = createTestClock();
const closing: (() => void)[] = [];
const me: Actor = {
  ...{ person: 'person_1', body: 'body_1', bodyType: 'firm', role: 'operator', jurisdiction: 'here', membership: 'm' },
};

const portOf = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  return (server.address() as AddressInfo).port;
};

let hook = '';

beforeAll(async () => {
  database = await createTestDatabase();
  const hookPort = await portOf(
    createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => void parts.push(part));
      request.on('end', () => {
        posts.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts).toString() });
        response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end('secrets of the network');
      });
    }),
  );
  hook = `http://localhost:${hookPort}/hook`;
  const smtp = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], logger: false },
    onData(stream, session, done) {
      let text = '';
      stream.on('data', (part: Buffer) => void (text += part.toString()));
      stream.on('end', () => {
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address).join(), text });
        done();
      });
    },
  });
  const smtpPort = await portOf(smtp.server as unknown as Server);
  closing.push(() => smtp.close());
  const ids = createTestIds();
  ({ transact } = createLedgerWriter({
    ...{ db: database.db, clock, ids, master: createPayloadMaster(createTestBytes(7)(32)) },
    flushJobs: async (_tx, more) => void jobs.push(...more),
  }));
  const senders = openSenders({
    smtp: { url: `smtp://127.0.0.1:${smtpPort}`, from: 'platform@example.cn' },
    gateway: { url: `http://localhost:${hookPort}/gateway`, secret: 'whsec_Zw==' },
    allowedHosts: ['localhost'],
  });
  const secrets = {
    seal: (text: Uint8Array) => text.map((one) => one ^ 5),
    open: (text: Uint8Array) => text.map((one) => one ^ 5),
  };
  const base = { db: database.db, transact, realClock: clock, secrets };
  channels = createChannels({
    ...{
      ...base,
      ids,
      randomBytes: createTestBytes(3),
      digest: (text) => `d:${text}`,
      kinds: ['email', 'gateway', 'webhook'],
    },
    assertAddress: addressCheck(['localhost']),
  });
  const queues = outwardQueues({ ...base, senders, acts: async () => still, publicUrl: 'https://data.example.cn' });
  work = async (queue, data) => queues.find(({ name }) => name === queue)?.work(data);
});
afterAll(async () => {
  for (const close of closing) close();
  await database.close();
});
beforeEach(async () => {
  [jobs, mails, posts, status, still] = [[], [], [], 200, true];
  await database.db.pool.query('delete from outward.channel');
});

/** Works off what is queued, as the queue does after the commit. */
async function drain(): Promise<void> {
  for (const job of jobs.splice(0)) await work(job.queue, job.data);
  if (jobs.length > 0) await drain();
}
const code = async (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? 'failed',
  );
const tell = (more: { readonly person?: string; readonly body?: string } = {}) =>
  transact(async (tx) => {
    const to = { jurisdiction: 'here', role: 'operator', body: 'body_1', person: '', ...more };
    tellOutside(tx, { id: 'ntc_1', caseId: 'case_1', kind: 'reminder', ...to });
  });

async function addWebhook() {
  const added = await channels.add(me, { kind: 'webhook', address: hook });
  await drain();
  const sent = JSON.parse(posts.at(-1)?.body ?? '{}') as { code: string };
  await channels.confirm(me, added.id, sent.code);
  posts = [];
  return added;
}

describe('a webhook', () => {
  it('ORG-03 gets that something waits and where, signed by Standard Webhooks, and nothing of what it is about', async () => {
    const { secret } = await addWebhook();
    await tell();
    await drain();
    const [post] = posts;
    if (!post) return expect.fail('nothing was posted');
    expect(JSON.parse(post.body)).toMatchObject({
      ...{ kind: 'reminder', case: 'case_1', link: 'https://data.example.cn/console/cases/case_1' },
    });
    expect(post.body).not.toMatch(/person_1|body_1/);
    const signed = `${String(post.headers['webhook-id'])}.${String(post.headers['webhook-timestamp'])}.${post.body}`;
    const key = Buffer.from(String(secret).replace('whsec_', ''), 'base64');
    expect(post.headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
    expect((await channels.list(me))[0]).toMatchObject({ confirmed: true, failure: null });
  });

  it('fails where it is not taken, so that the queue tries again under the same id; a redirect leads nowhere', async () => {
    await addWebhook();
    await tell();
    const [first] = jobs.splice(0);
    await work(first?.queue ?? '', first?.data ?? {});
    const [message] = jobs.splice(0);
    for (const wrong of [500, 302]) {
      status = wrong;
      expect(await code(work(message?.queue ?? '', message?.data ?? {}))).toBe('channel.undelivered');
    }
    expect((await channels.list(me))[0]?.failure?.code).toBe('channel.undelivered');
    status = 200;
    await work(message?.queue ?? '', message?.data ?? {});
    expect(new Set(posts.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(posts.map(({ path }) => path)).toEqual(['/hook', '/hook', '/hook']);
    expect((await channels.list(me))[0]?.failure).toBeNull();
  });

  it('goes to no address of this machine or its surroundings, in the clear nowhere, with no password in it', async () => {
    const add = (address: string) => code(channels.add(me, { kind: 'webhook', address }));
    for (const address of [
      ...[
        'https://127.0.0.1/',
        'https://169.254.169.254/latest',
        'https://[::1]/',
        'https://[::ffff:127.0.0.1]/',
        'https://0/',
      ],
      ...[
        'http://example.org/',
        'https://user:secret@example.org/',
        'ftp://example.org/',
        'file:///etc/passwd',
        'nothing',
      ],
    ])
      expect(await add(address)).toBe('channel.address-refused');
    expect(jobs).toEqual([]);
  });
});

describe('channels', () => {
  it('are told nothing before the code that went there came back, and five wrong codes end it', async () => {
    const { id } = await channels.add(me, { kind: 'email', address: 'li@example.cn' });
    expect(JSON.stringify(jobs)).not.toMatch(/"code":"\d{6}"/);
    await drain();
    expect(mails[0]?.to).toBe('li@example.cn');
    const right = /\r\n(\d{6})\r\n/.exec(mails[0]?.text ?? '')?.[1] ?? '';
    await tell();
    await drain();
    expect(mails).toHaveLength(1);
    expect(await code(channels.confirm({ ...me, person: 'person_2' }, id, right))).toBe('channel.unknown');
    for (let tries = 0; tries < 5; tries += 1)
      expect(await code(channels.confirm(me, id, right === '000000' ? '000001' : '000000'))).toBe('channel.wrong-code');
    expect(await code(channels.confirm(me, id, right))).toBe('channel.wrong-code');
  });

  it('by mail and by gateway say no more than that something waits, to the addressee alone', async () => {
    const mailbox = await channels.add(me, { kind: 'email', address: 'li@example.cn' });
    const phone = await channels.add(me, { kind: 'gateway', address: '+8613800000000' });
    await drain();
    const mailed = /\r\n(\d{6})\r\n/.exec(mails[0]?.text ?? '')?.[1] ?? '';
    const texted = /\n(\d{6})\n/.exec((JSON.parse(posts[0]?.body ?? '{}') as { text: string }).text)?.[1] ?? '';
    await channels.confirm(me, mailbox.id, mailed);
    await channels.confirm(me, phone.id, texted);
    await tell({ person: 'person_2' });
    await tell({ body: 'body_2' });
    await drain();
    expect([mails.length, posts.length]).toEqual([1, 1]);
    await tell();
    await drain();
    expect(mails[1]?.text.replaceAll('=\r\n', '')).toContain('https://data.example.cn/console/cases/case_1');
    expect(posts[1]).toMatchObject({ path: '/gateway' });
    expect(JSON.parse(posts[1]?.body ?? '{}')).toMatchObject({ to: '+8613800000000' });
    still = false;
    await tell();
    await drain();
    expect([mails.length, posts.length]).toEqual([2, 2]);
  });

  it('take no address that is another’s header, and are taken away by their owner alone', async () => {
    for (const address of ['a@example.cn, b@example.cn', 'a@example.cn\r\nBcc: b@example.cn', '<a@example.cn>', 'a'])
      expect(await code(channels.add(me, { kind: 'email', address }))).toBe('channel.address-refused');
    const { id } = await channels.add(me, { kind: 'email', address: 'li@example.cn' });
    const { rows } = await database.db.pool.query('select * from outward.channel');
    expect(JSON.stringify(rows)).not.toContain('li@example.cn');
    expect(await code(channels.remove({ ...me, person: 'person_2' }, id))).toBe('channel.unknown');
    await channels.remove(me, id);
    expect(await channels.list(me)).toEqual([]);
  });
});
