/** What one grant's workspace may use (ENV-01). Figures are the grant's own; what a grant does not fix is not limited by it. */
export interface WorkspaceQuota {
  readonly workspaceId: string;
  /** Runs inside the domain per civil day of the jurisdiction; refused programs and explanations do not count. */
  readonly queriesPerDay: number;
  readonly concurrentRuns?: number;
  /** Memory of the engine, without what its process itself needs. */
  readonly memoryMegabytes: number;
  /** Wall time of a whole run, all its statements together. */
  readonly deadlineMs: number;
  readonly temporaryMegabytes?: number;
  /** Most rows of one result. */
  readonly maxRows?: number;
}
