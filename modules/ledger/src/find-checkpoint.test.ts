import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { findCheckpoint } from './find-checkpoint.ts';

const vectors = fileURLToPath(new URL('../../../docs/vectors/', import.meta.url));

it('AUD-02 finds a checkpoint in public files, in a file of its own, in a receipt and at an address', async () => {
  expect(await findCheckpoint(`${vectors}log`)).toMatchObject({ checkpoint: { size: 258 }, folder: `${vectors}log` });
  expect(await findCheckpoint(`${vectors}log/checkpoint.100`)).toMatchObject({
    checkpoint: { size: 100 },
    folder: null,
  });
  expect(await findCheckpoint(`${vectors}receipts/5.tlog-proof`)).toMatchObject({ checkpoint: { size: 258 } });
  const note = await readFile(`${vectors}log/checkpoint`, 'utf8');
  const server = createServer((request, response) =>
    response.writeHead(request.url === '/log/checkpoint' ? 200 : 404).end(note),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    expect(await findCheckpoint(`${url}/`)).toMatchObject({ checkpoint: { size: 258, note }, folder: null });
    expect(await findCheckpoint(`${url}/log/checkpoint`)).toMatchObject({ checkpoint: { size: 258 } });
    await expect(findCheckpoint(`${url}/else/checkpoint`)).rejects.toMatchObject({
      code: 'ledger.checkpoint-not-found',
    });
  } finally {
    server.close();
  }
  for (const place of [`${vectors}nothing`, `${vectors}README.md`, `${vectors}keys`])
    await expect(findCheckpoint(place)).rejects.toMatchObject({ code: 'ledger.checkpoint-not-found' });
});
