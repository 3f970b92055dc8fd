import { request as requestPlain, type IncomingMessage } from 'node:http';
import { request as requestTls } from 'node:https';
import { isIP } from 'node:net';
import { DomainError } from '@sluice/kernel';

export const sourceFailed = (reason: string): DomainError =>
  new DomainError('connector.source-failed', 'unavailable', { reason });

/**
 * Asks the address that was looked at, and no other that the name may lead to by now; follows no redirect.
 * @throws DomainError `connector.source-failed` (unavailable) with `status-…`, `timeout` or `broken-off`
 */
export function openAnswer(
  url: URL,
  address: string,
  headers: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? requestTls : requestPlain;
  const family = isIP(address);
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        headers,
        timeout: timeoutMs,
        lookup: (_name, options, found) =>
          options.all ? found(null, [{ address, family }]) : found(null, address, family),
      },
      (answer) => {
        if (answer.statusCode === 200) {
          resolve(answer);
          return;
        }
        answer.resume();
        reject(sourceFailed(`status-${answer.statusCode ?? 0}`));
      },
    );
    sent.on('timeout', () => sent.destroy(sourceFailed('timeout')));
    sent.on('error', (error) => reject(error instanceof DomainError ? error : sourceFailed('broken-off')));
    sent.end();
  });
}

/** The whole answer as text, up to a size. */
export async function textOf(answer: IncomingMessage, maxBytes: number): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of answer) {
      size += (piece as Buffer).length;
      if (size > maxBytes) throw sourceFailed('too-large');
      pieces.push(piece as Buffer);
    }
  } catch (error) {
    throw error instanceof DomainError ? error : sourceFailed('broken-off');
  }
  return Buffer.concat(pieces).toString('utf8');
}
