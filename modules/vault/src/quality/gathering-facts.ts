import type { Db } from '@sluice/database';
import { sql } from 'kysely';

/** What was measured of a jurisdiction's sources, never what was declared. */
export interface GatheringFacts {
  /** Resources whose records of the last day were all here within the limit of real time. */
  readonly realTime: readonly string[];
  /** Entries whose source no longer has what they name (CAT-05). */
  readonly broken: readonly {
    readonly resourceId: string;
    readonly sourceId: string;
    readonly title: string;
    readonly columns: readonly string[];
    readonly since: string;
  }[];
  /** Resources whose newest run failed. */
  readonly failing: readonly string[];
}

/** From a record's being made in the source to its being usable here. */
export const REAL_TIME_MS = 300_000;
const DAY_MS = 86_400_000;

interface NewestRun {
  readonly resource_id: string;
  readonly source_id: string;
  readonly title: string;
  readonly state: string;
  readonly reason: { readonly code?: string; readonly params?: { readonly columns?: readonly string[] } } | null;
  readonly started_at: Date;
}

/** Facts on sources from the records of their runs (CAT-05, COL-09, MET-04). */
export async function readGatheringFacts(db: Db, jurisdiction: string, now: Date): Promise<GatheringFacts> {
  const newest = await sql<NewestRun>`
    select distinct on (s.id) s.resource_id, s.id as source_id, s.title, r.state, r.reason, r.started_at
    from vault.source s join vault.source_run r on r.source_id = s.id
    where s.jurisdiction = ${jurisdiction} and r.state <> 'running'
    order by s.id, r.started_at desc
  `.execute(db.q);
  const measured = await sql<{ resource_id: string }>`
    select s.resource_id from vault.source s join vault.source_run r on r.source_id = s.id
    where s.jurisdiction = ${jurisdiction} and r.delay_ms is not null and r.started_at >= ${new Date(now.getTime() - DAY_MS)}
    group by 1 having max(r.delay_ms) <= ${REAL_TIME_MS}
  `.execute(db.q);
  const failed = newest.rows.filter((run) => run.state === 'failed');
  return {
    realTime: measured.rows.map((row) => row.resource_id),
    failing: [...new Set(failed.map((run) => run.resource_id))],
    broken: failed.flatMap((run) =>
      run.reason?.code === 'connector.source-changed'
        ? [
            {
              ...{ resourceId: run.resource_id, sourceId: run.source_id, title: run.title },
              columns: run.reason.params?.columns ?? [],
              since: run.started_at.toISOString(),
            },
          ]
        : [],
    ),
  };
}
