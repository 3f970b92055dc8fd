import type { sealRoutes } from '@sluice/contract';
import { checkStatement, type Identity } from '@sluice/identity';
import type { Handlers } from '../handlers.ts';
import { plain } from '../plain.ts';
import type { Written } from '../written.ts';

interface SealServices {
  readonly identity: Identity;
  readonly written: Written;
}

/** Signatures and seals as a common service. */
export function sealHandlers({ identity, written }: SealServices): Handlers<typeof sealRoutes> {
  return {
    issueSeal: async ({ actor, input }) => plain(await written(identity.issueSeal(actor, input.body))),
    listSeals: async ({ actor }) => plain({ items: await identity.listSeals(actor) }),
    revokeSeal: async ({ actor, input }) =>
      plain(await written(identity.revokeSeal(actor, input.params.id, input.body.reason))),
    readSealTrust: async () => plain(await identity.sealTrust()),
    checkSeal: async ({ input: { body } }) => {
      const { issuers, revoked } = await identity.sealTrust();
      const trust = { issuers, revoked: new Map(revoked.map(({ seal, at }) => [seal, at])) };
      const fault = checkStatement(body.statement, body, trust);
      return { valid: fault === undefined, reason: fault?.code ?? null };
    },
  };
}
