import { isDomainError } from '@sluice/kernel';

/** How a running program is held against its grant. */
export interface GrantWatch {
  /** Milliseconds between two looks: what was suspended is stopped within one of them. */
  readonly everyMs: number;
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** A name for a run that its asker did not name. */
  readonly newRun: () => string;
}

/**
 * Does work for as long as the grant behind it holds: once it is suspended or ended, wherever that was done, the work is
 * stopped and the asker told why (INC-03, SVN-05). What is done at that moment is not handed out any more.
 * @throws the refusal of `stillGranted`
 */
export async function whileGranted<T>(
  watch: GrantWatch,
  stillGranted: () => Promise<unknown>,
  work: () => Promise<T>,
  stop: () => Promise<unknown>,
): Promise<T> {
  const over = new AbortController();
  const refused = lookUntilRefused(watch, stillGranted, over.signal);
  const working = work();
  try {
    const first = await Promise.race([working, refused]);
    if (isRefusal(first)) {
      working.catch(() => undefined);
      await stop();
      throw first.error;
    }
    await stillGranted();
    return first as T;
  } finally {
    over.abort();
  }
}

const REFUSED = Symbol('refused');

interface Refusal {
  readonly [REFUSED]: true;
  readonly error: unknown;
}

const isRefusal = (value: unknown): value is Refusal => typeof value === 'object' && value !== null && REFUSED in value;

/** Looks from time to time until the grant is refused; never ends otherwise. */
async function lookUntilRefused(
  { everyMs, pause }: GrantWatch,
  stillGranted: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<Refusal> {
  while (!signal.aborted) {
    await pause(everyMs, signal).catch(() => undefined);
    if (signal.aborted) break;
    try {
      await stillGranted();
    } catch (error) {
      // A look that fails for another cause says nothing of the grant.
      if (isDomainError(error) && error.kind === 'forbidden') return { [REFUSED]: true, error };
    }
  }
  return new Promise(() => undefined);
}
