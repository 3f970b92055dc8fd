import { createHmac } from 'node:crypto';
import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { isIP } from 'node:net';
import { reachableAddress, type Reach } from '@sluice/connectors';
import { DomainError } from '@sluice/kernel';

const ANSWER_MS = 10_000;

/**
 * Headers by which the receiver knows that a message is ours and fresh (Standard Webhooks 1.0): HMAC-SHA-256 over id, time
 * and body under the secret that was given when the channel was set up.
 */
export function webhookHeaders(id: string, at: Date, body: string, secret: string): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

/**
 * Posts a message to the address that was looked up and checked, and no other that the name may lead to by now; follows no
 * redirect and reads no answer but its status.
 * @throws DomainError `connector.address-refused` (invalid), `connector.host-unknown`, `channel.undelivered` (unavailable)
 */
export async function postMessage(
  url: URL,
  body: string,
  headers: Readonly<Record<string, string>>,
  /** None where the administrator named the address. */
  reach: Reach | undefined,
): Promise<void> {
  const address = reach === undefined ? undefined : await reachableAddress(url.hostname, reach);
  const request = url.protocol === 'https:' ? requestTls : requestPlain;
  const status = await new Promise<number>((resolve, reject) => {
    const sent = request(
      url,
      {
        ...{ method: 'POST', timeout: ANSWER_MS },
        headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        ...(address === undefined ? {} : { lookup: pinned(address) }),
      },
      (answer) => {
        answer.destroy();
        resolve(answer.statusCode ?? 0);
      },
    );
    sent.on('timeout', () => sent.destroy(undelivered('timeout')));
    sent.on('error', (error) => reject(error instanceof DomainError ? error : undelivered('broken-off')));
    sent.end(body);
  });
  if (status < 200 || status > 299) throw undelivered(`status-${status}`);
}

type Lookup = NonNullable<Parameters<typeof requestPlain>[1] extends { lookup?: infer L } ? L : never>;

const pinned = (address: string): Lookup =>
  ((_name: string, options: { all?: boolean }, found: (...args: unknown[]) => void) =>
    options.all ? found(null, [{ address, family: isIP(address) }]) : found(null, address, isIP(address))) as Lookup;

const undelivered = (reason: string): DomainError => new DomainError('channel.undelivered', 'unavailable', { reason });
