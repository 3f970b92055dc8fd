import type { Cases } from '@sluice/cases';
import type { caseRoutes } from '@sluice/contract';
import type { Db } from '@sluice/database';
import type { Actor } from '@sluice/identity';
import { DomainError } from '@sluice/kernel';
import type { Handlers } from '../handlers.ts';
import { plain } from '../plain.ts';
import type { ModulePolicy } from '../policy.ts';

interface CaseServices {
  readonly cases: Cases;
  readonly db: Db;
  readonly policy: ModulePolicy;
  readonly bodyName: (db: Db, id: string) => Promise<string>;
}

/** The power over the object of a case that opens the case too, by what the case decides. */
const readActs: Readonly<Record<string, string>> = {
  'product-release': 'product.read',
  'use-application': 'application.read',
};

/** A person's work, and a case's page for those whose matter it is. */
export function caseHandlers({ cases, db, policy, bodyName }: CaseServices): Handlers<typeof caseRoutes> {
  return {
    readInbox: async ({ actor, input }) => {
      const inbox = await cases.inbox(db, actor, input.query);
      return { ...inbox, items: await named(inbox.items) };
    },
    listCases: async ({ actor, input }) => {
      const { items, total } = await cases.list(db, actor, input.query);
      return { items: await named(items), total };
    },
    readCase: async ({ actor, input }) => {
      await assertSeen(actor, input.params.id);
      const file = await cases.page(db, input.params.id, actor);
      return plain({ ...file, proposer: { id: file.proposer, name: await bodyName(db, file.proposer) } });
    },
  };

  async function named<T extends { readonly proposer: string }>(items: readonly T[]) {
    const ids = [...new Set(items.map((item) => item.proposer))];
    const names = new Map(await Promise.all(ids.map(async (id) => [id, await bodyName(db, id)] as const)));
    return items.map((item) => ({ ...item, proposer: { id: item.proposer, name: names.get(item.proposer) ?? '' } }));
  }

  /** Whoever has no part in a case and no sight of what it decides is told that there is none. */
  async function assertSeen(actor: Actor, id: string): Promise<void> {
    if (await cases.hasPart(db, id, actor)) return;
    const { kind, jurisdiction, proposer } = await cases.page(db, id, actor);
    const act = readActs[kind];
    const question = { actor, act: act ?? '', objectJurisdiction: jurisdiction, ownerBody: proposer };
    const seen = act !== undefined && actor.role !== 'developer' && policy.decide(question).allowed;
    if (!seen) throw new DomainError('case.not-found', 'not-found', { case: id });
  }
}
