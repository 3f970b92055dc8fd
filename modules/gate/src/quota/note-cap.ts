import { isDomainError } from '@sluice/kernel';
import { refusedInto, type ActContext, type Sent } from '../write-acts.ts';
import { noteOveruse } from './note-overuse.ts';

/** A cap that was reached is entered as a refusal, and told to the operator as use beyond the authorization (R17, ENV-10). */
export async function noteCap(context: ActContext, input: Sent, error: unknown): Promise<void> {
  if (!isDomainError(error) || error.code !== 'gate.cap-reached') return;
  await context.transact(async (tx) => {
    const id = await refusedInto(tx, context, input, 'query', [error.code], ['R17']);
    await noteOveruse(tx, context, input, id, [{ kind: 'volume', code: error.code }]);
  });
}
