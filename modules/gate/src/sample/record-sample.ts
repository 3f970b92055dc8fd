import type { Committed, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { sql } from 'kysely';
import type { GrantSnapshot } from '../grant-snapshot.ts';
import { admitRun, limitsOf } from '../quota/admit-run.ts';
import type { DomainRun } from '../run/run-release.ts';
import { actOf, sha256, type ActContext, type Sent } from '../write-acts.ts';
import { drawSample, type Sample, type SampleInput } from './draw-sample.ts';

export interface SampleRequest {
  readonly actor: Sent['actor'];
  readonly snapshot: GrantSnapshot;
  readonly table: string;
  readonly size: number;
  readonly seed: string;
  readonly stratum?: string;
}

/** Different samples of one table per grant and epoch: each shows other people, and many together would show most. */
const MOST_DRAWS = 10;

interface SampleContext extends ActContext {
  readonly run: DomainRun;
  readonly sampleSecret?: Uint8Array;
}

/**
 * Draws a sample in the grant's workspace, within its quota, and enters it (ENV-03, ENV-04).
 * @throws DomainError `gate.sample-not-granted` (forbidden) · `gate.samples-drawn` (limited) · `gate.no-cell-key` (unavailable) · as `drawSample` · as admission to a run
 */
export async function sampleInWorkspace(context: SampleContext, request: SampleRequest): Promise<Committed<Sample>> {
  const { actor, snapshot, size, seed } = request;
  const secret = context.sampleSecret;
  if (!secret) throw new DomainError('gate.no-cell-key', 'unavailable');
  if (!snapshot.samples || size > snapshot.samples.most)
    throw new DomainError('gate.sample-not-granted', 'forbidden', { most: snapshot.samples?.most ?? 0 });
  const sent: Sent = { actor, snapshot, sql: `sample ${request.table}` };
  const place = await admitRun(context, sent, 'query');
  try {
    const input: SampleInput = { ...request, secret };
    const drawn = await drawSample({ ...context.run, limits: limitsOf(context.run.limits, sent, 'query') }, input);
    const id = context.ids.next('smp');
    return await context.transact(async (tx) => {
      await admitDraw(tx, request, drawn);
      const person = actor.kind === 'person' ? actor.person : actor.part;
      await sql`
        insert into gate.sample (id, grant_id, resource_id, epoch_id, person, seed_digest, size, stratum, rows, drawn_at)
        values (${id}, ${snapshot.id}, ${drawn.resourceId}, ${drawn.epochId}, ${person}, ${sha256(seed)}, ${size}, ${request.stratum ?? null},
          ${drawn.rows.length}, ${tx.at})`.execute(tx.q);
      record(tx, {
        ...actOf(sent, `sample:${id}`, [{ table: 'gate.sample', id }], [drawn.epochId]),
        type: 'gate.sample-drawn',
        payload: { sampleId: id, seedDigest: sha256(seed), size, epoch: drawn.epochId },
      });
      return drawn;
    });
  } finally {
    await place.end();
  }
}

/** Refuses one more sample beyond the bound; one that was drawn before is drawn again. */
async function admitDraw(tx: Tx, { snapshot, seed, size, stratum }: SampleRequest, drawn: Sample): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`sample:${snapshot.id}:${drawn.epochId}`}, 0))`.execute(
    tx.q,
  );
  const { rows } = await sql<{ mine: boolean }>`
    select distinct seed_digest, size, stratum,
      (seed_digest = ${sha256(seed)} and size = ${size} and stratum is not distinct from ${stratum ?? null}) as mine
    from gate.sample where grant_id = ${snapshot.id} and epoch_id = ${drawn.epochId}`.execute(tx.q);
  if (rows.length >= MOST_DRAWS && !rows.some(({ mine }) => mine))
    throw new DomainError('gate.samples-drawn', 'limited', { most: MOST_DRAWS });
}
