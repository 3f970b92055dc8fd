import type { credentialRoutes } from '@sluice/contract';
import { utf8 } from '@sluice/crypto';
import type { Identity } from '@sluice/identity';
import type { Handlers } from '../handlers.ts';
import { plain } from '../plain.ts';
import type { Written } from '../written.ts';

interface CredentialServices {
  readonly identity: Pick<Identity, 'credentials'>;
  readonly written: Written;
  /** The issuer as credentials name it: the address of this installation. */
  readonly issuer: string;
}

/** Credentials that people carry away, and the list that tells which count no more. */
export function credentialHandlers({
  identity,
  written,
  issuer,
}: CredentialServices): Handlers<typeof credentialRoutes> {
  const { credentials } = identity;
  return {
    issueCredential: async ({ actor, input }) =>
      plain(await written(credentials.issue(actor, input.body.holder, issuer))),
    listCredentials: async ({ actor }) => ({ items: plain(await credentials.list(actor)) }),
    revokeCredential: async ({ actor, input }) => plain(await written(credentials.revoke(actor, input.params.id))),
    readCredentialStatus: async () => utf8(await credentials.statusList(issuer)),
  };
}
