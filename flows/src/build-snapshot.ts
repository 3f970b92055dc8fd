import type { Authorization } from '@sluice/authorization';
import type { Db } from '@sluice/database';
import type { GrantedField, GrantSnapshot } from '@sluice/gate';
import { DomainError } from '@sluice/kernel';
import type { Actor, Epochs } from './ports.ts';

/** What the gate binds a program against: the grant as its developer may use it now, with the current epochs of its tables. */
export interface SnapshotParts {
  readonly authorization: Pick<Authorization, 'grantSnapshot'>;
  readonly epochs: Pick<Epochs, 'current'>;
}

type GrantTerms = Awaited<ReturnType<Authorization['grantSnapshot']>>;

function quotaOf({ workspace, maxRows }: GrantTerms): NonNullable<GrantSnapshot['quota']> {
  const { id, ...limits } = workspace;
  return { workspaceId: id, ...limits, maxRows };
}

/** What the grant's policy says beyond group size and dominance; grants from before have the gate's careful values. */
function policyOf({
  gate,
}: GrantTerms): Pick<GrantSnapshot, 'inference' | 'caps' | 'review' | 'mode' | 'response' | 'samples'> {
  const { inference, caps, review, mode, response, samples } = gate;
  return {
    ...(inference ? { inference } : {}),
    ...(response ? { response } : {}),
    ...(samples ? { samples } : {}),
    ...(caps ? { caps } : {}),
    ...(review === 'always' ? { review } : {}),
    ...(mode && mode.kind !== 'threshold' ? { mode } : {}),
  };
}

/**
 * Joins grant and epochs into one immutable snapshot. Tables whose data is not yet sealed are left out: for a program
 * they do not exist.
 * @throws DomainError refusals of the grant (forbidden), `flow.no-data` (precondition) when no table has an epoch
 */
export async function buildSnapshot(
  parts: SnapshotParts,
  db: Db,
  actor: Actor,
  grantId: string,
  scenario?: string,
): Promise<GrantSnapshot> {
  const grant = await parts.authorization.grantSnapshot(db, grantId, { body: actor.body, scenario });
  const tables = [];
  for (const table of grant.tables) {
    const epoch = await parts.epochs.current(db, table.resourceId);
    if (!epoch) continue;
    tables.push({
      name: table.name,
      title: table.title,
      ...(table.own ? { own: table.own } : {}),
      resourceId: table.resourceId,
      epochId: epoch.epochId,
      ...(epoch.near && epoch.near.length > 0 ? { near: epoch.near } : {}),
      rows: table.rows,
      statistics: epoch.statistics,
      // The catalogue's own field definitions, which authorization carries through untouched.
      fields: table.fields as readonly unknown[] as readonly GrantedField[],
    });
  }
  if (tables.length === 0) throw new DomainError('flow.no-data', 'precondition', { grant: grantId });
  return {
    id: grant.id,
    jurisdiction: grant.jurisdiction,
    scenario: grant.scenario,
    purpose: grant.purpose,
    ruleVersion: grant.ruleVersion,
    startsAt: grant.startsAt,
    endsAt: grant.endsAt,
    k: grant.k,
    dominance: grant.dominance,
    tables,
    clauses: grant.clauses,
    quota: quotaOf(grant),
    ...policyOf(grant),
  };
}
