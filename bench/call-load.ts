import { connect, type Socket } from 'node:net';

export interface Load {
  readonly port: number;
  /** The whole request, as bytes: the generator must not cost more than what it measures. */
  readonly request: string;
  readonly connections: number;
  readonly seconds: number;
}

export interface Measured {
  readonly perSecond: number;
  readonly p99Ms: number;
  /** Answers that were not 200. */
  readonly other: number;
}

const HEAD_END = Buffer.from('\r\n\r\n');

/** Sends the same request over kept connections, each after the answer to the one before. */
export async function applyLoad(load: Load): Promise<Measured> {
  const times: number[] = [];
  const counts = { other: 0 };
  const until = performance.now() + load.seconds * 1000;
  const began = performance.now();
  await Promise.all(Array.from({ length: load.connections }, () => drive(load, until, times, counts)));
  const elapsed = (performance.now() - began) / 1000;
  const sorted = times.toSorted((a, b) => a - b);
  return {
    perSecond: times.length / elapsed,
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
    other: counts.other,
  };
}

function drive({ port, request }: Load, until: number, times: number[], counts: { other: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let pending = Buffer.alloc(0);
    let sent = 0;
    const next = (): void => {
      sent = performance.now();
      socket.write(request);
    };
    socket.on('connect', next);
    socket.on('error', reject);
    socket.on('close', () => resolve());
    socket.on('data', (chunk) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      const answer = readAnswer(pending);
      if (!answer) return;
      pending = pending.subarray(answer.length);
      times.push(performance.now() - sent);
      if (answer.status !== 200) counts.other += 1;
      if (performance.now() < until) next();
      else socket.end();
    });
  });
}

function readAnswer(bytes: Buffer): { readonly status: number; readonly length: number } | undefined {
  const head = bytes.indexOf(HEAD_END);
  if (head === -1) return undefined;
  const text = bytes.toString('latin1', 0, head);
  const status = Number(text.slice(9, 12));
  const declared = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
  if (declared !== undefined) {
    const length = head + HEAD_END.length + Number(declared);
    return bytes.length >= length ? { status, length } : undefined;
  }
  const end = bytes.indexOf('0\r\n\r\n', head);
  return end === -1 ? undefined : { status, length: end + 5 };
}
