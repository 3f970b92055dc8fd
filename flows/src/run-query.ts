import type { Db } from '@sluice/database';
import type { ExplainOutcome, GateService, RunOutcome, SqlValue, Verdict } from '@sluice/gate';
import { buildSnapshot, type SnapshotParts } from './build-snapshot.ts';
import { personRef, type Actor } from './ports.ts';
import { whileGranted, type GrantWatch } from './watch-grant.ts';

export interface QueryParts extends SnapshotParts {
  readonly gate: Pick<GateService, 'run' | 'explain' | 'check' | 'sample' | 'stop'>;
  /** How running programs are held against their grant. */
  readonly watch: GrantWatch;
}

export interface SentProgram {
  readonly grantId: string;
  readonly sql: string;
  readonly parameters?: Readonly<Record<string, SqlValue>> | undefined;
  readonly scenario?: string | undefined;
  /** Name by which the asker may stop the run. */
  readonly run?: string | undefined;
}

const input = async (parts: QueryParts, db: Db, actor: Actor, program: SentProgram) => ({
  actor: personRef(actor),
  snapshot: await buildSnapshot(parts, db, actor, program.grantId, program.scenario),
  sql: program.sql,
  parameters: Object.entries(program.parameters ?? {}).map(([name, value]) => ({ name, value })),
  ...(program.scenario === undefined ? {} : { scenario: program.scenario }),
  ...(program.run === undefined ? {} : { run: program.run }),
});

/** A program through the gate: grant and epochs → decision → sandboxed run → output control → release (PLT-07, ENV-01). */
export async function runQuery(parts: QueryParts, db: Db, actor: Actor, program: SentProgram): Promise<RunOutcome> {
  const { grantId, scenario, run = parts.watch.newRun() } = program;
  const sent = await input(parts, db, actor, { ...program, run });
  return whileGranted(
    parts.watch,
    () => parts.authorization.grantSnapshot(db, grantId, { body: actor.body, scenario }),
    () => parts.gate.run(sent),
    () => parts.gate.stop({ grantId, person: actor.person, run }),
  );
}

/** The same decision without a run. */
export async function explainQuery(
  parts: QueryParts,
  db: Db,
  actor: Actor,
  program: SentProgram,
): Promise<ExplainOutcome> {
  return parts.gate.explain(await input(parts, db, actor, program));
}

/** The same decision, not recorded: for an editor, while its text is typed. */
export async function checkQuery(parts: QueryParts, db: Db, actor: Actor, program: SentProgram): Promise<Verdict> {
  return parts.gate.check(await input(parts, db, actor, program));
}
