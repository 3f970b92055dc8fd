/** One kind of divergence: where it was first met, and how many there are. */
export interface Finding {
  readonly code: FindingCode;
  /** File name, `table/id`, stream or index. */
  readonly place: string;
  readonly count: number;
}

export type FindingCode =
  | 'checkpoint-unsigned'
  | 'checkpoint-differs'
  | 'file-missing'
  | 'entry-file-changed'
  | 'tile-changed'
  | 'log-row-changed'
  | 'log-hole'
  | 'root-mismatch'
  | 'stream-broken'
  | 'stream-cut'
  | 'row-changed'
  | 'row-inserted'
  | 'row-deleted';

/** Collects the first place per kind. */
export interface Findings {
  add(code: FindingCode, place: string): void;
  all(): readonly Finding[];
}

export function createFindings(): Findings {
  const found = new Map<FindingCode, { place: string; count: number }>();
  return {
    add(code, place) {
      const one = found.get(code);
      if (one) one.count += 1;
      else found.set(code, { place, count: 1 });
    },
    all: () => [...found].map(([code, one]) => ({ code, ...one })),
  };
}
