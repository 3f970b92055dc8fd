import { connect, createServer, type AddressInfo } from 'node:net';

export interface Recorder {
  readonly port: number;
  /** What the server said: first by itself, then after each message of the client. */
  readonly said: Buffer[][];
  close(): void;
}

/** Stands between one client and a server and keeps what the server says. */
export async function recordConversation(port: number): Promise<Recorder> {
  const said: Buffer[][] = [[]];
  const proxy = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    client.on('data', (piece) => {
      said.push([]);
      server.write(piece);
    });
    server.on('data', (piece) => {
      said.at(-1)?.push(Buffer.from(piece));
      client.write(piece);
    });
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
    for (const socket of [client, server]) socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return { port: (proxy.address() as AddressInfo).port, said, close: () => void proxy.close() };
}
