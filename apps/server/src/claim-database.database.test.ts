import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '@sluice/testkit';
import { expect, it } from 'vitest';
import { claimDatabase } from './claim-database.ts';

it('one database serves one process and one data folder; a second server is told so, the next start of the first is not', async () => {
  const database = await createTestDatabase();
  const [first, second] = ['a', 'b'].map((name) => mkdtempSync(join(tmpdir(), `sluice-claim-${name}-`)));
  try {
    const held = await claimDatabase(database.appUrl, first ?? '');
    await expect(claimDatabase(database.appUrl, first ?? '')).rejects.toMatchObject({
      code: 'server.database-in-use',
      kind: 'conflict',
    });
    await held.release();
    await (await claimDatabase(database.appUrl, first ?? '')).release();
    await expect(claimDatabase(database.appUrl, second ?? '')).rejects.toMatchObject({
      code: 'server.other-installation',
      kind: 'conflict',
    });
    // Refused, it holds nothing.
    await (await claimDatabase(database.appUrl, first ?? '')).release();
    expect(readFileSync(join(first ?? '', 'installation.json'), 'utf8')).toMatch(/"[0-9a-f]{32}"/);
  } finally {
    for (const folder of [first, second]) rmSync(folder ?? '', { recursive: true, force: true });
    await database.close();
  }
});
