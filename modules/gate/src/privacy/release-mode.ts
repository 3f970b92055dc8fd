/**
 * Differential privacy: noise on everything that leaves, a budget for each epoch that all grants share, and a price of a
 * question that its text alone decides. Guarantees are for one kind of entity.
 */
export interface PrivateMode {
  readonly kind: 'dp';
  /** Kind of entity that is protected. Rows without its key are left out. */
  readonly unit: string;
  /** Most rows of one entity; an epoch in which one may have more cannot be asked. */
  readonly rowsPerEntity: number;
  /** zCDP that all answers from one epoch may cost together (ρ). */
  readonly budget: number;
  /** What one question costs (ρ), shared out among its columns. */
  readonly perQuery: number;
  /** Probability that a group shows that exists for one entity alone; also the δ in which the budget is told as ε. */
  readonly delta: number;
  readonly mechanism?: 'gaussian' | 'laplace' | undefined;
}

/** Values moved by a secret of the epoch: the same rows are moved the same way in every table. Tables need not add up. */
export interface CellKeyMode {
  readonly kind: 'cell-key';
  readonly table: PerturbationTable;
}

/** How a count is moved: the row with the largest `from` that is not above it. Probabilities of a row add up to 1. */
export type PerturbationTable = readonly {
  readonly from: number;
  readonly moves: readonly { readonly by: number; readonly probability: number }[];
}[];

/** How answers are protected beyond k and history; a grant without one has exact answers. */
export type ReleaseMode = PrivateMode | CellKeyMode;
