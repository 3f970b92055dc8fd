import type { CaseActor } from '@sluice/cases';
import type { Db } from '@sluice/database';
import { DomainError, type Reason } from '@sluice/kernel';
import type { WordsFilter } from './application-store.ts';
import type { RowFilter } from './contents.ts';
import { assertPower, type Context } from './context.ts';
import { grantState, type Grant, type GrantState } from './grant.ts';
import { listGrants, readGrant } from './grant-store.ts';
import type { CatalogueField } from './ports.ts';

/** A reason as it goes out: the same, with lists of its own. */
export interface ReasonView {
  readonly code: string;
  readonly params?: Record<string, string | number | boolean | string[]>;
  readonly clause?: string;
}

const presentReason = ({ code, params, clause }: Reason): ReasonView => ({
  code,
  ...(params
    ? {
        params: Object.fromEntries(
          Object.entries(params).map(([name, value]) => [name, typeof value === 'object' ? [...value] : value]),
        ),
      }
    : {}),
  ...(clause === undefined ? {} : { clause }),
});

export interface GrantRow {
  readonly id: string;
  readonly applicationId: string;
  readonly jurisdiction: string;
  readonly developer: string;
  readonly scenario: string;
  readonly scenarioTitle: string;
  readonly purpose: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly state: GrantState;
}

/** A declared level of a dimension, with what its kind needs. */
export interface GrantedLevel {
  readonly name: string;
  readonly kind: string;
  readonly width?: number;
  readonly origin?: number;
  readonly unit?: string;
  readonly length?: number;
}

/** Parts of the catalogue's definition that this module does not read, but a writer of programs does. */
function carriedThrough(definition: CatalogueField): { readonly type: string; readonly levels: GrantedLevel[] } {
  const { type = 'text', levels = [] } = definition as {
    readonly type?: string;
    readonly levels?: readonly GrantedLevel[];
  };
  return {
    type,
    levels: levels.map(({ name, kind, width, origin, unit, length }) => ({
      name,
      kind,
      ...(width === undefined ? {} : { width }),
      ...(origin === undefined ? {} : { origin }),
      ...(unit === undefined ? {} : { unit }),
      ...(length === undefined ? {} : { length }),
    })),
  };
}

export interface GrantView extends GrantRow {
  readonly operator: string;
  readonly field: string;
  readonly leadUnit: string | null;
  readonly techniques: string[];
  readonly safeguards: string[];
  readonly entries: {
    readonly resourceId: string;
    readonly name: string;
    readonly title: string;
    readonly fields: {
      readonly name: string;
      readonly title: string;
      readonly type: string;
      readonly role: string;
      readonly levels: GrantedLevel[];
      readonly uses: string[];
      readonly reasons: ReasonView[];
    }[];
    readonly rows: RowFilter[];
  }[];
  readonly protection: {
    readonly minGroupSize: number;
    readonly dominance: { readonly p: number; readonly n: number; readonly share: number };
  };
  readonly workspace: {
    readonly id: string;
    readonly memoryMegabytes: number;
    readonly queriesPerDay: number;
    readonly deadlineMs: number;
  };
  readonly profile: { readonly id: string; readonly version: string };
  readonly revocation: { readonly at: string; readonly ground: string; readonly by: string } | null;
  /** Why nothing may rest on it for now. */
  readonly suspension: { readonly at: string; readonly ground: string } | null;
  readonly filingNumber: string | null;
}

/** What the grant fixes, for its developer and for those whose role sees grants of its jurisdiction. */
export async function describeGrant(context: Context, db: Db, id: string, actor: CaseActor): Promise<GrantView> {
  const grant = await readGrant(db, id);
  if (grant.developer !== actor.body) {
    if (actor.role === 'developer') throw new DomainError('grant.not-found', 'not-found', { grant: id });
    assertPower(context, actor, 'grant.read', grant.jurisdiction, grant.developer);
  }
  return grantView(grant, context.clock.now());
}

const PAGE = 50;

export async function listGrantRows(
  context: Context,
  db: Db,
  query: {
    readonly jurisdiction?: string | undefined;
    readonly state?: GrantState | undefined;
    readonly page?: number | undefined;
    readonly words?: WordsFilter | undefined;
  },
  actor: CaseActor,
): Promise<{ items: GrantRow[]; total: number }> {
  const developer = actor.role === 'developer';
  if (!developer) assertPower(context, actor, 'grant.read', query.jurisdiction ?? actor.jurisdiction);
  const now = context.clock.now();
  const { items, total } = await listGrants(db, {
    jurisdiction: developer ? query.jurisdiction : (query.jurisdiction ?? actor.jurisdiction),
    developer: developer ? actor.body : undefined,
    state: query.state,
    words: query.words,
    now,
    offset: ((query.page ?? 1) - 1) * PAGE,
    limit: PAGE,
  });
  return { items: items.map((grant) => grantRow(grant, now)), total };
}

function grantRow(grant: Grant, now: Date): GrantRow {
  return {
    id: grant.id,
    applicationId: grant.applicationId,
    jurisdiction: grant.jurisdiction,
    developer: grant.developer,
    scenario: grant.terms.scenario.code,
    scenarioTitle: grant.terms.scenario.title,
    purpose: grant.terms.purpose,
    startsAt: grant.startsAt.toISOString(),
    endsAt: grant.endsAt.toISOString(),
    state: grantState(grant, now),
  };
}

export function grantView(grant: Grant, now: Date): GrantView {
  const { terms, ended } = grant;
  return {
    ...grantRow(grant, now),
    operator: grant.operator,
    field: terms.scenario.field,
    leadUnit: terms.scenario.leadUnit,
    techniques: terms.techniques,
    safeguards: terms.safeguards,
    entries: terms.entries.map((entry) => ({
      resourceId: entry.resourceId,
      name: entry.name,
      title: entry.title,
      fields: entry.fields.map((field) => ({
        name: field.definition.name,
        title: field.definition.title,
        role: field.definition.role,
        ...carriedThrough(field.definition),
        uses: field.uses,
        reasons: field.reasons.map(presentReason),
      })),
      rows: entry.rows,
    })),
    protection: { minGroupSize: terms.gate.minGroupSize, dominance: terms.gate.dominance },
    workspace: {
      id: terms.workspace.id,
      memoryMegabytes: terms.workspace.memoryMegabytes,
      queriesPerDay: terms.workspace.queriesPerDay,
      deadlineMs: terms.workspace.deadlineMs,
    },
    profile: grant.profile,
    revocation:
      ended?.cause === 'revoked' ? { at: ended.at.toISOString(), ground: ended.ground, by: ended.by ?? '' } : null,
    suspension: grant.held ? { at: grant.held.at.toISOString(), ground: grant.held.ground } : null,
    filingNumber: grant.filingNumber,
  };
}
