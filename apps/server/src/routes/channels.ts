import type { channelRoutes } from '@sluice/contract';
import type { Handlers } from '../handlers.ts';
import type { ChannelKind } from '../outward/channel-store.ts';
import type { Channels } from '../outward/channels.ts';
import { plain } from '../plain.ts';

interface ChannelServices {
  readonly channels: Channels;
  readonly kinds: readonly ChannelKind[];
}

/** Where people want to be told that something waits. */
export function channelHandlers({ channels, kinds }: ChannelServices): Handlers<typeof channelRoutes> {
  return {
    listChannels: async ({ actor }) => ({ items: plain(await channels.list(actor)), kinds: [...kinds] }),
    addChannel: async ({ actor, input }) => {
      const { secret, ...channel } = await channels.add(actor, input.body);
      return { channel: plain(channel), secret };
    },
    confirmChannel: async ({ actor, input }) => ({
      channel: plain(await channels.confirm(actor, input.params.id, input.body.code)),
    }),
    removeChannel: async ({ actor, input }) => {
      await channels.remove(actor, input.params.id);
      return undefined;
    },
  };
}
