import type { Access, Method } from '@sluice/contract';
import { DomainError } from '@sluice/kernel';
import type { Credential } from './handler-types.ts';

/** How a credential is turned into someone. `undefined`: nobody, or no longer. */
export interface Authenticate<Session, Key> {
  session(token: string): Promise<Session | undefined>;
  key(key: string): Promise<Key | undefined>;
}

/** Browsers send cookies by themselves, but only a page of our own origin can add this header. */
export const CSRF_HEADER = 'sluice-request';

export const cookieName = (secure: boolean): string => (secure ? '__Host-sluice_session' : 'sluice_session');

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** Finds the credential of a request. A bearer token wins over a cookie: whoever sends one means it. */
export function findCredential(headers: Headers, access: Access, secure: boolean): Credential | undefined {
  const bearer = /^Bearer ([!-~]{1,512})$/i.exec(headers.get('authorization') ?? '')?.[1];
  if (bearer) return { kind: access === 'key' ? 'key' : 'token', value: bearer };
  if (access === 'key') return undefined;
  const value = readCookie(headers, cookieName(secure));
  return value === undefined ? undefined : { kind: 'cookie', value };
}

const deviceCookieName = (secure: boolean): string => (secure ? '__Host-sluice_device' : 'sluice_device');

/** What an earlier sign-in left in this browser; nothing where it is none of ours. */
export function findDevice(headers: Headers, secure: boolean): string | undefined {
  const value = readCookie(headers, deviceCookieName(secure));
  return value !== undefined && /^[\w-]{43}$/.test(value) ? value : undefined;
}

function readCookie(headers: Headers, name: string): string | undefined {
  const prefix = `${name}=`;
  return headers
    .get('cookie')
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(prefix))
    ?.slice(prefix.length);
}

/**
 * @throws DomainError `http.request-header-missing` (forbidden): an unsafe request carried by a cookie without
 * the header that only our own pages can send.
 */
export function assertOwnOrigin(credential: Credential, method: Method, headers: Headers): void {
  if (credential.kind !== 'cookie' || SAFE_METHODS.has(method)) return;
  if (!headers.has(CSRF_HEADER)) {
    throw new DomainError('http.request-header-missing', 'forbidden', { header: CSRF_HEADER });
  }
}

/**
 * Who is asking.
 * @throws DomainError (unauthenticated) `http.session-required`, `http.session-unknown`, `http.key-required`, `http.key-unknown`
 */
export async function identify<Session, Key>(
  access: Access,
  credential: Credential | undefined,
  authenticate: Authenticate<Session, Key>,
): Promise<Session | Key | undefined> {
  if (access === 'none') return undefined;
  if (!credential) throw new DomainError(`http.${access}-required`, 'unauthenticated');
  const actor =
    access === 'key' ? await authenticate.key(credential.value) : await authenticate.session(credential.value);
  if (actor === undefined) throw new DomainError(`http.${access}-unknown`, 'unauthenticated');
  return actor;
}

export function sessionCookie(token: string, expiresAt: Date, secure: boolean): string {
  return `${cookieName(secure)}=${token}; Path=/; HttpOnly; SameSite=Lax; Expires=${expiresAt.toUTCString()}${secure ? '; Secure' : ''}`;
}

/** Strict: it goes out with sign-ins from our own page only. */
export function deviceCookie(device: string, expiresAt: Date, secure: boolean): string {
  return `${deviceCookieName(secure)}=${device}; Path=/; HttpOnly; SameSite=Strict; Expires=${expiresAt.toUTCString()}${secure ? '; Secure' : ''}`;
}

export const endedCookie = (secure: boolean): string => sessionCookie('', new Date(0), secure);
