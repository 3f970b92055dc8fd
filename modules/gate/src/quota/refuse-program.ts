import type { Diagnostic } from '../diagnostic.ts';
import type { RefusedRun } from '../service-types.ts';
import { refusedInto, type ActContext, type DecisionInput, type Sent } from '../write-acts.ts';
import { noteOveruse, overuseIn } from './note-overuse.ts';

/** Enters a refusal; what was asked for beyond the authorization is told too, where it was to be run (ENV-10). */
export async function refuse(
  context: ActContext,
  input: Sent,
  kind: DecisionInput['kind'],
  diagnostics: readonly Diagnostic[],
): Promise<RefusedRun> {
  const codes = [...new Set(diagnostics.map((item) => item.code))];
  const rules = [...new Set(diagnostics.map((item) => item.rule))];
  const { value: decisionId, evidence } = await context.transact(async (tx) => {
    const id = await refusedInto(tx, context, input, kind, codes, rules);
    if (kind !== 'explain') await noteOveruse(tx, context, input, id, overuseIn(diagnostics));
    return id;
  });
  return { verdict: 'refused', decisionId, diagnostics, evidence };
}
