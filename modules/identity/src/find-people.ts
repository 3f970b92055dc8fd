import type { Db } from '@sluice/database';
import type { Actor } from './decide.ts';
import type { Role } from './role.ts';
import type { IdentityTables } from './tables.ts';

/** Somebody in office, with the body and role in which he acts. */
export interface PersonFound {
  readonly id: string;
  readonly name: string;
  readonly bodyId: string;
  readonly bodyName: string;
  readonly role: Role;
}

const MOST = 20;
/** Who acts for himself is nobody's colleague: not found by name. */
const PRIVATE: readonly Role[] = ['data-subject', 'public'];

/** Who deals with the platform from outside has to do with offices, not with names: he finds people of his own body only. */
const OUTSIDE: readonly Role[] = ['developer', 'buyer', 'third-party', ...PRIVATE];

/** People in office in the reader's own jurisdiction whose name holds some words, at most 20. */
export async function findPeople(db: Db, by: Actor, words: string): Promise<readonly PersonFound[]> {
  const like = `%${words.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return db.q
    .withTables<IdentityTables>()
    .selectFrom('identity.membership as m')
    .innerJoin('identity.person_name as n', 'n.id', 'm.person_id')
    .innerJoin('identity.body as b', 'b.id', 'm.body_id')
    .select(['n.id', 'n.name', 'b.id as bodyId', 'b.name as bodyName', 'm.role'])
    .where('m.jurisdiction', '=', by.jurisdiction)
    .where('m.state', '=', 'active')
    .where('m.role', 'not in', PRIVATE)
    .where('n.name', 'ilike', like)
    .$if(OUTSIDE.includes(by.role), (found) => found.where('m.body_id', '=', by.body))
    .orderBy('n.name')
    .orderBy('m.id')
    .limit(MOST)
    .execute();
}
