import { makeDiagnostic } from './bind/bind-context.ts';
import type { GrantSnapshot } from './grant-snapshot.ts';
import type { Accepted, Refused } from './program-types.ts';

/** A cube has one question: a union is frozen as the products that its branches are. */
export function refuseUnionFreeze(snapshot: GrantSnapshot, program: Accepted): Refused | null {
  if (!program.union) return null;
  const start = { line: 1, column: 1, length: 1 };
  return { verdict: 'refused', diagnostics: [makeDiagnostic(snapshot, 'gate.set-operation', start)] };
}
