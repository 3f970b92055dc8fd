import type { Db } from '@sluice/database';
import { namedDigest } from './named-digest.ts';
import type { IdentityTables } from './tables.ts';

/**
 * Holds every name and account against what its person was committed to: neither is under guard, so that a name can be
 * erased, and this shows that nobody was given those of another. Calls `differs` with `identity.person_name/id`.
 */
export async function auditNames(db: Db, differs: (place: string) => void): Promise<void> {
  const people = await db.q
    .withTables<IdentityTables>()
    .selectFrom('identity.person as p')
    .leftJoin('identity.person_name as n', 'n.id', 'p.id')
    .leftJoin('identity.account as a', 'a.person_id', 'p.id')
    .select(['p.id', 'p.named_digest', 'n.name', 'n.salt', 'a.account'])
    .where('p.named_digest', 'is not', null)
    .orderBy('p.id')
    .execute();
  const found = new Set<string>();
  for (const { id, named_digest: digest, name, salt, account } of people) {
    const known = name !== null && salt !== null && account !== null;
    if (!known || namedDigest(salt, { name, account }) !== digest) found.add(id);
  }
  for (const id of found) differs(`identity.person_name/${id}`);
}
