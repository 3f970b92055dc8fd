import type { Db } from '@sluice/database';
import { grantState, type Grant, type GrantedEntry, type GrantState } from './grant.ts';
import { listGrants } from './grant-store.ts';

/** What the public may know of a grant (DIS-01). Bodies by identifier; their names are public too. */
export interface DisclosedGrant {
  readonly id: string;
  readonly jurisdiction: string;
  readonly developer: string;
  readonly operator: string;
  readonly scenarioTitle: string;
  readonly purpose: string;
  readonly scope: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly state: GrantState;
  readonly filingNumber: string | null;
  readonly resources: {
    readonly id: string;
    readonly title: string;
    readonly agency: string;
    readonly personal: boolean;
    readonly fields: { readonly title: string; readonly grade: number }[];
  }[];
}

const PAGE = 50;

/** Every grant that was given, the newest first; whoever asks. */
export async function discloseGrants(
  db: Db,
  now: Date,
  query: { readonly jurisdiction?: string | undefined; readonly page?: number | undefined },
): Promise<{ items: DisclosedGrant[]; total: number }> {
  const { items, total } = await listGrants(db, {
    jurisdiction: query.jurisdiction,
    developer: undefined,
    state: undefined,
    now,
    offset: ((query.page ?? 1) - 1) * PAGE,
    limit: PAGE,
  });
  return { items: items.map((grant) => disclose(grant, now)), total };
}

const disclose = (grant: Grant, now: Date): DisclosedGrant => ({
  id: grant.id,
  jurisdiction: grant.jurisdiction,
  developer: grant.developer,
  operator: grant.operator,
  scenarioTitle: grant.terms.scenario.title,
  purpose: grant.terms.purpose,
  scope: grant.terms.scope,
  startsAt: grant.startsAt.toISOString(),
  endsAt: grant.endsAt.toISOString(),
  state: grantState(grant, now),
  filingNumber: grant.filingNumber,
  resources: grant.terms.entries.map((entry) => ({
    id: entry.resourceId,
    title: entry.title,
    agency: entry.ownerId,
    personal: isPersonal(entry),
    fields: entry.fields.map(({ definition }) => ({ title: definition.title, grade: definition.grade })),
  })),
});

/** About single people: a key of a person, or something that names one outright. */
function isPersonal(entry: GrantedEntry): boolean {
  return entry.fields.some(({ definition }) => {
    const { entity } = definition as { readonly entity?: string };
    return definition.role === 'direct-identifier' || (definition.role === 'entity-key' && entity === 'person');
  });
}
