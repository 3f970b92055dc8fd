import { createHash, timingSafeEqual } from 'node:crypto';
import { posix } from 'node:path';
import { DomainError } from '@sluice/kernel';
import type { Client, FileEntryWithStats, SFTPWrapper } from 'ssh2';
import { sourceFailed } from '../pinned-request.ts';
import type { Range, Reading } from '../reading.ts';
import { reachableAddress, type Reach } from '../reach-address.ts';
import { told, withinTime } from '../tables/table-session.ts';
import { nextFile } from './next-file.ts';

/** A folder on a server that speaks SFTP; its key is named beforehand, since whoever answers first could be anybody. */
export interface SftpSource {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Of the server's key, as `ssh-keygen -lf` prints it: `SHA256:…`. */
  readonly hostKey: string;
  readonly folder: string;
}

export interface SftpLimits {
  readonly connectMs: number;
  readonly answerMs: number;
}

const LIMITS: SftpLimits = { connectMs: 10_000, answerMs: 60_000 };
const MAX_FILES = 100_000;

/**
 * The oldest settled file after the last one that was taken. The secret is a password, or a private key in PEM form. Links
 * are not followed.
 * @throws DomainError `connector.address-refused`, `connector.folder-refused` (invalid), `connector.host-unknown`,
 * `connector.source-failed` (unavailable; `host-key-changed` where another server answers)
 */
export async function readSftp(
  source: SftpSource,
  secret: string,
  range: Range,
  around: { readonly reach: Reach; readonly now: Date; readonly limits?: SftpLimits; readonly settledMs?: number },
): Promise<Reading & { readonly filename?: string }> {
  const { limits = LIMITS } = around;
  if (source.folder.includes('\0')) throw new DomainError('connector.folder-refused', 'invalid');
  const address = await reachableAddress(source.host, around.reach);
  const { Client } = await import('ssh2');
  const client = new Client();
  const close = (): Promise<void> => {
    client.end();
    client.destroy();
    return Promise.resolve();
  };
  try {
    const sftp = await withinTime(entered(client, { source, address, secret, limits }), limits.connectMs);
    const found = await withinTime(listed(sftp, source.folder), limits.answerMs);
    const files = found
      .filter(({ attrs }) => attrs.isFile() && !attrs.isSymbolicLink())
      .map(({ filename, attrs }) => ({ name: filename, changedMs: attrs.mtime * 1_000 }))
      // A name is a server's word: one that leads elsewhere is none.
      .filter(({ name }) => !/[/\\\0]/.test(name));
    const next = nextFile(files, range, around);
    if (!next) return { stream: nothing(), records: undefined, isEmpty: true, high: undefined, close };
    const path = posix.join(source.folder, next.name);
    return {
      stream: pieces(sftp, path, limits),
      records: undefined,
      isEmpty: false,
      high: next.place,
      filename: next.name,
      close,
    };
  } catch (error) {
    await close();
    throw told(error);
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // no file has come
}

async function* pieces(sftp: SFTPWrapper, path: string, limits: SftpLimits): AsyncGenerator<Uint8Array> {
  const stream = sftp.createReadStream(path, { highWaterMark: 1 << 18 });
  const next = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  try {
    for (;;) {
      const { value, done } = await withinTime(next.next(), limits.answerMs);
      if (done === true) return;
      yield value;
    }
  } catch (error) {
    throw told(error);
  } finally {
    stream.destroy();
  }
}

interface Entering {
  readonly source: SftpSource;
  readonly address: string;
  readonly secret: string;
  readonly limits: SftpLimits;
}

function entered(client: Client, { source, address, secret, limits }: Entering): Promise<SFTPWrapper> {
  const wanted = Buffer.from(source.hostKey.replace(/^SHA256:/, ''), 'base64');
  let isStranger = false;
  return new Promise((resolve, reject) => {
    client.on('error', (error: Error & { level?: string }) =>
      reject(isStranger ? sourceFailed('host-key-changed') : sourceFailed(error.level ?? 'broken-off')),
    );
    client.on('close', () => reject(sourceFailed(isStranger ? 'host-key-changed' : 'broken-off')));
    client.on('ready', () => client.sftp((error, sftp) => (error ? reject(sourceFailed('no-sftp')) : resolve(sftp))));
    client.connect({
      host: address,
      port: source.port,
      username: source.user,
      ...(secret.includes('PRIVATE KEY-----') ? { privateKey: secret } : { password: secret }),
      readyTimeout: limits.connectMs,
      hostVerifier: (key: Buffer) => {
        const found = createHash('sha256').update(key).digest();
        isStranger = found.length !== wanted.length || !timingSafeEqual(found, wanted);
        return !isStranger;
      },
    });
  });
}

function listed(sftp: SFTPWrapper, folder: string): Promise<readonly FileEntryWithStats[]> {
  return new Promise((resolve, reject) => {
    sftp.readdir(folder, (error, list) => {
      if (error) reject(sourceFailed('folder-unreadable'));
      else if (list.length > MAX_FILES) reject(sourceFailed('too-many-files'));
      else resolve(list);
    });
  });
}
