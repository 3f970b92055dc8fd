/** A checkpoint as its note says it; signatures are checked where the log is audited. */
export interface KnownCheckpoint {
  readonly origin: string;
  readonly size: number;
  readonly note: string;
}

export function standingOf(note: string): KnownCheckpoint | null {
  const [origin = '', size = ''] = note.split('\n');
  return /^\d+$/.test(size) ? { origin, size: Number(size), note } : null;
}

export function newestOf(origin: string | undefined, all: readonly (KnownCheckpoint | null)[]): KnownCheckpoint | null {
  return all
    .filter((one) => one !== null && (origin === undefined || one.origin === origin))
    .reduce<KnownCheckpoint | null>((best, one) => (one && one.size > (best?.size ?? -1) ? one : best), null);
}
