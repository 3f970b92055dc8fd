import type { CellValue, OutputColumn } from '../program-types.ts';
import type { PublishedCell } from '../release/question.ts';

/** `policy`: the grant has every result looked at; `undecided`: the history could not be weighed within its bounds. */
export type HoldGround = 'policy' | 'undecided';
export type HoldState = 'open' | 'released' | 'refused';

/** A result that waits for two people (R19). */
export interface HeldResult {
  readonly id: string;
  readonly releaseId: string;
  readonly decisionId: string;
  readonly grantId: string;
  readonly jurisdiction: string;
  readonly person: string;
  readonly body: string;
  readonly ground: HoldGround;
  readonly resourceId: string;
  readonly epochId: string;
  readonly question: string;
  readonly columns: readonly OutputColumn[];
  readonly rows: readonly (readonly CellValue[])[];
  readonly cells: readonly PublishedCell[];
  readonly state: HoldState;
  readonly heldAt: Date;
}

export interface Vote {
  readonly person: string;
  readonly body: string;
  readonly release: boolean;
  readonly reasons: readonly string[];
}

/** A held result as one person may see it. */
export interface HoldView {
  readonly id: string;
  readonly grantId: string;
  readonly ground: HoldGround;
  readonly state: HoldState;
  readonly heldAt: string;
  /** The result: reviewers see it, its author once it is released. */
  readonly result: {
    readonly columns: readonly OutputColumn[];
    readonly rows: readonly (readonly CellValue[])[];
  } | null;
  /** Reviewers: all votes once both are in, before that the viewer's own alone. Its author: none. */
  readonly votes: readonly Vote[];
}

/** Who looks, as far as a hold asks. */
export interface Viewer {
  readonly person: string;
  readonly body: string;
}

export function viewHold(held: HeldResult, votes: readonly Vote[], viewer: Viewer): HoldView {
  const { id, grantId, ground, state, columns, rows } = held;
  const asker = viewer.body === held.body;
  return {
    id,
    grantId,
    ground,
    state,
    heldAt: held.heldAt.toISOString(),
    result: asker && state !== 'released' ? null : { columns, rows },
    votes: asker ? [] : votes.filter((vote) => state !== 'open' || vote.person === viewer.person),
  };
}
