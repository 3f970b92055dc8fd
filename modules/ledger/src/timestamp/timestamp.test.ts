import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFixedClock } from '@sluice/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogFolder } from '../log/log-folder.ts';
import { formatCheckpoint } from '../tlog/checkpoint.ts';
import { formatNote } from '../tlog/note.ts';
import { treeHash } from '../tree.ts';
import { askAuthority, formatTimestampRequest } from './ask-authority.ts';
import { readPem, type Certificate } from './certificate.ts';
import { createTimestamping, stampedMessage, type TimestampingOptions } from './timestamping.ts';
import { verifyTimestamp } from './verify-timestamp.ts';

/** A time stamping authority made with the command line of OpenSSL; without OpenSSL there is nothing to compare with. */
const hasOpenssl = ((): boolean => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write(
      'SKIPPED: there is no openssl; time stamps were not tested against an authority made with it\n',
    );
    return false;
  }
})();

let place: string;
const run = (args: readonly string[], input?: Uint8Array): Buffer =>
  execFileSync('openssl', args, { cwd: place, stdio: ['pipe', 'pipe', 'ignore'], ...(input ? { input } : {}) });

const config = `
[req]
distinguished_name = dn
prompt = no
[dn]
CN = Test
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[tsa]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[web]
extendedKeyUsage = serverAuth,timeStamping
[stamp]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
`;

const KEYS: Readonly<Record<string, readonly string[]>> = {
  rsa: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  p256: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  p384: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
};

function makeKey(name: string, kind: string): void {
  run(['genpkey', ...(KEYS[kind] ?? []), '-out', `${name}.key`]);
}

/** Root, intermediate, and authorities with other keys and other purposes. */
function makeCertificates(): void {
  writeFileSync(join(place, 'openssl.cnf'), config);
  writeFileSync(join(place, 'serial'), '01\n');
  for (const [name, kind] of [
    ['root', 'rsa'],
    ['other', 'p256'],
    ['middle', 'p384'],
  ] as const)
    makeKey(name, kind);
  for (const name of ['root', 'other'])
    run([
      'req',
      '-new',
      '-x509',
      '-days',
      '3650',
      '-key',
      `${name}.key`,
      '-subj',
      `/CN=${name}`,
      '-config',
      'openssl.cnf',
      '-extensions',
      'ca',
      '-out',
      `${name}.pem`,
    ]);
  sign('middle', 'root', 'ca');
  for (const kind of Object.keys(KEYS)) {
    makeKey(`tsa-${kind}`, kind);
    sign(`tsa-${kind}`, 'middle', 'tsa');
  }
  makeKey('web', 'p256');
  sign('web', 'middle', 'web');
}

function sign(name: string, issuer: string, extensions: string): void {
  run(['req', '-new', '-key', `${name}.key`, '-subj', `/CN=${name}`, '-config', 'openssl.cnf', '-out', `${name}.csr`]);
  run([
    'x509',
    '-req',
    '-in',
    `${name}.csr`,
    '-CA',
    `${issuer}.pem`,
    '-CAkey',
    `${issuer}.key`,
    '-CAcreateserial',
    '-days',
    '3650',
    '-extfile',
    'openssl.cnf',
    '-extensions',
    extensions,
    '-out',
    `${name}.pem`,
  ]);
}

function reply(query: Uint8Array, signer = 'tsa-rsa'): Buffer {
  const folder = mkdtempSync(join(place, 'reply-'));
  writeFileSync(join(folder, 'query'), query);
  run([
    'ts',
    '-reply',
    '-config',
    'openssl.cnf',
    '-section',
    'stamp',
    '-queryfile',
    join(folder, 'query'),
    '-signer',
    `${signer}.pem`,
    '-inkey',
    `${signer}.key`,
    '-chain',
    'middle.pem',
    '-out',
    join(folder, 'reply'),
  ]);
  return readFileSync(join(folder, 'reply'));
}

