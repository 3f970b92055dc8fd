import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import type { socialDataRoutes, CallInput } from '@sluice/contract';
import { citySizes, generateCity, planCity, type DemoJurisdiction } from '@sluice/demo';

/** A list that a developer could have: some people of the city's register and some that are in no register, by class. */
export async function listOfMembers(city: DemoJurisdiction, many: number): Promise<Uint8Array<ArrayBuffer>> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-list-'));
  try {
    const residents = citySizes.small[city]?.residents ?? 0;
    const { residentsFile } = await generateCity(await planCity(city, { residents, visits: 1 }), folder);
    const lines = readFileSync(residentsFile, 'latin1').split('\n').slice(1);
    const keys = lines.flatMap((line) => /^(\d{17}[\dX]),/.exec(line)?.[1] ?? []);
    const strangers = Array.from({ length: 40 }, (_, i) => `stranger-${i}`);
    const listed = [...new Set(keys.filter((_, i) => i % 3 === 0))].slice(0, many).concat(strangers);
    const text = listed.map((key, i) => `${key},${i % 2 === 0 ? 'gold' : 'plain'}\n`).join('');
    return new TextEncoder().encode(`member,class\n${text}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What the list is applied with. */
export const memberList = (grantId: string, name: string, sha256: string) =>
  ({
    ...{ grantId, name, title: 'members', source: 'own shops', acquisition: 'agreed to by each member' },
    ...{ content: 'members and their class', purpose: 'compare classes', revenue: 'by use', exit: 'return', sha256 },
    proof: { title: 'consents', sha256 },
    rights: { holder: 'the shops', basis: 'own collection' },
    fields: [
      {
        ...{ name: 'member', title: 'm', type: 'text', required: true, unique: true, grade: 4 },
        ...{ role: 'entity-key', entity: 'person' },
      },
      {
        ...{
          name: 'class',
          title: 'c',
          type: 'text',
          required: true,
          codes: ['gold', 'plain'],
          role: 'other',
          grade: 1,
        },
        levels: [{ name: 'class', kind: 'identity' }],
      },
    ],
  }) satisfies CallInput<(typeof socialDataRoutes)['applySocialData']>['body'];
