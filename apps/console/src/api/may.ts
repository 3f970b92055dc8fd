import { identityRoutes } from '@sluice/contract';
import { useRead } from './use-call.ts';

/**
 * Whether the membership that acts may do an act of the permission matrix, as the server decides it. False until it is
 * known: what is not allowed must not be offered for a moment.
 */
export function useMay(): (act: string) => boolean {
  const powers = useRead(identityRoutes.getPowers, {}, { staleMs: 300_000 });
  const allowed = new Set((powers.data?.mine ?? []).filter((one) => one.allowed).map((one) => one.act));
  return (act) => allowed.has(act);
}
