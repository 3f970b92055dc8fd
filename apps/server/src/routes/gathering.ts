import type { Authorization, GrantView } from '@sluice/authorization';
import type { Catalogue } from '@sluice/catalogue';
import type { gatheringRoutes } from '@sluice/contract';
import type { Db } from '@sluice/database';
import { assertAllowed, DomainError } from '@sluice/kernel';
import type { Actor, Identity } from '@sluice/identity';
import type { Vault } from '@sluice/vault';
import { gatheredResource } from '../gathered-resource.ts';
import type { Handlers } from '../handlers.ts';
import { plain } from '../plain.ts';
import { batchAnswer } from '../present-batch.ts';
import type { Written } from '../written.ts';

interface GatheringServices {
  readonly vault: Vault;
  readonly catalogue: Pick<Catalogue, 'gatheringTarget' | 'routeGathering' | 'compareVersions'>;
  readonly authorization: Pick<Authorization, 'grantsOnResource'>;
  readonly policy: Identity['policy'];
  readonly bodyName: (db: Db, id: string) => Promise<string>;
  readonly db: Db;
  readonly written: Written;
}

/** A head is enough to propose from; what is larger is cut here and not read further. */
const HEAD_BYTES = 2 * 1024 * 1024;
const WORKBOOK_BYTES = 64 * 1024 * 1024;

/** Proposals, progress, corrections, quality, versions and uses of what is gathered. */
export function gatheringHandlers(services: GatheringServices): Handlers<typeof gatheringRoutes> {
  const { vault, catalogue, authorization, policy, bodyName, db, written } = services;
  const targetOf = async (id: string) => {
    const found = await catalogue.gatheringTarget(db, id);
    if (!found) throw new DomainError('resource.unknown', 'not-found', { id });
    return found;
  };
  /** Owner, custodian and overseers of the jurisdiction: whoever may see its batches. */
  const mayRead = (actor: Actor, target: { readonly jurisdiction: string; readonly ownerId: string }): void =>
    assertAllowed(
      policy.decide({
        actor,
        act: 'batch.read',
        objectJurisdiction: target.jurisdiction,
        ownerBody: target.ownerId,
      }),
    );
  return {
    proposeMapping: async ({ actor, input }) => {
      const target = await targetOf(input.params.id);
      mayRead(actor, target);
      const head = await headOf(input.body);
      return plain(await vault.proposeMapping(head.bytes, head.whole, target.content.fields ?? []));
    },
    proposeDefinition: async ({ input }) => {
      const head = await headOf(input.body);
      return plain(await vault.proposeMapping(head.bytes, head.whole, []));
    },
    watchBatch: async ({ actor, input }) => vault.watchBatch(actor, input.params.id),
    correctBatch: async ({ actor, input }) => {
      const target = await targetOf(await vault.resourceOfBatch(actor, input.params.id));
      const taken = await catalogue.routeGathering(db, target.id, 'authority');
      const received = await vault.correctBatch({
        actor,
        batchId: input.params.id,
        resource: gatheredResource(target),
        route: { via: taken.via, redirected: false },
        filename: input.query.filename,
        stream: input.body,
      });
      const { data, evidence } = await written(Promise.resolve({ value: received.data, evidence: received.evidence }));
      return { data: batchAnswer(data), repeated: received.repeated, evidence };
    },
    readResourceQuality: async ({ actor, input }) => {
      const resource = gatheredResource(await targetOf(input.params.id));
      return plain(await vault.readQuality(actor, resource, input.query.days));
    },
    listResourceVersions: async ({ actor, input }) => ({
      items: plain(await catalogue.compareVersions(actor, input.params.id)),
    }),
    listResourceUses: async ({ actor, input }) => {
      const target = await targetOf(input.params.id);
      mayRead(actor, target);
      const grants = await authorization.grantsOnResource(db, target.id);
      const items = await Promise.all(
        grants.map(async (grant) => ({
          grantId: grant.id,
          applicationId: grant.applicationId,
          developer: grant.developer,
          developerName: await bodyName(db, grant.developer),
          scenario: grant.scenario,
          scenarioTitle: grant.scenarioTitle,
          purpose: grant.purpose,
          state: grant.state,
          startsAt: grant.startsAt,
          endsAt: grant.endsAt,
          fields: fieldsUsed(grant.entries, target.id),
        })),
      );
      return { items, total: items.length };
    },
  };
}

const fieldsUsed = (entries: GrantView['entries'], resourceId: string) =>
  (entries.find((entry) => entry.resourceId === resourceId)?.fields ?? []).map(({ name, title, uses }) => ({
    name,
    title,
    uses: [...uses],
  }));

async function headOf(body: ReadableStream<Uint8Array>): Promise<{ bytes: Buffer; whole: boolean }> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    pieces.push(piece);
    size += piece.length;
    // A workbook has its directory at its end: a head of it is nothing.
    const limit = pieces[0]?.[0] === 0x50 && pieces[0][1] === 0x4b ? WORKBOOK_BYTES : HEAD_BYTES;
    if (size > limit) return { bytes: Buffer.concat(pieces).subarray(0, HEAD_BYTES), whole: false };
  }
  return { bytes: Buffer.concat(pieces), whole: true };
}
