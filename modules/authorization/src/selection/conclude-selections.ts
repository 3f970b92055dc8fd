import type { Context } from '../context.ts';
import { admitChosen } from '../standing/admit-developer.ts';
import { enterSelection } from './enter-selection.ts';
import { findPublicised, lockSelection, setSelectionState } from './selection-store.ts';

/**
 * A decision has effect when its notice is closed; where an objection to it was founded, the choice begins anew.
 * @returns how many selections came to their end
 */
export async function concludeSelections(context: Context): Promise<number> {
  const { value } = await context.transact(async (tx) => {
    const over = await findPublicised(tx);
    for (const { id, founded } of over) {
      const selection = await lockSelection(tx, id);
      if (selection.state !== 'decided') continue;
      const state = founded === 0 ? 'concluded' : 'failed';
      await setSelectionState(tx, id, state);
      if (state === 'concluded' && selection.kind === 'developer') await admitChosen(context, tx, selection);
      enterSelection(
        tx,
        selection,
        { kind: 'system', part: 'authorization' },
        {
          type: 'authorization.selection-concluded',
          rows: [{ table: 'authorization.selection', id }],
          payload: { state, founded },
        },
      );
    }
    return over.length;
  });
  return value;
}
