import type { Committed, Db } from '@sluice/database';
import type { GateService, Sample } from '@sluice/gate';
import { buildSnapshot, type SnapshotParts } from './build-snapshot.ts';
import { personRef, type Actor } from './ports.ts';
import { whileGranted, type GrantWatch } from './watch-grant.ts';

export interface SampleParts extends SnapshotParts {
  readonly gate: Pick<GateService, 'sample'>;
  /** How a draw is held against its grant. */
  readonly watch: GrantWatch;
}

export interface AskedSample {
  readonly grantId: string;
  readonly table: string;
  readonly size: number;
  readonly seed: string;
  readonly stratum?: string | undefined;
}

/**
 * A masked sample of one table of a grant: grant and epoch → drawn inside the domain → entered (ENV-03). Of a grant that is
 * suspended meanwhile nothing is handed out; the draw itself ends by its deadline (INC-03).
 */
export async function sampleTable(
  parts: SampleParts,
  db: Db,
  actor: Actor,
  { grantId, stratum, ...asked }: AskedSample,
): Promise<Committed<Sample>> {
  const snapshot = await buildSnapshot(parts, db, actor, grantId);
  return whileGranted(
    parts.watch,
    () => parts.authorization.grantSnapshot(db, grantId, { body: actor.body }),
    () =>
      parts.gate.sample({
        ...{ actor: personRef(actor), snapshot },
        ...asked,
        ...(stratum === undefined ? {} : { stratum }),
      }),
    async () => undefined,
  );
}
