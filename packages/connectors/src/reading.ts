/** What a source gives in one run: delimited text with a header, and what the source itself says about it. */
export interface Reading {
  readonly stream: AsyncIterable<Uint8Array>;
  /** The source's own count, for reconciliation; undefined where it has none. */
  readonly records: number | undefined;
  /** Where the next incremental run goes on; undefined where every run takes all. */
  readonly high: string | undefined;
  /** Whether there is anything at all. */
  readonly isEmpty: boolean;
  close(): Promise<void>;
}

/** From where and up to where an incremental run reads: both ends are fixed before the first record. */
export interface Range {
  /** Exclusive; undefined for the first run. */
  readonly low: string | undefined;
  /** Inclusive; undefined where the source is asked for its newest. */
  readonly high: string | undefined;
}
