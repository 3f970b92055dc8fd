import type { ActorRef, EntryRef, Tx } from '@sluice/database';
import type { Reason } from '@sluice/kernel';
import type { Diagnostic } from './diagnostic.ts';
import type {
  Accepted,
  CellValue,
  FreezeParameter,
  FrozenAnswer,
  FrozenParameter,
  OutputColumn,
  ProgramInput,
} from './program-types.ts';
import type { BudgetView } from './privacy/spend-budget.ts';
import type { GrantSnapshot } from './grant-snapshot.ts';

/** Said with every result, whether or not anything was withheld (R10). */
export const withheldNote: Reason = { code: 'gate.small-cells-withheld' };

/** Said with a result without rows: what to ask instead. That there are none is seen anyway; why, is not said. */
const emptyNote: Reason = { code: 'gate.nothing-left' };

/** Said with an answer of an earlier epoch, which stands because only few entities have changed since. */
export const earlierNote: Reason = { code: 'gate.answer-of-earlier-epoch' };

/** The note to a result, by what everybody sees of it. */
export const noteTo = (rows: readonly unknown[]): Reason => (rows.length === 0 ? emptyNote : withheldNote);

export interface RefusedRun {
  readonly verdict: 'refused';
  readonly decisionId: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly evidence: readonly EntryRef[];
}

export interface ReleasedRun {
  readonly verdict: 'released';
  readonly decisionId: string;
  readonly releaseId: string;
  readonly columns: readonly OutputColumn[];
  readonly rows: readonly (readonly CellValue[])[];
  readonly note: Reason;
  readonly irDigest: string;
  /** Under differential privacy: what the epoch's answers have cost so far, and what is left. */
  readonly budget?: BudgetView;
  readonly evidence: readonly EntryRef[];
}

/** Nothing has left: two people have to look at the result first (R19). */
export interface HeldRun {
  readonly verdict: 'held';
  readonly decisionId: string;
  readonly holdId: string;
  readonly evidence: readonly EntryRef[];
}

export type RunOutcome = RefusedRun | ReleasedRun | HeldRun;

export type ExplainOutcome =
  | {
      readonly verdict: 'refused';
      readonly decisionId: string;
      readonly diagnostics: readonly Diagnostic[];
      readonly evidence: readonly EntryRef[];
    }
  | {
      readonly verdict: 'accepted';
      readonly decisionId: string;
      readonly program: Accepted;
      readonly evidence: readonly EntryRef[];
    };

export interface FrozenCube {
  readonly verdict: 'released';
  readonly decisionId: string;
  readonly releaseId: string;
  readonly irDigest: string;
  /** Digest of parameters and answers: what a product's calls look up. */
  readonly cubeDigest: string;
  readonly epochIds: readonly string[];
  readonly lineage: Accepted['lineage'];
  readonly columns: readonly OutputColumn[];
  readonly parameters: readonly FrozenParameter[];
  /** Only combinations with at least one released row; any other answers with no rows and the same note. */
  readonly answers: readonly FrozenAnswer[];
  readonly note: Reason;
  readonly evidence: readonly EntryRef[];
}

export type FreezeOutcome = RefusedRun | FrozenCube;

export interface FreezeInput {
  readonly actor: ActorRef;
  readonly snapshot: GrantSnapshot;
  readonly sql: string;
  readonly parameters: readonly FreezeParameter[];
  /** Written in the same transaction as the release, so that an owner's row and the release commit together. */
  readonly alsoWrite?: (tx: Tx, cube: Omit<FrozenCube, 'evidence'>) => Promise<void>;
}

export interface RunInput extends ProgramInput {
  readonly actor: ActorRef;
  /** Name by which the asker may stop the run. */
  readonly run?: string;
}

export interface DecisionRecord {
  readonly id: string;
  readonly grantId: string;
  readonly kind: 'explain' | 'query' | 'freeze';
  readonly at: string;
  readonly person: string;
  readonly textDigest: string;
  readonly irDigest: string | null;
  readonly verdict: 'accepted' | 'refused';
  readonly codes: readonly string[];
  readonly releaseId: string | null;
}
