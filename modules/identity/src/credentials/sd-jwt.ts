import { createHash, createPublicKey, verify as verifyWith } from 'node:crypto';
import type { Signer } from '@sluice/crypto';
import type { Json, JsonObject, Reason } from '@sluice/kernel';

/** A public key as it stands in a credential: Ed25519 or P-256, the two that wallets have. */
export type HolderKey =
  | { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string }
  | { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };

const b64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url');
const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');

function signJwt(header: JsonObject, payload: JsonObject, sign: (bytes: Uint8Array) => Uint8Array): string {
  const signed = `${b64(JSON.stringify(header))}.${b64(JSON.stringify(payload))}`;
  return `${signed}.${b64(sign(new TextEncoder().encode(signed)))}`;
}

/** Signs a token of the platform with its own key. */
export const signToken = (typ: string, payload: JsonObject, signer: Signer): string =>
  signJwt({ alg: 'EdDSA', typ, kid: digest(b64(signer.publicKey)) }, payload, (bytes) => signer.sign(bytes));

/**
 * A credential (SD-JWT VC): what is in `open` everybody sees who is shown it, each of `closed` only where its holder shows
 * it. Every closed value has a salt of its own, so that nobody guesses it from its digest.
 */
export function issueSdJwt(
  claims: { readonly open: JsonObject; readonly closed: JsonObject; readonly holder: HolderKey },
  signer: Signer,
  salt: () => string,
): string {
  const disclosures = Object.entries(claims.closed).map(([name, value]) => b64(JSON.stringify([salt(), name, value])));
  const payload: JsonObject = {
    ...claims.open,
    ...{ _sd_alg: 'sha-256', _sd: disclosures.map(digest).toSorted(), cnf: { jwk: { ...claims.holder } } },
  };
  return [signToken('dc+sd-jwt', payload, signer), ...disclosures, ''].join('~');
}

/** The same credential with only those values open that are named: what its holder hands on, before binding it. */
export function showOnly(sdJwt: string, names: readonly string[]): string {
  const [token = '', ...parts] = sdJwt.split('~');
  const shown = parts.filter((one) => {
    const name = readPart(one)?.[1];
    return typeof name === 'string' && names.includes(name);
  });
  return [token, ...shown, ''].join('~');
}

/** Binds what is shown to whom it is shown, with the holder's key: of no use to anybody else. */
export function bindToVerifier(
  shown: string,
  to: { readonly audience: string; readonly nonce: string; readonly at: Date },
  holder: { readonly alg: 'EdDSA' | 'ES256'; sign(bytes: Uint8Array): Uint8Array },
): string {
  const payload = { iat: seconds(to.at), aud: to.audience, nonce: to.nonce, sd_hash: digest(shown) };
  return shown + signJwt({ alg: holder.alg, typ: 'kb+jwt' }, payload, (bytes) => holder.sign(bytes));
}

export const seconds = (at: Date): number => Math.floor(at.getTime() / 1_000);

export interface Verifier {
  /** Of the platform, base64url, raw Ed25519. */
  readonly issuerKey: string;
  readonly audience: string;
  readonly nonce: string;
  readonly at: Date;
  /** The list of states that the verifier has, signed by the same key. */
  readonly statusList: string;
}

export type Verified =
  | { readonly valid: true; readonly claims: JsonObject }
  | { readonly valid: false; readonly reason: Reason };

/** How old a binding may be: it is made when it is asked for. */
const BINDING_S = 300;

/**
 * Checks what somebody shows without asking anybody: issuer, time, that the holder shows it to this verifier, each opened
 * value, and its place in the list of states. The first fault: `credential.malformed`, `credential.other-issuer`,
 * `credential.not-valid-now`, `credential.not-bound`, `credential.unknown-disclosure`, `credential.status-unknown`,
 * `credential.revoked`.
 */
