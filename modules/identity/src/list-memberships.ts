import type { Db } from '@sluice/database';
import type { Actor } from './decide.ts';
import type { RegistrationState } from './body.ts';
import type { Role } from './role.ts';
import type { IdentityTables } from './tables.ts';

/** Who acts for which body in which role, with the name to show. */
export interface MembershipListed {
  readonly id: string;
  readonly personId: string;
  readonly personName: string;
  readonly bodyId: string;
  readonly bodyName: string;
  readonly role: Role;
  readonly state: RegistrationState;
}

/** Who reviews memberships sees those of every body of the jurisdiction; everybody else those of the own body. */
const REVIEWS: readonly Role[] = ['data-authority', 'platform-administrator'];
const MOST = 500;

/** Memberships that the reader may know, the ones that wait for a review first, at most 500. Who acts for himself is left out. */
export async function listMemberships(
  db: Db,
  by: Actor,
  filter: { readonly state?: RegistrationState | undefined } = {},
): Promise<readonly MembershipListed[]> {
  return db.q
    .withTables<IdentityTables>()
    .selectFrom('identity.membership as m')
    .innerJoin('identity.person_name as n', 'n.id', 'm.person_id')
    .innerJoin('identity.body as b', 'b.id', 'm.body_id')
    .select([
      'm.id',
      'n.id as personId',
      'n.name as personName',
      'b.id as bodyId',
      'b.name as bodyName',
      'm.role',
      'm.state',
    ])
    .where('m.role', 'not in', ['data-subject', 'public'])
    .$if(by.role !== 'platform-administrator', (found) => found.where('m.jurisdiction', '=', by.jurisdiction))
    .$if(!REVIEWS.includes(by.role), (found) => found.where('m.body_id', '=', by.body))
    .$if(filter.state !== undefined, (found) => found.where('m.state', '=', filter.state ?? 'active'))
    .orderBy((eb) => eb.case().when('m.state', '=', 'submitted').then(0).else(1).end())
    .orderBy('b.name')
    .orderBy('n.name')
    .orderBy('m.id')
    .limit(MOST)
    .execute();
}
