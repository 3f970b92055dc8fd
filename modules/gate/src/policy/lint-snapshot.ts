import { makeDiagnostic } from '../bind/bind-context.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { GrantSnapshot } from '../grant-snapshot.ts';
import { lintPolicy } from './lint-policy.ts';

const START = { line: 1, column: 1, length: 1 };

/** A snapshot is looked at once; it never changes. */
const known = new WeakMap<GrantSnapshot, readonly Diagnostic[]>();

/** Findings of R11 as a program meets them: it is refused, whatever it asks. */
export function lintSnapshot(snapshot: GrantSnapshot): readonly Diagnostic[] {
  const before = known.get(snapshot);
  if (before) return before;
  const found = lintPolicy(snapshot).map(({ code, params }) =>
    makeDiagnostic(snapshot, 'gate.policy-unsafe', START, { finding: code, ...params }),
  );
  known.set(snapshot, found);
  return found;
}
