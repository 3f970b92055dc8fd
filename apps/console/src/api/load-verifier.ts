import { evidenceRoutes } from '@sluice/contract';
import { call } from './call.ts';

/** The verifier and its cryptography are fetched when they are first asked for, not with the page. */
export const loadVerifier = () => import('./verify.ts');

export async function fetchBundle(entryId: string, language: string): Promise<Uint8Array> {
  return (await call(evidenceRoutes.getBundle, { params: { entryId } }, language)) as Uint8Array;
}
