/**
 * A key service of its own process, for tests of the contract: keys in memory, questions over a Unix socket.
 * Arguments: socket, versions ("v1,v2": the last one wraps), retired versions.
 */
import { createHmac } from 'node:crypto';
import { createServer } from 'node:net';
import { aes256Gcm, unwrapKey, wrapKey } from '@sluice/crypto';

const [socket = '', versions = 'v1', retired = ''] = process.argv.slice(2);
const all = versions.split(',');
const current = all.at(-1) ?? '';
const keyOf = (version: string): Uint8Array => createHmac('sha256', 'held by the service').update(version).digest();

function answer(question: Record<string, string>): object {
  const { op, name = '', version = '' } = question;
  if (op === 'describe') return { id: current };
  if (op === 'wrap') {
    const wrapped = wrapKey(aes256Gcm, keyOf(current), name, Buffer.from(question['key'] ?? '', 'base64'));
    return { id: current, wrapped: Buffer.from(wrapped).toString('base64') };
  }
  if (op === 'unwrap') {
    if (!all.includes(version) || retired.split(',').includes(version)) return { error: 'retired' };
    const key = unwrapKey(aes256Gcm, keyOf(version), name, Buffer.from(question['wrapped'] ?? '', 'base64'));
    return { key: Buffer.from(key).toString('base64') };
  }
  return { error: 'refused' };
}

createServer({ allowHalfOpen: true }, (connection) => {
  let text = '';
  connection.setEncoding('utf8');
  connection.on('error', () => undefined);
  connection.on('data', (piece: string) => (text += piece));
  connection.on('end', () => {
    let reply: object;
    try {
      reply = answer(JSON.parse(text) as Record<string, string>);
    } catch {
      reply = { error: 'refused' };
    }
    connection.end(`${JSON.stringify(reply)}\n`);
  });
}).listen(socket, () => process.stdout.write('listening\n'));
