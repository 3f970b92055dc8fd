import type { Authorization } from '@sluice/authorization';
import type { Cases } from '@sluice/cases';
import { createRegisters, type AffectedUse, type RegisterLimits, type Registers } from '@sluice/catalogue';
import type { Db } from '@sluice/database';
import { isRole, seesAll, type Identity } from '@sluice/identity';
import { civilDateOf } from '@sluice/kernel';
import type { Product } from '@sluice/product';
import type { Profile } from '@sluice/profile';
import type { Vault } from '@sluice/vault';
import type { Ground } from './ground.ts';
import { modulePolicy } from './policy.ts';
import type { ProfileRules } from './profile-rules.ts';

interface Parts {
  readonly identity: Identity;
  readonly rules: ProfileRules;
  readonly cases: Pick<Cases, 'calendar'>;
  readonly authorization: Pick<Authorization, 'grantsOnResource'>;
  readonly product: Pick<Product, 'ofGrant'>;
  readonly vault: Pick<Vault, 'measureEpoch'>;
}

/** The registers beside the catalogue, with the limits of each profile and everybody downstream of a resource. */
export function openRegisters(ground: Ground, parts: Parts): Registers {
  const { db, transact, clock, ids, profiles } = ground;
  const { identity, rules, cases, authorization, product, vault } = parts;
  return createRegisters({
    ...{ db, transact, clock, ids },
    policy: modulePolicy(identity.policy),
    rules: rules.catalogue,
    limits: (jurisdiction) => limitsOf(profiles.current(jurisdiction, civilDateOf(clock.now()))),
    calendar: (on) => cases.calendar(on),
    seesAll: (object, role) => isRole(role) && seesAll(object, role),
    bodies: {
      find: (on, id) => identity.findBody(on, id),
      findSectorAuthority: async () => undefined,
    },
    supplySides: {
      sent: (_db, { epochId, fields }) => vault.measureEpoch(epochId, fields),
      received: (_db, { epochId, fields }) => vault.measureEpoch(epochId, fields),
    },
    usesOf: (on, resourceId) => usesOf(authorization, product, on, resourceId),
  });
}

function limitsOf(profile: Profile): RegisterLimits {
  return {
    version: `${profile.id}@${profile.version}`,
    objectionWorkingDays: profile.limits.objection.value,
    updateWorkingDays: profile.catalogue.update_working_days.value,
    validityMonths: profile.registration.validity_months.value,
  };
}

async function usesOf(
  authorization: Parts['authorization'],
  product: Parts['product'],
  db: Db,
  resourceId: string,
): Promise<readonly AffectedUse[]> {
  const grants = await authorization.grantsOnResource(db, resourceId);
  const made = await Promise.all(grants.map((grant) => product.ofGrant(db, grant.id, ['listed', 'suspended'])));
  return [
    ...grants.map(({ id, scenarioTitle, developer }) => ({
      ...{ kind: 'grant' as const, id, title: scenarioTitle, body: developer },
    })),
    ...made.flat().map(({ id, title, developer }) => ({ kind: 'product' as const, id, title, body: developer })),
  ];
}

/** A jurisdiction stands below the one with the longest code of a division that its own begins with. */
export function parentsOf(profiles: readonly Profile[]): ReadonlyMap<string, string | undefined> {
  const codes = profiles.map((profile) => ({
    id: profile.id,
    code: (profile.divisions.value[0]?.code ?? '').replace(/(?:00)+$/, ''),
  }));
  return new Map(
    codes.map(({ id, code }) => [
      id,
      codes
        .filter((other) => other.id !== id && code.length > other.code.length && code.startsWith(other.code))
        .toSorted((a, b) => b.code.length - a.code.length)[0]?.id,
    ]),
  );
}
