import type { Catalogue, GatheringTarget } from '@sluice/catalogue';
import type { vaultRoutes } from '@sluice/contract';
import type { Committed, Db } from '@sluice/database';
import type { Actor } from '@sluice/identity';
import { DomainError } from '@sluice/kernel';
import type { Vault } from '@sluice/vault';
import { bytesOf } from '../bytes-of.ts';
import { destructionCertificate, type CertifiedEntry } from '../destruction-certificate.ts';
import { gatheredResource } from '../gathered-resource.ts';
import type { Handlers } from '../handlers.ts';
import { batchAnswer } from '../present-batch.ts';
import type { Written } from '../written.ts';

interface VaultServices {
  /** Entries of a stream, oldest first. */
  readonly entriesOf: (stream: string) => Promise<readonly CertifiedEntry[]>;
  readonly deleteNetworkLog: (actor: Actor, before: Date) => Promise<Committed<{ deleted: number; before: string }>>;
  readonly vault: Vault;
  /** @throws DomainError where the person may not see the grant */
  readonly assertSeesGrant: (actor: Actor, id: string) => Promise<unknown>;
  readonly catalogue: Pick<Catalogue, 'gatheringTarget' | 'routeGathering'>;
  readonly db: Db;
  readonly written: Written;
}

/** Batches, quarantine and epochs: bytes in, the module's views out. */
export function vaultHandlers({
  vault,
  catalogue,
  db,
  written,
  entriesOf,
  assertSeesGrant,
  deleteNetworkLog,
}: VaultServices): Handlers<typeof vaultRoutes> {
  const target = async (id: string): Promise<GatheringTarget> => {
    const found = await catalogue.gatheringTarget(db, id);
    if (!found) throw new DomainError('resource.unknown', 'not-found', { id });
    return found;
  };
  return {
    receiveBatch: async ({ actor, input }) => {
      const { mode = 'full', filename, via = 'authority', records, sha256 } = input.query;
      const resource = gatheredResource(await target(input.params.id));
      const taken = await catalogue.routeGathering(db, resource.id, via);
      const received = await vault.receiveBatch({
        actor,
        resource,
        route: { via: taken.via, redirected: taken.redirected },
        filename,
        mode,
        stream: input.body,
        expected: { records, sha256 },
      });
      const { data, evidence } = await written(Promise.resolve({ value: received.data, evidence: received.evidence }));
      return { data: batchAnswer(data), repeated: received.repeated, evidence };
    },
    readBatch: async ({ actor, input }) => batchAnswer(await vault.readBatch(actor, input.params.id)),
    listBatches: async ({ actor, input }) => {
      const { items, total } = await vault.listBatches(actor, await target(input.params.id), input.query.page ?? 1);
      return { items: items.map(batchAnswer), total };
    },
    readQuarantine: ({ actor, input }) => vault.readQuarantine(actor, input.params.id, input.query.page ?? 1),
    exportQuarantine: async ({ actor, input, setHeader }) => {
      setHeader('content-disposition', `attachment; filename="${input.params.id}-quarantine.csv"`);
      return bytesOf(vault.exportQuarantine(actor, input.params.id));
    },
    exportQuarantineWorkbook: ({ actor, input, language, setHeader }) => {
      setHeader('content-disposition', `attachment; filename="${input.params.id}-quarantine.xlsx"`);
      return vault.quarantineWorkbook(actor, input.params.id, language);
    },
    getTemplate: async ({ actor, input, language, setHeader }) => {
      const resource = gatheredResource(await target(input.params.id));
      const bytes = vault.templateWorkbook(actor, resource, language);
      setHeader('content-disposition', `attachment; filename="${resource.id}-template.xlsx"`);
      return bytes;
    },
    listEpochs: async ({ actor, input }) => vault.listEpochs(actor, await target(input.params.id)),
    requestDestruction: async ({ actor, input }) => {
      const { target: what, ground } = input.body;
      // A competitor neither learns of a grant nor stands in the way of its holder's own request.
      if (what.kind === 'workspace') await assertSeesGrant(actor, what.id);
      const resource =
        what.kind === 'workspace'
          ? undefined
          : await catalogue.gatheringTarget(db, await resourceOf(vault, db, { kind: what.kind, id: what.id }));
      return written(
        vault.requestDestruction(actor, { kind: what.kind, id: what.id, ground, ownerBody: resource?.ownerId }),
      );
    },
    approveDestruction: ({ actor, input }) => written(vault.approveDestruction(actor, input.params.id)),
    withdrawDestruction: ({ actor, input }) => written(vault.withdrawDestruction(actor, input.params.id)),
    listDestructions: ({ actor, input }) =>
      vault.listDestructions(actor, input.query.jurisdiction ?? actor.jurisdiction, input.query.page ?? 1),
    readDestruction: ({ actor, input }) => vault.readDestruction(actor, input.params.id),
    getDestructionCertificate: async ({ actor, input, setHeader }) => {
      const destruction = await vault.readDestruction(actor, input.params.id);
      if (destruction.state !== 'destroyed')
        throw new DomainError('vault.not-destroyed-yet', 'precondition', { state: destruction.state });
      setHeader('content-disposition', `attachment; filename="${destruction.id}.txt"`);
      const text = destructionCertificate(destruction, await entriesOf(`destruction:${destruction.id}`));
      return new TextEncoder().encode(text);
    },
    deleteNetworkLog: ({ actor, input }) => {
      const before = new Date(input.body.before);
      if (Number.isNaN(before.getTime())) throw new DomainError('http.invalid', 'invalid', { field: 'before' });
      return written(deleteNetworkLog(actor, before));
    },
  };
}

async function resourceOf(
  vault: Vault,
  db: Db,
  what: { readonly kind: 'epoch' | 'resource'; readonly id: string },
): Promise<string> {
  return what.kind === 'resource' ? what.id : vault.resourceOfEpoch(db, what.id);
}
