import { reachableAddress, type Reach } from '@sluice/connectors';
import { DomainError, isDomainError } from '@sluice/kernel';
import type { Transporter } from 'nodemailer';
import type { ChannelKind } from './channel-store.ts';
import { messageText, type OutwardMessage } from './message.ts';
import { postMessage, webhookHeaders } from './send-webhook.ts';

/** How messages leave this installation. */
export interface OutwardSettings {
  /** `smtp://user:password@host:port` or `smtps://…`, and whom mails are from. */
  readonly smtp?: { readonly url: string; readonly from: string };
  /** A program of the operator's that hands messages on to SMS or an office messenger: signed posts like webhooks. */
  readonly gateway?: { readonly url: string; readonly secret: string };
  /** Names to which webhooks may go although they lead to this machine; none unless said. */
  readonly allowedHosts?: readonly string[];
}

export interface Target {
  readonly address: string;
  readonly secret: string;
}

/** One way out. Throws where a message was not taken; the queue tries again. */
export type Send = (message: OutwardMessage, to: Target, at: Date) => Promise<void>;

export type Senders = Readonly<Partial<Record<ChannelKind, Send>>>;

const MAIL_MS = 15_000;

export function openSenders({ smtp, gateway, allowedHosts = [] }: OutwardSettings): Senders {
  const reach: Reach = { allowedHosts };
  return {
    webhook: async (message, to, at) => {
      const body = JSON.stringify(message);
      await postMessage(new URL(to.address), body, webhookHeaders(message.id, at, body, to.secret), reach);
    },
    ...(smtp ? { email: mailer(smtp) } : {}),
    ...(gateway
      ? {
          gateway: async (message, to, at) => {
            const body = JSON.stringify({ id: message.id, to: to.address, text: messageText(message).text });
            const headers = webhookHeaders(message.id, at, body, gateway.secret);
            await postMessage(new URL(gateway.url), body, headers, undefined);
          },
        }
      : {}),
  };
}

function mailer({ url, from }: { readonly url: string; readonly from: string }): Send {
  let opened: Promise<Transporter> | undefined;
  return async (message, to) => {
    const { subject, text } = messageText(message);
    // As an object: an address with commas or headers in it stays one address.
    const mail = { from, to: { name: '', address: to.address }, subject, text, messageId: `<${message.id}@sluice>` };
    const transport = await (opened ??= openTransport(url));
    await transport.sendMail(mail).catch((): never => {
      throw new DomainError('channel.undelivered', 'unavailable', { reason: 'smtp' });
    });
  };
}

async function openTransport(url: string): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  return createTransport({
    url,
    ...{ connectionTimeout: MAIL_MS, greetingTimeout: MAIL_MS, socketTimeout: MAIL_MS },
    // A message is what we say: nothing is read from a file or fetched from an address for it.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
}

/** Addresses that may be written to: mailboxes, numbers or names of a messenger, programs that are not on this machine. */
export function addressCheck(allowedHosts: readonly string[]) {
  return async (kind: ChannelKind, address: string): Promise<void> => {
    const refused = (): never => {
      throw new DomainError('channel.address-refused', 'invalid', { kind });
    };
    if (kind === 'email' && !/^[^\s@,;<>"\\]{1,64}@[a-z0-9.-]{1,190}\.[a-z]{2,24}$/i.test(address)) refused();
    if (kind === 'gateway' && !/^[+]?[\w@.-]{3,64}$/.test(address)) refused();
    if (kind !== 'webhook') return;
    const url = URL.parse(address);
    if (!url || url.username !== '' || url.password !== '' || url.hash !== '') return refused();
    const allowed = allowedHosts.includes(url.hostname);
    if (url.protocol !== 'https:' && !(allowed && url.protocol === 'http:')) refused();
    await reachableAddress(url.hostname, { allowedHosts }).catch((error: unknown) => {
      if (isDomainError(error)) refused();
      throw error;
    });
  };
}
