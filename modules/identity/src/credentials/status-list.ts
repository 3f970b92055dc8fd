import { deflateSync, inflateSync } from 'node:zlib';
import type { Signer } from '@sluice/crypto';
import { isSigned, readJwt, seconds, signToken, type StatusReader } from './sd-jwt.ts';

/** The list is never shorter: a place in a short one would say whose it is. */
const LEAST_PLACES = 16_384;
/** How long a verifier may go by the list that it has. */
const DAY_S = 86_400;
const MOST_BYTES = 4_000_000;

/** A list of states (Token Status List): one bit for each credential that was ever given out, set where it counts no more. */
export function signStatusList(
  list: { readonly address: string; readonly places: number; readonly revoked: Iterable<number>; readonly at: Date },
  signer: Signer,
): string {
  const bits = new Uint8Array(Math.ceil(Math.max(LEAST_PLACES, list.places) / 8));
  for (const place of list.revoked) bits[place >> 3] = (bits[place >> 3] ?? 0) | (1 << (place & 7));
  const lst = deflateSync(bits, { level: 9 }).toString('base64url');
  const iat = seconds(list.at);
  return signToken(
    'statuslist+jwt',
    { sub: list.address, iat, exp: iat + DAY_S, ttl: 3_600, status_list: { bits: 1, lst } },
    signer,
  );
}

/** Looks a credential's place up in a list that was fetched before; nothing where the list is another, old or forged. */
export const readStatus: StatusReader = (status, issuer, { statusList, at }) => {
  const named = (status as { status_list?: { idx?: unknown; uri?: unknown } } | undefined)?.status_list;
  const token = readJwt(statusList, 'statuslist+jwt');
  if (!token || !named || typeof named.idx !== 'number' || !isSigned(token, issuer)) return undefined;
  const { sub, exp, status_list: list } = token.payload;
  if (sub !== named.uri || typeof exp !== 'number' || seconds(at) >= exp) return undefined;
  const { bits, lst } = (list ?? {}) as { bits?: unknown; lst?: unknown };
  if (bits !== 1 || typeof lst !== 'string') return undefined;
  try {
    const bytes = inflateSync(Buffer.from(lst, 'base64url'), { maxOutputLength: MOST_BYTES });
    const byte = bytes[named.idx >> 3];
    return byte === undefined ? undefined : (byte & (1 << (named.idx & 7))) !== 0;
  } catch {
    return undefined;
  }
};
