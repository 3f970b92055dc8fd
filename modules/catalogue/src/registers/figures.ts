import { sql } from 'kysely';
import { assertMay } from '../actor-ref.ts';
import { countClasses, type ClassCount } from '../authorizable-class.ts';
import type { Actor } from '../catalogue-context.ts';
import { parseContent } from '../present-resource.ts';
import type { ResourceContent } from '../resource.ts';
import { selectSystems } from '../store.ts';
import type { RegisterContext } from './register-context.ts';

/** What whoever gathers measured of a jurisdiction. */
export interface MeasuredSources {
  readonly realTime: readonly string[];
  readonly broken: readonly {
    readonly resourceId: string;
    readonly columns: readonly string[];
    readonly since: string;
  }[];
  readonly failing: readonly string[];
}

export interface GatheringFigures {
  /** MET-01: records of the current data of each resource; a re-load replaces, a copy is no resource of its own. */
  readonly recordsGathered: number;
  readonly resourcesGathered: number;
  /** MET-02: published, open, with data that is there. */
  readonly dataSetsOpen: number;
  /** MET-04: measured as real-time over all with data; absent where there is none. */
  readonly realTimeRate?: number;
  readonly realTime: number;
  /** COL-06: gathered against catalogued, and what is missing with its agency and age. */
  readonly coverage: {
    readonly catalogued: number;
    readonly gathered: number;
    readonly percent: number;
    readonly gaps: readonly {
      readonly resourceId: string;
      readonly title: string;
      readonly ownerId: string;
      readonly ageDays: number;
    }[];
  };
  /** JUR-05: published entries by the five classes of what may be authorized, and those of none. */
  readonly classes: readonly ClassCount[];
  /** CAT-05: entries whose system no longer has what they name. */
  readonly brokenLinks: readonly {
    readonly resourceId: string;
    readonly title: string;
    readonly ownerId: string;
    readonly columns: readonly string[];
    readonly since: string;
  }[];
  /** PLT-17: every system with its state, as its sources were last met. */
  readonly systems: readonly {
    readonly systemId: string;
    readonly name: string;
    readonly ownerId: string;
    readonly ownerName: string;
    readonly published: number;
    readonly health: 'good' | 'failing' | 'no-data';
  }[];
}

/** Figures of a jurisdiction by one rule, each from the rows that its drill-down shows. */
export async function readGatheringFigures(
  context: RegisterContext,
  actor: Actor,
  measured: MeasuredSources,
): Promise<GatheringFigures> {
  const { jurisdiction } = actor;
  assertMay(context, actor, 'coverage.read', { jurisdiction });
  const { rows } = await sql<{
    id: string;
    owner_id: string;
    state: string;
    row_count: string | null;
    current_epoch_id: string | null;
    published_at: Date | null;
    content: string;
  }>`
    select r.id, r.owner_id, r.state, r.row_count, r.current_epoch_id, r.published_at, v.content
    from catalogue.resource r
    join catalogue.resource_version v on v.resource_id = r.id and v.version = coalesce(r.published_version, r.version)
    where r.jurisdiction = ${jurisdiction}
    order by r.published_at nulls last, v.content::jsonb ->> 'title', r.id
  `.execute(context.db.q);
  const entries = rows.map((row) => ({
    ...row,
    content: parseContent(row.content),
    records: Number(row.row_count ?? 0),
  }));
  const held = entries.filter((one) => one.current_epoch_id !== null);
  const realTime = held.filter((one) => measured.realTime.includes(one.id)).length;
  const open = held.filter(
    ({ state, records, content }) =>
      state === 'published' && records > 0 && content.opening !== undefined && content.opening.mode !== 'none',
  );
  const known = new Map(entries.map((one) => [one.id, one]));
  const systems = await selectSystems(context.db, { jurisdiction });
  return {
    recordsGathered: held.reduce((sum, one) => sum + one.records, 0),
    resourcesGathered: held.length,
    dataSetsOpen: open.length,
    ...(held.length === 0 ? {} : { realTimeRate: realTime / held.length }),
    realTime,
    coverage: coverageOf(entries, context.clock.now()),
    classes: await classesOf(context, entries),
    brokenLinks: measured.broken.flatMap(({ resourceId, columns, since }) => {
      const entry = known.get(resourceId);
      return entry ? [{ resourceId, title: entry.content.title, ownerId: entry.owner_id, columns, since }] : [];
    }),
    systems: systems.map((system) => {
      const own = entries.filter((one) => one.content.systemId === system.id);
      const isFailing = own.some((one) => measured.failing.includes(one.id));
      const hasData = own.some((one) => one.current_epoch_id !== null);
      return {
        ...{ systemId: system.id, name: system.name, ownerId: system.owner_id, ownerName: system.owner_name },
        published: system.published,
        health: isFailing ? 'failing' : hasData ? 'good' : 'no-data',
      };
    }),
  };
}

interface CountedEntry {
  readonly id: string;
  readonly owner_id: string;
  readonly state: string;
  readonly current_epoch_id: string | null;
  readonly published_at: Date | null;
  readonly content: { readonly title: string };
}

async function classesOf(
  context: RegisterContext,
  entries: readonly { readonly owner_id: string; readonly state: string; readonly content: ResourceContent }[],
): Promise<readonly ClassCount[]> {
  const published = entries.filter((one) => one.state === 'published');
  const types = new Map<string, string | undefined>();
  for (const owner of new Set(published.map((one) => one.owner_id)))
    types.set(owner, (await context.bodies.find(context.db, owner))?.type);
  return countClasses(published.map(({ content, owner_id }) => ({ content, bodyType: types.get(owner_id) })));
}

const DAY_MS = 86_400_000;

function coverageOf(entries: readonly CountedEntry[], now: Date): GatheringFigures['coverage'] {
  const catalogued = entries.filter((one) => one.state === 'published');
  const gaps = catalogued.filter((one) => one.current_epoch_id === null);
  const gathered = catalogued.length - gaps.length;
  return {
    ...{ catalogued: catalogued.length, gathered },
    percent: catalogued.length === 0 ? 100 : Math.round((gathered / catalogued.length) * 1_000) / 10,
    gaps: gaps.map((one) => ({
      ...{ resourceId: one.id, title: one.content.title, ownerId: one.owner_id },
      ageDays: Math.floor((now.getTime() - (one.published_at ?? now).getTime()) / DAY_MS),
    })),
  };
}
