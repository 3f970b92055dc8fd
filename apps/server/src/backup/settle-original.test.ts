import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readOriginal } from './settle-original.ts';

const log = fileURLToPath(new URL('../../../../docs/vectors/log', import.meta.url));

it('AUD-02 a restore asks what became of the original, and takes no default for an answer', async () => {
  await expect(readOriginal({ newOrigin: false })).rejects.toMatchObject({ code: 'restore.original-unsettled' });
  await expect(readOriginal({ newOrigin: false, originalIsGone: false })).rejects.toMatchObject({
    code: 'restore.original-unsettled',
    kind: 'precondition',
  });
  expect(await readOriginal({ newOrigin: true })).toBeNull();
  expect(await readOriginal({ newOrigin: false, originalIsGone: true })).toBeNull();
  expect(await readOriginal({ newOrigin: false, newerLog: log })).toMatchObject({
    checkpoint: { size: 258 },
    folder: log,
  });
  // A checkpoint that was named is found, or the restore ends: also where somebody gave their word beside it.
  await expect(
    readOriginal({ newOrigin: false, originalIsGone: true, newerLog: `${log}/nothing` }),
  ).rejects.toMatchObject({ code: 'ledger.checkpoint-not-found' });
});
