import type { WitnessEndpoint } from './ask-witness.ts';

/** Why a witness did not cosign when it was last asked. */
export type WitnessProblem = 'unreachable' | 'garbage' | 'refused' | 'ahead' | 'went-back';

export interface WitnessStatus {
  readonly name: string;
  readonly vkeyName: string;
  /** Largest size it cosigned since this start, and when, by its own clock; null before. */
  readonly size: number | null;
  readonly at: string | null;
  readonly problem: WitnessProblem | null;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** What the log remembers of a witness between two requests. */
export class WitnessState {
  readonly endpoint: WitnessEndpoint;
  /** Size it is thought to remember. */
  known = 0;
  asking = false;
  problem: WitnessProblem | null = null;
  #size: number | null = null;
  #at: string | null = null;
  #failures = 0;
  #notBefore = 0;

  constructor(endpoint: WitnessEndpoint) {
    this.endpoint = endpoint;
  }

  /** Whether it may be asked now, by a monotonic clock. */
  isDue(now: number): boolean {
    return !this.asking && now >= this.#notBefore && this.endpoint.url() !== null;
  }

  /** When it may be asked again. */
  get notBefore(): number {
    return this.#notBefore;
  }

  cosigned(size: number, time: number): void {
    this.known = size;
    this.#size = size;
    this.#at = new Date(time * 1000).toISOString();
    this.#failures = 0;
    this.#notBefore = 0;
    if (this.problem !== 'went-back') this.problem = null;
  }

  /** It is left alone for a while, twice as long each time. */
  failed(problem: WitnessProblem, now: number): void {
    this.problem = problem;
    this.#notBefore = now + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures);
    this.#failures += 1;
  }

  status(): WitnessStatus {
    const { name, key } = this.endpoint;
    return { name, vkeyName: key.name, size: this.#size, at: this.#at, problem: this.problem };
  }
}
