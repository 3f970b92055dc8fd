import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Recorder {
  readonly url: string;
  /** Entries of every write that was answered as done, and whose answer reached the caller whole. */
  readonly acknowledged: ReadonlySet<string>;
  /** Where requests go from now on; a server that started again may answer elsewhere. */
  forwardTo(url: string): void;
  close(): void;
}

const ENTRY = /"entryId":"(ent_[0-9a-z]{26})"/g;
const READING = new Set(['GET', 'HEAD']);

/** Stands between a caller and the server, and remembers what the server acknowledged. */
export async function recordAnswers(): Promise<Recorder> {
  const acknowledged = new Set<string>();
  let target = 'http://127.0.0.1:1';
  const server = createServer((from, to) => relay(new URL(target), from, to, (entry) => acknowledged.add(entry)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    acknowledged,
    forwardTo: (url) => void (target = url),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function relay(target: URL, from: IncomingMessage, to: ServerResponse, note: (entry: string) => void): void {
  const { method = 'GET', url = '/', headers } = from;
  const onward = request(
    { host: '127.0.0.1', port: target.port, method, path: url, headers, agent: false },
    (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => void parts.push(part));
      // Half an answer is none: the caller learns nothing either.
      answer.on('error', () => to.destroy());
      answer.on('close', () => {
        if (!answer.complete) to.destroy();
      });
      answer.on('end', () => {
        const body = Buffer.concat(parts);
        const { statusCode = 502 } = answer;
        if (statusCode < 300 && !READING.has(method))
          for (const [, entry = ''] of body.toString('latin1').matchAll(ENTRY)) note(entry);
        to.writeHead(statusCode, headersOf(answer, body.length)).end(body);
      });
    },
  );
  onward.on('error', () => to.destroy());
  from.on('error', () => onward.destroy());
  from.pipe(onward);
}

/** As they came, for a body that is sent at once. */
function headersOf({ headers }: IncomingMessage, length: number): Record<string, string | string[]> {
  const kept = Object.entries(headers).filter(([name]) => !/^(transfer-encoding|connection|keep-alive)$/.test(name));
  const known = kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return { ...Object.fromEntries(known), ...(length > 0 ? { 'content-length': String(length) } : {}) };
}