export function verifySdJwt(shown: string, verifier: Verifier, isRevoked: StatusReader): Verified {
  const parts = shown.split('~');
  const binding = parts.at(-1) ?? '';
  const token = readJwt(parts[0] ?? '', 'dc+sd-jwt');
  if (!token) return refuse('credential.malformed');
  const issuer = { kty: 'OKP', crv: 'Ed25519', x: verifier.issuerKey } as const;
  if (!isSigned(token, issuer)) return refuse('credential.other-issuer');
  const now = seconds(verifier.at);
  const { nbf, exp, cnf, _sd: digests, _sd_alg, ...open } = token.payload;
  if (_sd_alg !== 'sha-256' || typeof nbf !== 'number' || typeof exp !== 'number')
    return refuse('credential.malformed');
  if (now < nbf || now >= exp) return refuse('credential.not-valid-now');
  const bare = shown.slice(0, shown.length - binding.length);
  if (!isBound(binding, bare, cnf, verifier)) return refuse('credential.not-bound');
  const closed = openDisclosures(parts.slice(1, -1), Array.isArray(digests) ? digests : []);
  if (!closed) return refuse('credential.unknown-disclosure');
  const revoked = isRevoked(open['status'], issuer, verifier);
  if (revoked === undefined) return refuse('credential.status-unknown');
  return revoked ? refuse('credential.revoked') : { valid: true, claims: { ...open, ...closed } };
}

/** Whether the place that a credential names is marked; nothing where the list does not say. */
export type StatusReader = (status: Json | undefined, issuer: HolderKey, verifier: Verifier) => boolean | undefined;

const refuse = (code: string): Verified => ({ valid: false, reason: { code } });

interface Jwt {
  readonly signed: string;
  readonly signature: Uint8Array;
  readonly payload: JsonObject;
  readonly alg: string;
}

export function readJwt(text: string, typ: string): Jwt | undefined {
  const [head = '', body = '', signature = '', ...more] = text.split('.');
  const header = readJson(head);
  const payload = readJson(body);
  if (more.length > 0 || !header || !payload || header['typ'] !== typ || typeof header['alg'] !== 'string')
    return undefined;
  return { signed: `${head}.${body}`, signature: Buffer.from(signature, 'base64url'), payload, alg: header['alg'] };
}

function readJson(part: string): JsonObject | undefined {
  try {
    const value = JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

function readPart(disclosure: string): readonly Json[] | undefined {
  try {
    const value = JSON.parse(Buffer.from(disclosure, 'base64url').toString('utf8')) as unknown;
    return Array.isArray(value) && value.length === 3 ? (value as Json[]) : undefined;
  } catch {
    return undefined;
  }
}

/** The algorithm follows from the key, never from what the token says of itself. */
export function isSigned({ signed, signature, alg }: Jwt, key: HolderKey): boolean {
  if (alg !== (key.kty === 'OKP' ? 'EdDSA' : 'ES256')) return false;
  try {
    const publicKey = createPublicKey({ key: { ...key }, format: 'jwk' });
    const bytes = new TextEncoder().encode(signed);
    return key.kty === 'OKP'
      ? verifyWith(null, bytes, publicKey, signature)
      : verifyWith('sha256', bytes, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    return false;
  }
}

function isBound(binding: string, bare: string, cnf: Json | undefined, verifier: Verifier): boolean {
  const token = readJwt(binding, 'kb+jwt');
  const key = isObject(cnf) && isObject(cnf['jwk']) ? cnf['jwk'] : undefined;
  if (!token || !key || !isSigned(token, key as unknown as HolderKey)) return false;
  const { aud, nonce, iat, sd_hash } = token.payload;
  const age = typeof iat === 'number' ? seconds(verifier.at) - iat : Number.NaN;
  return (
    aud === verifier.audience && nonce === verifier.nonce && sd_hash === digest(bare) && Math.abs(age) <= BINDING_S
  );
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Values that are shown, each under a digest of the token, no name twice. */
function openDisclosures(disclosures: readonly string[], digests: readonly Json[]): JsonObject | undefined {
  const opened = new Map<string, Json>();
  for (const one of disclosures) {
    const [, name, value] = readPart(one) ?? [];
    if (typeof name !== 'string' || value === undefined || opened.has(name) || !digests.includes(digest(one)))
      return undefined;
    opened.set(name, value);
  }
  return Object.fromEntries(opened);
}
