import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeVectors } from './make-vectors.ts';

/** `node modules/ledger/test/vectors/write-vectors.ts`: writes docs/vectors anew. */
const folder = fileURLToPath(new URL('../../../../docs/vectors/', import.meta.url));
for (const part of ['keys', 'log', 'twin', 'receipts', 'bundles'])
  rmSync(join(folder, part), { recursive: true, force: true });
for (const [path, bytes] of makeVectors()) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), bytes);
}
