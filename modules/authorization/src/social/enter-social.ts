import type { CaseActor } from '@sluice/cases';
import type { ActorRef, Tx } from '@sluice/database';
import { record } from '@sluice/ledger';
import { actorRef, dateOf, versionOf, type Context } from '../context.ts';
import { lockSocial, updateSocial, type SocialChange } from './social-store.ts';
import type { SocialData, SocialState } from './social-data.ts';

export const platform: ActorRef = { kind: 'system', part: 'authorization' };
export const byActor = (actor: CaseActor): ActorRef => actorRef(actor);

/** Moves social data on with its entry: it uses the grant it is bound to, and once imported the epoch it lies in. */
export async function moveSocial(
  context: Context,
  tx: Tx,
  before: Pick<SocialData, 'id' | 'jurisdiction' | 'grantId' | 'name' | 'sha256' | 'epochId'>,
  change: SocialChange & { readonly state: SocialState },
  actor: ActorRef,
  reasons: readonly string[] = [],
): Promise<SocialData> {
  await updateSocial(tx, before.id, change);
  enterSocial(context, tx, before, change.state, actor, reasons);
  return lockSocial(tx, before.id);
}

export function enterSocial(
  context: Context,
  tx: Tx,
  of: Pick<SocialData, 'id' | 'jurisdiction' | 'grantId' | 'name' | 'sha256'>,
  state: SocialState,
  actor: ActorRef,
  reasons: readonly string[],
): void {
  record(tx, {
    type: 'authorization.social-data-moved',
    stream: `social-data:${of.id}`,
    actor,
    subjects: [{ kind: 'grant', id: of.grantId, rel: 'about' }],
    rows: [{ table: 'authorization.social_data', id: of.id }],
    ruleVersion: versionOf(context.profiles.current(of.jurisdiction, dateOf(tx.at))),
    payload: { state, grant: of.grantId, digest: of.sha256, reasons: [...reasons] },
  });
}

/** A report of what was turned away, opened or closed. */
export function enterReport(
  context: Context,
  tx: Tx,
  of: Pick<SocialData, 'id' | 'jurisdiction' | 'grantId'>,
  report: {
    readonly id: string;
    readonly code: string;
    readonly sha256: string | null;
    readonly state: 'opened' | 'closed';
  },
  actor: ActorRef,
): void {
  record(tx, {
    type: 'authorization.social-report',
    stream: `social-data:${of.id}`,
    actor,
    subjects: [{ kind: 'grant', id: of.grantId, rel: 'about' }],
    rows: [{ table: 'authorization.social_report', id: report.id }],
    ruleVersion: versionOf(context.profiles.current(of.jurisdiction, dateOf(tx.at))),
    payload: { report: report.id, state: report.state, code: report.code, digest: report.sha256 },
  });
}
