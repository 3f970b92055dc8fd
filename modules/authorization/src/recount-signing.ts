import type { Tx } from '@sluice/database';
import { addWorkingDays } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { findSigningIn, lockApplication, updateApplication } from './application-store.ts';
import { applicationRow, dateOf, profileOf, streamOf, versionOf, type Context } from './context.ts';

/**
 * Counts the times to sign anew that end in a year which was counted provisionally until now. They only get longer: the
 * parties have been told the earlier date.
 */
export async function recountSigning(context: Context, tx: Tx, year: number): Promise<void> {
  const calendar = await context.cases.calendar(tx);
  for (const id of await findSigningIn(tx, year)) {
    const application = await lockApplication(tx, id);
    const from = application.signDueOn;
    if (application.state !== 'approved' || from === null || application.caseId === null) continue;
    const { closedAt } = await context.cases.describeCase(tx, application.caseId);
    if (closedAt === null) continue;
    const { value } = profileOf(context, application).limits.signing;
    const to = addWorkingDays(dateOf(new Date(closedAt)), value, calendar);
    if (to <= from) continue;
    await updateApplication(tx, id, { sign_due_on: to });
    record(tx, {
      type: 'authorization.signing-recounted',
      stream: streamOf(application),
      actor: { kind: 'system', part: 'authorization' },
      subjects: [{ kind: 'calendar', id: 'working-days', rel: 'uses' }],
      rows: [applicationRow(id)],
      ruleVersion: versionOf(application.profile),
      payload: { from, to, year },
    });
  }
}
