import type { Committed, Db, Tx } from '@sluice/database';
import { DomainError, isDomainError } from '@sluice/kernel';
import { hashProgram } from './hash-program.ts';
import type { Release } from './ir/relation.ts';
import type { Cell } from './release/cells.ts';
import { dataSetOf, type SupportFamily } from './release/support-family.ts';
import { tablesOf } from './run/domain-tables.ts';
import { decideCells, namesFor, openDomain, settleCells, type DomainRun } from './run/run-release.ts';
import { insertRelease, lockDataSet, readHistory } from './store.ts';
import { writeDecision, type ActContext, type Sent } from './write-acts.ts';

/** A release that found history it had not opened the tables for is tried again. */
const ATTEMPTS = 3;

export interface ReleaseContext extends ActContext {
  readonly db: Db;
  readonly run: DomainRun;
}

export interface Decided {
  readonly decisionId: string;
  readonly releaseId: string;
  readonly kept: readonly Cell[];
}

/**
 * Runs a release, decides it beside the history under the data set's lock, and writes decision and release with whatever
 * `write` adds, in one transaction.
 */
export async function releaseJointly<T>(
  context: ReleaseContext,
  input: Sent,
  kind: 'query' | 'freeze',
  release: Release,
  write: (tx: Tx, decided: Decided) => Promise<T>,
): Promise<Committed<T>> {
  const dataSet = dataSetOf(release);
  for (let attempt = 1; ; attempt += 1) {
    const names = namesFor(release, await readHistory(context.db, dataSet));
    const domain = await openDomain(context.run, names.tables, names.columns);
    try {
      const settled = await settleCells(context.run, release, domain.query);
      return await context.transact(async (tx) => {
        await lockDataSet(tx, dataSet);
        const history = await readHistory(tx, dataSet);
        if (!isOpen(names.tables, history)) throw new DomainError('gate.history-moved', 'conflict');
        const { kept, families, span } = await decideCells(context.run, release, settled, history, domain.query);
        const decided = { decisionId: context.ids.next('dec'), releaseId: context.ids.next('rel'), kept };
        const irDigest = hashProgram(release);
        await writeDecision(tx, {
          id: decided.decisionId,
          input,
          kind,
          irDigest,
          codes: [],
          releaseId: decided.releaseId,
        });
        await insertRelease(tx, {
          id: decided.releaseId,
          decision_id: decided.decisionId,
          grant_id: input.snapshot.id,
          resource_id: dataSet.resourceId,
          epoch_id: dataSet.epochId,
          ir_digest: irDigest,
          released: kept.length,
          withheld: settled.cells.length - kept.length,
          families,
          span,
          released_at: tx.at,
        });
        return write(tx, decided);
      });
    } catch (error) {
      if (!isDomainError(error) || error.code !== 'gate.history-moved' || attempt === ATTEMPTS) throw error;
    } finally {
      await domain.close();
    }
  }
}

function isOpen(tables: ReadonlyMap<string, string>, history: readonly SupportFamily[]): boolean {
  return history.every((family) => [...tablesOf(family.relation)].every(([name]) => tables.has(name)));
}

export const rowsOf = (decided: Decided): readonly { readonly table: string; readonly id: string }[] => [
  { table: 'gate.decision', id: decided.decisionId },
  { table: 'gate.release', id: decided.releaseId },
];
