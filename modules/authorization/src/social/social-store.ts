import type { Db, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import type { ColumnType, Selectable, Updateable } from 'kysely';
import type { CatalogueField } from '../ports.ts';
import type { Proof, SocialData, SocialExit, SocialReport, SocialState } from './social-data.ts';

/** JSON comes parsed and goes as text. */
type Jsonb<T> = ColumnType<T, string, string>;

export type SocialTables = {
  'authorization.social_data': {
    id: string;
    jurisdiction: string;
    developer: string;
    grant_id: string;
    scenario: string;
    name: string;
    title: string;
    source: string;
    acquisition: string;
    proof: Jsonb<Proof> | null;
    content: string;
    purpose: string;
    rights: Jsonb<SocialData['rights']>;
    revenue: string;
    exit: SocialExit;
    fields: Jsonb<readonly CatalogueField[]>;
    sha256: string;
    records: string | number | null;
    state: SocialState;
    summary: string | null;
    reasons: Jsonb<readonly string[]>;
    applied_by: string;
    applied_at: Date;
    decided_by: string | null;
    decided_at: Date | null;
    published_at: Date | null;
    epoch_id: string | null;
    rows: string | number | null;
    imported_at: Date | null;
    end_ground: string | null;
    ended_at: Date | null;
    taken_back: boolean;
  };
  'authorization.social_report': {
    id: string;
    social_id: string;
    jurisdiction: string;
    code: string;
    sha256: string | null;
    person: string;
    body: string;
    at: Date;
    finding: string | null;
    closed_by: string | null;
    closed_at: Date | null;
  };
};

export type SocialChange = Updateable<SocialTables['authorization.social_data']>;

export const socialTables = (db: Db) => db.q.withTables<SocialTables>();

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

const toSocial = (row: Selectable<SocialTables['authorization.social_data']>): SocialData => ({
  ...{ id: row.id, jurisdiction: row.jurisdiction, developer: row.developer, grantId: row.grant_id },
  ...{ scenario: row.scenario, name: row.name, title: row.title, source: row.source, acquisition: row.acquisition },
  ...{ proof: row.proof, content: row.content, purpose: row.purpose, rights: row.rights, revenue: row.revenue },
  ...{ exit: row.exit, fields: row.fields, sha256: row.sha256, state: row.state, summary: row.summary },
  records: row.records === null ? null : Number(row.records),
  ...{ reasons: row.reasons, appliedBy: row.applied_by, appliedAt: row.applied_at.toISOString() },
  ...{ decidedBy: row.decided_by, decidedAt: iso(row.decided_at), publishedAt: iso(row.published_at) },
  ...{ epochId: row.epoch_id, rows: row.rows === null ? null : Number(row.rows), importedAt: iso(row.imported_at) },
  ...{ endGround: row.end_ground, endedAt: iso(row.ended_at), takenBack: row.taken_back },
});

export async function findSocial(db: Db, id: string): Promise<SocialData | undefined> {
  const row = await socialTables(db)
    .selectFrom('authorization.social_data')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  return row && toSocial(row);
}

/** @throws DomainError `social.not-found` (not-found) */
export async function lockSocial(tx: Tx, id: string): Promise<SocialData> {
  const row = await socialTables(tx)
    .selectFrom('authorization.social_data')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new DomainError('social.not-found', 'not-found', { id });
  return toSocial(row);
}

export interface SocialFilter {
  readonly jurisdiction?: string;
  readonly developer?: string;
  readonly grantId?: string;
  readonly states?: readonly SocialState[];
}

/** Shown at once; a developer brings in a handful for a grant. */
const MOST = 500;

export async function findSocials(db: Db, filter: SocialFilter): Promise<readonly SocialData[]> {
  let query = socialTables(db).selectFrom('authorization.social_data').selectAll();
  if (filter.jurisdiction !== undefined) query = query.where('jurisdiction', '=', filter.jurisdiction);
  if (filter.developer !== undefined) query = query.where('developer', '=', filter.developer);
  if (filter.grantId !== undefined) query = query.where('grant_id', '=', filter.grantId);
  if (filter.states) query = query.where('state', 'in', [...filter.states]);
  return (await query.orderBy('id', 'desc').limit(MOST).execute()).map(toSocial);
}

export async function updateSocial(tx: Tx, id: string, change: SocialChange): Promise<void> {
  await socialTables(tx).updateTable('authorization.social_data').set(change).where('id', '=', id).execute();
}

export async function findReports(db: Db, socialId: string): Promise<readonly SocialReport[]> {
  const rows = await socialTables(db)
    .selectFrom('authorization.social_report')
    .selectAll()
    .where('social_id', '=', socialId)
    .orderBy('at')
    .orderBy('id')
    .limit(MOST)
    .execute();
  return rows.map((row) => ({
    ...{ id: row.id, socialId: row.social_id, code: row.code, sha256: row.sha256, person: row.person },
    ...{ at: row.at.toISOString(), finding: row.finding, closedAt: iso(row.closed_at) },
  }));
}
