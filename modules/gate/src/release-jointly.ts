import type { Committed, Db, Tx } from '@sluice/database';
import { DomainError, isDomainError } from '@sluice/kernel';
import { hashProgram } from './hash-program.ts';
import type { Release } from './ir/relation.ts';
import type { HoldGround } from './hold/held-result.ts';
import type { Cell } from './release/cells.ts';
import { familiesOf } from './release/families-of.ts';
import { movesOf } from './release/move-epochs.ts';
import { publish, recall } from './release/question.ts';
import { dataSetOf, type DataSet, type SupportFamily } from './release/support-family.ts';
import { otherFiguresOut, otherModeOut } from './privacy/store-budget.ts';
import { tablesOf } from './run/domain-tables.ts';
import {
  decideCells,
  namesFor,
  openDomain,
  settleCells,
  type DomainRun,
  type DecidedCells,
  type SettledCells,
} from './run/run-release.ts';
import { countReleases, findAnswer, insertAnswer, insertRelease, lockDataSet, readHistory } from './store.ts';
import { writeDecision, type ActContext, type Sent } from './write-acts.ts';

/** A release beside which another one was decided meanwhile is weighed anew; the last time under the lock. */
const ATTEMPTS = 3;

export interface ReleaseContext extends ActContext {
  readonly db: Db;
  readonly run: DomainRun;
}

export interface Decided {
  readonly decisionId: string;
  readonly releaseId: string;
  readonly kept: readonly Cell[];
  /** Why a person has to look before anything leaves; null where it may leave. */
  readonly held: HoldGround | null;
  /** Rows that the release wrote; none where the answer was published before. */
  readonly written: readonly { readonly table: string; readonly id: string }[];
}

/**
 * Runs a release, decides it beside the history, and writes decision and release with whatever `write` adds, in one
 * transaction under the data set's lock. Weighing takes its time and happens before the transaction: what it found holds
 * only if no other release of the data set was decided meanwhile.
 */
export async function releaseJointly<T>(
  context: ReleaseContext,
  input: Sent,
  kind: 'query' | 'freeze',
  release: Release,
  write: (tx: Tx, decided: Decided) => Promise<T>,
): Promise<Committed<T>> {
  const dataSet = dataSetOf(release);
  const moves = movesOf(input.snapshot);
  for (let attempt = 1; ; attempt += 1) {
    const before = await readHistory(context.db, dataSet, moves);
    const names = namesFor(release, before.families);
    const domain = await openDomain(context.run, names.tables, names.columns);
    try {
      const settled = await settleCells(context.run, release, domain.query);
      const decide = (history: readonly SupportFamily[]) =>
        decideCells(context.run, release, settled, history, domain.query);
      const weighed = attempt < ATTEMPTS ? await decide(before.families) : null;
      return await context.transact(async (tx) => {
        await lockDataSet(tx, dataSet);
        const published = await answerAgain(context, tx, input, kind, release);
        if (published) return write(tx, published);
        await checkCaps(tx, input, kind, dataSet);
        if ((await otherModeOut(tx, dataSet, 'exact')) || (await otherFiguresOut(tx, dataSet, isMoved(release))))
          throw new DomainError('gate.mode-differs', 'conflict');
        const now = await readHistory(tx, dataSet, moves);
        const moved = now.releases !== before.releases;
        if (moved && (weighed || !isOpen(names.tables, now.families)))
          throw new DomainError('gate.history-moved', 'conflict');
        const found = weighed ?? (await decide(now.families));
        return write(tx, await recordDecided(context, tx, { input, kind, release, settled, found }));
      });
    } catch (error) {
      if (!isDomainError(error) || error.code !== 'gate.history-moved' || attempt === ATTEMPTS) throw error;
    } finally {
      await domain.close();
    }
  }
}

