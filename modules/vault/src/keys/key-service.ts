import { createConnection } from 'node:net';
import { DomainError } from '@sluice/kernel';
import type { MasterKey } from './master-key.ts';

/**
 * A key service behind a Unix socket: one JSON document a line each way.
 *
 *     → {"op":"describe"}                                          ← {"id":"v1"}
 *     → {"op":"wrap","name":"seg_…","key":"<base64>"}              ← {"id":"v1","wrapped":"<base64>"}
 *     → {"op":"unwrap","name":"seg_…","version":"v1","wrapped":…}  ← {"key":"<base64>"}
 *     any of them                                                  ← {"error":"retired" | "refused"}
 *
 * One connection a question; who may ask is decided by the rights on the socket.
 */
export async function connectKeyService(socket: string): Promise<MasterKey> {
  const { id } = await ask(socket, { op: 'describe' });
  if (typeof id !== 'string' || !/^[\w.-]{1,64}$/.test(id)) throw down();
  return {
    id,
    async wrap(name, key) {
      const answer = await ask(socket, { op: 'wrap', name, key: Buffer.from(key).toString('base64') });
      // A service that was rotated meanwhile wraps under another version than the file would say.
      if (answer['id'] !== id) throw down();
      return bytesOf(answer['wrapped']);
    },
    async unwrap(name, wrapped, version) {
      const answer = await ask(socket, {
        op: 'unwrap',
        name,
        version,
        wrapped: Buffer.from(wrapped).toString('base64'),
      });
      if (answer['error'] === 'retired') throw new DomainError('vault.master-key-missing', 'precondition', { version });
      return bytesOf(answer['key']);
    },
  };
}

const TIMEOUT_MS = 5_000;
const ANSWER_BYTES = 65_536;
const down = (): DomainError => new DomainError('vault.key-service-down', 'unavailable');

function bytesOf(value: unknown): Uint8Array {
  if (typeof value !== 'string' || value === '') throw down();
  return Buffer.from(value, 'base64');
}

function ask(socket: string, question: Readonly<Record<string, string>>): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const fail = (): void => {
      connection.destroy();
      reject(down());
    };
    const connection = createConnection(socket, () => connection.end(`${JSON.stringify(question)}\n`));
    let text = '';
    connection.setEncoding('utf8');
    connection.setTimeout(TIMEOUT_MS, fail);
    connection.on('error', fail);
    connection.on('data', (piece: string) => {
      text += piece;
      if (text.length > ANSWER_BYTES) fail();
    });
    connection.on('close', () => {
      try {
        resolve(JSON.parse(text) as Record<string, unknown>);
      } catch {
        reject(down());
      }
    });
  });
}
