import { z } from 'zod';
import { id, idParams, instant } from './common.ts';
import { route } from './route.ts';

const kind = z.enum(['email', 'gateway', 'webhook']);

/** Where a person wants to be told that something waits. */
export const noticeChannel = z.object({
  id,
  kind,
  address: z.string(),
  body: z.string(),
  role: z.string(),
  /** Nothing is sent before the code that went there came back. */
  confirmed: z.boolean(),
  deliveredAt: instant.nullable(),
  failure: z.object({ at: instant, code: z.string() }).nullable(),
});

export const channelRoutes = {
  listChannels: route({
    name: 'listChannels',
    method: 'GET',
    path: '/api/v1/notice-channels',
    access: 'session',
    summary: 'Where one’s own notices go besides the desk, and which kinds there are here',
    ok: z.object({ items: z.array(noticeChannel), kinds: z.array(kind) }),
  }),
  addChannel: route({
    name: 'addChannel',
    method: 'POST',
    path: '/api/v1/notice-channels',
    access: 'session',
    summary: 'Add a mailbox, a number or a program (webhook, signed by Standard Webhooks): a code goes there first',
    body: z.object({ kind, address: z.string().trim().min(3).max(500) }),
    /** The secret of a webhook is told once. */
    ok: z.object({ channel: noticeChannel, secret: z.string().nullable() }),
    status: 201,
  }),
  confirmChannel: route({
    name: 'confirmChannel',
    method: 'POST',
    path: '/api/v1/notice-channels/:id/confirm',
    access: 'session',
    summary: 'Give back the code that arrived there',
    params: idParams,
    body: z.object({ code: z.string().trim().min(6).max(6) }),
    ok: z.object({ channel: noticeChannel }),
  }),
  removeChannel: route({
    name: 'removeChannel',
    method: 'DELETE',
    path: '/api/v1/notice-channels/:id',
    access: 'session',
    summary: 'Send nothing there any more',
    params: idParams,
    status: 204,
  }),
};