interface Weighed {
  readonly input: Sent;
  readonly kind: 'query' | 'freeze';
  readonly release: Release;
  readonly settled: SettledCells;
  readonly found: DecidedCells;
}

/** Writes decision, release and answer as they were decided. */
async function recordDecided(
  context: Pick<ActContext, 'ids'>,
  tx: Tx,
  { input, kind, release, settled, found }: Weighed,
): Promise<Decided> {
  const dataSet = dataSetOf(release);
  const held = kind === 'query' ? holdGround(input, found.undecided) : null;
  // What is held counts as out from the moment it is held: two results cannot both wait and differ by a few.
  const { kept, families, span } = held === 'undecided' ? asIfOut(release, settled.kept) : found;
  const [decisionId, releaseId] = [context.ids.next('dec'), context.ids.next('rel')];
  const irDigest = hashProgram(release);
  const answerId = kind === 'query' && held === null ? context.ids.next('ans') : null;
  const written = [
    { table: 'gate.decision', id: decisionId },
    { table: 'gate.release', id: releaseId },
    ...(answerId === null ? [] : [{ table: 'gate.answer', id: answerId }]),
  ];
  const decided = { decisionId, releaseId, kept, held, written };
  await writeDecision(tx, {
    id: decided.decisionId,
    input,
    kind,
    irDigest,
    codes: held === null ? [] : ['gate.held'],
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
    families: isMoved(release) ? families.map((family) => ({ ...family, moved: true as const })) : families,
    span,
    released_at: tx.at,
  });
  if (answerId !== null)
    await insertAnswer(tx, dataSet, {
      id: answerId,
      releaseId,
      question: irDigest,
      cells: publish(release, kept),
    });
  return decided;
}

const isMoved = ({ mode }: Release): boolean => mode?.kind === 'cell-key';

function isOpen(tables: ReadonlyMap<string, string>, history: readonly SupportFamily[]): boolean {
  return history.every((family) => [...tablesOf(family.relation)].every(([name]) => tables.has(name)));
}

function holdGround({ snapshot }: Sent, undecided: boolean): HoldGround | null {
  if (undecided) return 'undecided';
  return snapshot.review === 'always' ? 'policy' : null;
}

function asIfOut(release: Release, kept: readonly Cell[]) {
  const families = familiesOf(release, kept);
  return { kept, families, span: families };
}

/**
 * The answer that this question has got before, by whomever, in whatever form it was asked (R21): nothing is run, and
 * nothing is learnt that was not out. That the grant permits the program has been decided anew.
 */
export async function answerAgain(
  context: Pick<ActContext, 'ids'>,
  tx: Tx,
  input: Sent,
  kind: 'query' | 'freeze',
  release: Release,
): Promise<Decided | null> {
  // A cube is released for each product anew; with noise the same one again would be paid for again.
  if (kind === 'freeze' && release.mode?.kind !== 'dp') return null;
  const irDigest = hashProgram(release);
  const answer = await findAnswer(tx, dataSetOf(release), irDigest);
  if (!answer) return null;
  const decisionId = context.ids.next('dec');
  await writeDecision(tx, { id: decisionId, input, kind, irDigest, codes: [], releaseId: answer.releaseId });
  const written = [{ table: 'gate.decision', id: decisionId }];
  return { decisionId, releaseId: answer.releaseId, kept: recall(release, answer.cells), held: null, written };
}

/**
 * @throws DomainError `gate.cap-reached` (limited): what programs of this grant may learn from this epoch is used up (R17)
 */
async function checkCaps(tx: Tx, input: Sent, kind: 'query' | 'freeze', dataSet: DataSet): Promise<void> {
  const { caps, id } = input.snapshot;
  if (!caps || kind === 'freeze') return;
  const used = await countReleases(tx, id, dataSet);
  if (used.releases >= caps.releases || used.cells >= caps.cells)
    throw new DomainError('gate.cap-reached', 'limited', { releases: caps.releases, cells: caps.cells });
}