const message = new TextEncoder().encode('example.org/log\n7\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n');
const nonce = Uint8Array.of(0x80, 1, 2, 3, 4, 5, 6, 7);
const pem = (name: string): readonly Certificate[] => readPem(readFileSync(join(place, `${name}.pem`), 'utf8')) ?? [];
const servers: (() => Promise<unknown>)[] = [];

async function listen(answer: (query: Buffer, response: Parameters<RequestListener>[1]) => void): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => answer(Buffer.concat(chunks), response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'sluice-tsa-'));
  if (hasOpenssl) makeCertificates();
}, 60_000);
afterAll(async () => {
  for (const close of servers) await close();
  rmSync(place, { recursive: true, force: true });
});

describe.runIf(hasOpenssl)('a time stamp of an authority made with OpenSSL', () => {
  it.each(Object.keys(KEYS))('AUD-02 is verified with its chain to a configured root (%s)', (kind) => {
    const response = reply(formatTimestampRequest(message, nonce), `tsa-${kind}`);
    const verified = verifyTimestamp(response, message, pem('root'));
    expect(verified).toMatchObject({ authority: `tsa-${kind}`, trusted: true, nonce: 0x8001020304050607n });
    expect(verifyTimestamp(response, message, null)).toMatchObject({ trusted: false });
    expect(verifyTimestamp(response, message, pem('other'))).toBe('not-trusted');
    expect(verifyTimestamp(response, message.slice(1), pem('root'))).toBe('other-message');
  });

  it('AUD-02 is spoilt by any changed byte that it covers', () => {
    const response = reply(formatTimestampRequest(message, nonce), 'tsa-p256');
    let accepted = 0;
    for (let at = 0; at < response.length; at += 7) {
      const changed = Uint8Array.from(response);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const verified = verifyTimestamp(changed, message, pem('root'));
      // Bytes outside the signature: status words, and the certificates that are not needed.
      if (typeof verified !== 'string') accepted += 1;
      else
        expect(['malformed', 'other-message', 'signature-wrong', 'not-for-timestamping', 'not-trusted']).toContain(
          verified,
        );
    }
    expect(accepted / (response.length / 7)).toBeLessThan(0.05);
    for (const length of [0, 1, 10, 100, response.length - 1])
      expect(verifyTimestamp(response.subarray(0, length), message, pem('root'))).toBe('malformed');
  });

  it('is not taken from a certificate that is for other things too', () => {
    // OpenSSL itself refuses to sign with it: the certificate is put in place of the right one.
    const web = pem('web')[0];
    expect(web?.uses).toEqual({ oids: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.8'], critical: false });
    expect(pem('tsa-rsa')[0]?.uses).toEqual({ oids: ['1.3.6.1.5.5.7.3.8'], critical: true });
  });

  it('our request is read by OpenSSL, and OpenSSL verifies what we store', () => {
    const query = formatTimestampRequest(message, nonce);
    writeFileSync(join(place, 'query'), query);
    const text = run(['ts', '-query', '-in', 'query', '-text']).toString();
    expect(text).toContain('Hash Algorithm: sha256');
    expect(text).toContain('Nonce: 0x8001020304050607');
    writeFileSync(join(place, 'reply'), reply(query));
    writeFileSync(join(place, 'message'), message);
    const said = run([
      'ts',
      '-verify',
      '-in',
      'reply',
      '-data',
      'message',
      '-CAfile',
      'root.pem',
      '-untrusted',
      'middle.pem',
    ]);
    expect(said.toString()).toContain('Verification: OK');
  });

  it('is asked for over HTTP, and refused with another nonce', async () => {
    const good = await listen((query, response) => void response.end(reply(query)));
    const asked = await askAuthority({ url: good, roots: pem('root'), timeoutMs: 5_000 }, message, nonce);
    expect(asked).toMatchObject({ ok: true, timestamp: { authority: 'tsa-rsa' } });
    const replayed = reply(formatTimestampRequest(message, Uint8Array.of(9)));
    const old = await listen((_, response) => void response.end(replayed));
    expect(await askAuthority({ url: old, roots: pem('root'), timeoutMs: 5_000 }, message, nonce)).toEqual({
      ok: false,
      fault: 'other-nonce',
    });
  });
});

const garbage: readonly (readonly [string, string, (response: Parameters<RequestListener>[1]) => void])[] = [
  ['nothing at all', 'unreachable', () => undefined],
  ['a huge answer', 'unreachable', (response) => void response.end(Buffer.alloc(1_000_000, 0x30))],
  ['an error', 'unreachable', (response) => void response.writeHead(500).end()],
  ['no DER', 'malformed', (response) => void response.end('not a time stamp')],
  ['lengths that lie', 'malformed', (response) => void response.end(Buffer.from('3084ffffffff0201', 'hex'))],
  ['a refusal', 'malformed', (response) => void response.end(Buffer.from('30053003020102', 'hex'))],
];

describe('an authority that answers with', () => {
  it.each(garbage)('%s gives no time stamp', async (_, fault, answer) => {
    const url = await listen((__, response) => answer(response));
    expect(await askAuthority({ url, roots: [], timeoutMs: 300 }, message, nonce)).toEqual({ ok: false, fault });
  });
});

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 8_000;
  while (!(await what())) {
    if (performance.now() > end) throw new Error('did not come to pass');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe.runIf(hasOpenssl)('the time stamps of a log', () => {
  const clock = createFixedClock(new Date('2026-11-22T04:00:00Z'));
  const noteOf = (size: number): string =>
    formatNote({
      text: formatCheckpoint({ origin: 'example.org/log', size, root: treeHash.leaf(Uint8Array.of(size)) }),
      signatures: [{ name: 'example.org/log', keyId: new Uint8Array(4), signature: new Uint8Array(64) }],
    });
  function open(name: string, url: string, more: Partial<TimestampingOptions> = {}) {
    const path = join(place, name);
    mkdirSync(path);
    const folder = createLogFolder(path);
    const timestamping = createTimestamping({
      ...{ folder, path, clock, timeoutMs: 500, retryMs: 20, everyMs: 60_000 },
      authority: { url, roots: pem('root') },
      randomBytes: (count) => Uint8Array.from(randomBytes(count)),
      ...more,
    });
    servers.push(() => timestamping.stop());
    return { folder, timestamping };
  }

  it('AUD-02 are stored beside the checkpoint that they are over', async () => {
    const { folder, timestamping } = open('log', await listen((query, response) => void response.end(reply(query))));
    expect(await timestamping.latest()).toBeNull();
    await folder.publishCheckpoint(noteOf(5));
    timestamping.offer();
    await until(() => timestamping.status().size === 5);
    const latest = await timestamping.latest();
    expect(latest?.checkpoint.note).toBe(noteOf(5));
    expect(verifyTimestamp(latest?.response ?? message, stampedMessage(noteOf(5)), pem('root'))).toMatchObject({
      authority: 'tsa-rsa',
    });
    // Not more often than was said.
    await folder.publishCheckpoint(noteOf(6));
    timestamping.offer();
    expect(timestamping.status()).toMatchObject({ size: 5, problem: null, overdue: false });
  });

  it('AUD-02 may be missing for the acceptable time; after it nothing new is shown until they are back', async () => {
    let works = false;
    const url = await listen((query, response) =>
      works ? void response.end(reply(query)) : void response.writeHead(503).end(),
    );
    const { folder, timestamping } = open('failing', url, { acceptableFailureMs: 3_600_000 });
    await folder.publishCheckpoint(noteOf(5));
    timestamping.offer();
    await until(() => timestamping.status().problem === 'unreachable');
    expect(timestamping.hold()).toBeNull();
    clock.advance(3_600_001);
    expect(timestamping.hold()).toBe('ledger.timestamp-overdue');
    works = true;
    await until(() => timestamping.hold() === null);
    expect(timestamping.status()).toMatchObject({ size: 5, problem: null, overdue: false });
  });
});
