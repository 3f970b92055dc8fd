import type { Identity, SecretSealer } from '@sluice/identity';
import { isRole } from '@sluice/identity';
import type { Ground } from '../ground.ts';
import type { JobQueue } from '../jobs.ts';
import type { ChannelKind } from './channel-store.ts';
import { createChannels, type Channels } from './channels.ts';
import { outwardQueues } from './deliver.ts';
import { addressCheck, openSenders } from './senders.ts';

/** What tells people outside that something waits. */
export interface OpenedOutward {
  readonly channels: Channels;
  readonly kinds: readonly ChannelKind[];
  readonly queues: readonly JobQueue[];
}

export function openOutward(
  { options, db, transact, ids, realClock, randomBytes }: Ground,
  given: {
    readonly identity: Pick<Identity, 'actsInRole'>;
    readonly secrets: SecretSealer;
    readonly digest: (text: string) => string;
  },
): OpenedOutward {
  const { identity, secrets, digest } = given;
  const settings = options.outward ?? {};
  const senders = openSenders(settings);
  const kinds = (['email', 'gateway', 'webhook'] as const).filter((kind) => senders[kind] !== undefined);
  const base = { db, transact, realClock, secrets };
  return {
    kinds,
    channels: createChannels({
      ...{ ...base, ids, randomBytes, digest, kinds },
      assertAddress: addressCheck(settings.allowedHosts ?? []),
    }),
    queues: outwardQueues({
      ...{ ...base, senders, publicUrl: options.publicUrl },
      acts: async ({ person, body, role, jurisdiction }) =>
        isRole(role) && identity.actsInRole(db, { person, body, role, jurisdiction }),
    }),
  };
}
