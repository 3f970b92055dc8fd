/** One kind of divergence: where it was first met, how many there are, and the first hundred places. */
export interface Finding {
  readonly code: FindingCode;
  /** File name, `table/id`, stream or index. */
  readonly place: string;
  readonly count: number;
  readonly places: string[];
}

export type FindingCode =
  | 'checkpoint-unsigned'
  | 'checkpoint-differs'
  | 'checkpoint-behind'
  | 'file-missing'
  | 'file-stray'
  | 'entry-file-changed'
  | 'tile-changed'
  | 'log-row-changed'
  | 'log-hole'
  | 'root-mismatch'
  | 'head-changed'
  | 'entry-duplicated'
  | 'stream-broken'
  | 'stream-cut'
  | 'stream-head-changed'
  | 'reference-unresolved'
  | 'outbox-row-changed'
  | 'payload-missing'
  | 'payload-changed'
  | 'payload-stray'
  | 'row-state-changed'
  | 'guard-missing'
  | 'door-changed'
  | 'refusals-changed'
  | 'row-changed'
  | 'row-inserted'
  | 'row-deleted'
  | 'derived-changed';

/** Collects the places by kind, in the order in which kinds were first met. */
export interface Findings {
  add(code: FindingCode, place: string): void;
  all(): readonly Finding[];
}

const NAMED_PLACES = 100;

export function createFindings(): Findings {
  const found = new Map<FindingCode, { place: string; count: number; places: string[] }>();
  return {
    add(code, place) {
      const one = found.get(code);
      if (!one) {
        found.set(code, { place, count: 1, places: [place] });
        return;
      }
      one.count += 1;
      if (one.places.length < NAMED_PLACES) one.places.push(place);
    },
    all: () => [...found].map(([code, one]) => ({ code, ...one })),
  };
}
