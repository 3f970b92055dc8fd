import type { Authorization, HeldRight } from '@sluice/authorization';
import type { Catalogue } from '@sluice/catalogue';
import type { Answer, holderRoutes } from '@sluice/contract';
import type { Db } from '@sluice/database';
import { isPublicBodyType, peopleInRole, type Actor, type Identity, type Role } from '@sluice/identity';
import { assertAllowed, DomainError } from '@sluice/kernel';
import type { Product } from '@sluice/product';
import type { Handlers } from '../handlers.ts';

interface HolderServices {
  readonly authorization: Pick<Authorization, 'grantFacts' | 'rightsOn'>;
  readonly catalogue: Pick<Catalogue, 'publishedResource'>;
  readonly identity: Pick<Identity, 'bodiesInRole' | 'policy'>;
  readonly product: Pick<Product, 'facts'>;
  readonly db: Db;
  readonly bodyName: (db: Db, id: string) => Promise<string>;
}

type Holders = Answer<typeof holderRoutes.readResourceHolders>;
type Stage = Holders['vacant'][number];

/** Whoever builds, manages, operates, uses it answers for it (谁建设、谁管理、谁运营、谁使用，谁负责). */
const stages: readonly { readonly stage: Stage; readonly role: Role }[] = [
  { stage: 'build', role: 'source-agency' },
  { stage: 'manage', role: 'data-authority' },
  { stage: 'operate', role: 'operator' },
  { stage: 'use', role: 'developer' },
];

/** Rights over data, and who answers for it: for whoever may see the grants of the place. */
export function holderHandlers(services: HolderServices): Handlers<typeof holderRoutes> {
  const { authorization, identity, product, db, bodyName } = services;
  const assertMay = (actor: Actor, objectJurisdiction: string): void =>
    assertAllowed(identity.policy.decide({ actor, act: 'grant.read', objectJurisdiction }));
  return {
    async readResourceHolders({ actor, input }) {
      return holdersOf(services, actor, input.params.id, assertMay);
    },
    async readProductHolders({ actor, input }) {
      const { id, title, developer, grantId, jurisdiction } = await product.facts(db, input.params.id);
      assertMay(actor, jurisdiction);
      const { entries } = await authorization.grantFacts(db, grantId);
      const sources = [];
      for (const { resourceId } of entries) sources.push(await holdersOf(services, actor, resourceId, assertMay));
      return { id, title, developer, developerName: await bodyName(db, developer), grantId, sources };
    },
  };
}

async function holdersOf(
  services: HolderServices,
  actor: Actor,
  id: string,
  assertMay: (actor: Actor, jurisdiction: string) => void,
): Promise<Holders> {
  const { authorization, catalogue, db, bodyName } = services;
  const resource = await catalogue.publishedResource(db, id);
  if (!resource) throw new DomainError('resource.unknown', 'not-found', { id });
  const { jurisdiction, ownerId, content, publishedAt } = resource;
  assertMay(actor, jurisdiction);
  const rights = await authorization.rightsOn(db, {
    ...{ resourceId: id, jurisdiction, owner: ownerId, sector: content.sector, since: publishedAt },
  });
  const responsible = await responsibleFor(services, actor, { jurisdiction, rights });
  const answered = new Set(responsible.filter(({ people }) => people.length > 0).map(({ stage }) => stage));
  return {
    ...{ id, title: content.title, jurisdiction, system: content.systemId ?? null, responsible },
    rights: await Promise.all(
      rights.map(async (one) => ({ ...one, basis: { ...one.basis }, holderName: await bodyName(db, one.holder) })),
    ),
    vacant: stages
      .map(({ stage }) => stage)
      .filter((stage) => !answered.has(stage) && (stage !== 'use' || rights.some(isRunning('use')))),
  };
}

const isRunning =
  (kind: HeldRight['right']) =>
  ({ right, state }: HeldRight): boolean =>
    right === kind && (state === 'running' || state === 'suspended');

async function responsibleFor(
  { identity, db, bodyName }: HolderServices,
  actor: Actor,
  { jurisdiction, rights }: { readonly jurisdiction: string; readonly rights: readonly HeldRight[] },
): Promise<Holders['responsible']> {
  const holding = (kind: HeldRight['right']): string[] => [
    ...new Set(rights.filter(isRunning(kind)).map(({ holder }) => holder)),
  ];
  const bodies: Readonly<Record<Stage, readonly string[]>> = {
    build: holding('holding'),
    manage: (await identity.bodiesInRole(db, jurisdiction, 'data-authority')).map((body) => body.id),
    operate: holding('operation'),
    use: holding('use'),
  };
  const all: Holders['responsible'] = [];
  for (const { stage, role } of stages)
    for (const body of bodies[stage]) {
      const named = isPublicBodyType(actor.bodyType) || actor.body === body;
      const people = (await peopleInRole(db, { jurisdiction, role, body })).map(({ id, name }) =>
        named ? { id, name } : { id },
      );
      all.push({ stage, role, body, bodyName: await bodyName(db, body), people });
    }
  return all;
}
