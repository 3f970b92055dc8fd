import { intl, sameBytes } from '@sluice/crypto';
import { DomainError, isDomainError } from '@sluice/kernel';
import type { LogFolder } from '../log/log-folder.ts';
import type { StandingCheckpoint } from '../log/publish-checkpoint.ts';
import type { Release } from '../log/release.ts';
import { createSignal } from '../log/signal.ts';
import type { TileReader } from '../log/tile-reader.ts';
import { isLineOf, readCosignature } from '../tlog/cosignature.ts';
import { formatNote, parseNote, type NoteKey, type NoteSignature } from '../tlog/note.ts';
import { meetsQuorum, type TrustPolicy } from '../tlog/policy.ts';
import { askWitness, readWitnessed, type WitnessEndpoint } from './ask-witness.ts';
import { WitnessState, type WitnessStatus } from './witness-state.ts';

export interface WitnessedReleaseOptions {
  readonly folder: LogFolder;
  readonly tiles: TileReader;
  readonly logKeys: readonly NoteKey[];
  readonly witnesses: readonly WitnessEndpoint[];
  /** The quorum and its groups. */
  readonly policy: Pick<TrustPolicy, 'witnesses' | 'groups' | 'quorum'>;
  /** `required`: no checkpoint becomes public without the quorum. `wanted`: it does, after `graceMs`. */
  readonly quorum: 'required' | 'wanted';
  /** Something else that must be in order before a checkpoint becomes public; its code, or null. */
  readonly hold?: () => string | null;
  /** How long a checkpoint waits for the witnesses that do not answer at once. */
  readonly graceMs?: number;
  /** For one request to one witness. */
  readonly timeoutMs?: number;
  readonly onReleased?: (size: number) => void;
  /** Told a code once, when it comes up. */
  readonly onProblem?: (code: string) => void;
}

export interface ReleaseStatus {
  readonly witnesses: readonly WitnessStatus[];
  readonly quorum: 'required' | 'wanted';
  /** Whether the public checkpoint meets the quorum. */
  readonly met: boolean;
  /** Size of a signed checkpoint that is not public; null when there is none. */
  readonly held: number | null;
  /** Why it is not public: `ledger.quorum-missing`, `ledger.rollback-detected`, `ledger.log-diverged`, or the hold's code. */
  readonly refusing: string | null;
}

export interface WitnessedRelease extends Release {
  status(): ReleaseStatus;
  /** Gives what is offered one more chance to become public, then ends. */
  stop(): Promise<void>;
}

const GRACE_MS = 500;
const TIMEOUT_MS = 3_000;
/** A witness may be asked again with the size that it named; more often it is not to be trusted with our time. */
const ASKS = 2;
/** A checkpoint that may not become public yet is looked at again. */
const RETRY_MS = 1_000;

/** A checkpoint on its way: who has cosigned it so far. */
interface Round {
  readonly target: StandingCheckpoint;
  readonly lines: Map<WitnessState, NoteSignature>;
}

/**
 * Asks the witnesses for each new checkpoint, all at once and only for the latest, and makes it public with their
 * cosignatures. The log itself goes on meanwhile: what waits here is only what others see.
 */
export function createWitnessedRelease(options: WitnessedReleaseOptions): WitnessedRelease {
  const it = new WitnessedReleaseWorker(options);
  return {
    confirm: (size, origin) => it.confirm(size, origin),
    resume: async (standing) => it.offer(standing),
    offer: async (signed) => it.offer(signed),
    status: () => it.status(),
    stop: () => it.stop(),
  };
}

class WitnessedReleaseWorker {
  readonly #options: WitnessedReleaseOptions;
  readonly #states: readonly WitnessState[];
  readonly #signal = createSignal();
  readonly #abort = new AbortController();
  #latest: StandingCheckpoint | null = null;
  #round: Round | null = null;
  #public: { round: Round; met: boolean } | null = null;
  #fatal: string | null = null;
  #told: string | null = null;
  #running: Promise<void> | null = null;
  #stopping = false;

  constructor(options: WitnessedReleaseOptions) {
    this.#options = options;
    this.#states = options.witnesses.map((endpoint) => new WitnessState(endpoint));
  }

  offer(signed: StandingCheckpoint): void {
    this.#latest = signed;
    this.#running ??= this.#run();
    this.#signal.wake();
  }

  async confirm(size: number, origin: string): Promise<void> {
    const { logKeys, timeoutMs = TIMEOUT_MS } = this.#options;
    await Promise.all(
      this.#states.map(async ({ endpoint }) => {
        const url = endpoint.url();
        const seen = url === null ? null : await readWitnessed(endpoint, url, origin, logKeys, timeoutMs);
        if (!seen || seen.size === 0) return;
        if (seen.size > size)
          throw new DomainError('ledger.rollback-detected', 'precondition', { database: size, signed: seen.size });
        // Tiles that are not there any more are the business of recovery, which reads the log table.
        const root = await this.#options.tiles.root(seen.size).catch(() => null);
        if (root && !sameBytes(root, seen.root))
          throw new DomainError('ledger.log-diverged', 'precondition', { signed: seen.size });
      }),
    );
  }

  status(): ReleaseStatus {
    const held = this.#latest && this.#latest !== this.#public?.round.target ? this.#latest.size : null;
    return {
      witnesses: this.#states.map((state) => state.status()),
      quorum: this.#options.quorum,
      met: this.#public?.met ?? false,
      held,
      refusing: this.#fatal ?? this.#told,
    };
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#signal.wake();
    await this.#running;
    this.#abort.abort();
  }

  async #run(): Promise<void> {
    for (;;) {
      const target = this.#latest;
      if (target !== null && target !== this.#public?.round.target) {
        // A checkpoint that waits keeps what it has: only the missing witnesses are asked again.
        if (this.#round?.target !== target) this.#round = { target, lines: await this.#linesShown(target) };
        await this.#runRound(this.#round).catch((error: unknown) => this.#tell(error));
      } else if (this.#public) await this.#askStragglers(this.#public.round);
      const waiting = this.#latest !== null && this.#latest !== this.#public?.round.target;
      if (this.#stopping && (!waiting || this.#latest === target)) return;
      if (this.#latest === target) await this.#signal.wait(RETRY_MS);
    }
  }

  /** Cosignatures that already stand under the same checkpoint in public, from before a start. */
  async #linesShown(target: StandingCheckpoint): Promise<Map<WitnessState, NoteSignature>> {
    const lines = new Map<WitnessState, NoteSignature>();
    const shown = await this.#options.folder.read('checkpoint').catch(() => null);
    const note = shown && parseNote(shown.toString());
    if (!note || note.text !== parseNote(target.note)?.text) return lines;
    for (const state of this.#states) {
      const { key } = state.endpoint;
      const line = note.signatures.find((one) => isLineOf(one, key));
      if (line && readCosignature(line, note.text, key, intl.verify)) lines.set(state, line);
    }
    return lines;
  }

  /** Witnesses that could not be asked for the public checkpoint are asked when their pause is over. */
  async #askStragglers(round: Round): Promise<void> {
    const now = performance.now();
    const due = this.#states.filter((state) => !round.lines.has(state) && state.isDue(now));
    if (due.length === 0 || this.#stopping) return;
    await Promise.race([Promise.all(due.map((state) => this.#ask(state, round))), pause(this.#graceMs)]);
  }

  get #graceMs(): number {
    return this.#options.graceMs ?? GRACE_MS;
  }

  async #runRound(round: Round): Promise<void> {
    const now = performance.now();
    const due = this.#states.filter((state) => !round.lines.has(state) && state.isDue(now));
    const asked = Promise.all(due.map((state) => this.#ask(state, round)));
    await Promise.race([asked, pause(this.#graceMs)]);
    // With a quorum that must be met, the slow ones get the whole time of a request.
    if (this.#options.quorum === 'required' && !this.#isMet(round)) await asked;
    const reason = this.#fatal ?? this.#options.hold?.() ?? this.#missing(round);
    if (reason !== null) return this.#tell(reason);
    this.#told = null;
    await this.#show(round);
  }

  #missing(round: Round): string | null {
    return this.#options.quorum === 'required' && !this.#isMet(round) ? 'ledger.quorum-missing' : null;
  }

  #isMet({ lines }: Round): boolean {
    return meetsQuorum(
      this.#options.policy,
      [...lines.keys()].map(({ endpoint }) => endpoint.key),
    );
  }

  async #show(round: Round): Promise<void> {
    const note = parseNote(round.target.note);
    if (!note) return;
    const lines = this.#states.flatMap((state) => round.lines.get(state) ?? []);
    await this.#options.folder.publishCheckpoint(formatNote({ ...note, signatures: [...note.signatures, ...lines] }));
    this.#public = { round, met: this.#isMet(round) };
    this.#options.onReleased?.(round.target.size);
  }

  /** Asks one witness; a line that comes after the round still joins the checkpoint while that one is public. */
  async #ask(state: WitnessState, round: Round): Promise<void> {
    state.asking = true;
    try {
      let settled = false;
      for (let tries = 0; tries < ASKS && !settled; tries += 1) settled = await this.#askOnce(state, round);
      if (!settled) state.failed('garbage', performance.now());
    } catch (error) {
      state.failed('unreachable', performance.now());
      this.#tell(error);
    } finally {
      state.asking = false;
    }
    if (round.lines.has(state) && this.#public?.round === round) await this.#show(round);
  }

  /** True when there is nothing more to ask for now. */
  async #askOnce(state: WitnessState, round: Round): Promise<boolean> {
    const { tiles, timeoutMs = TIMEOUT_MS } = this.#options;
    const url = state.endpoint.url();
    if (url === null) return true;
    const from = Math.min(state.known, round.target.size);
    const outcome = await askWitness(state.endpoint, url, round.target, from, {
      tiles,
      timeoutMs,
      signal: this.#abort.signal,
    });
    if (outcome.kind === 'cosigned') {
      round.lines.set(state, outcome.line);
      state.cosigned(round.target.size, outcome.time);
    } else if (outcome.kind === 'conflict') return this.#onConflict(state, url, round, outcome.size);
    else state.failed(outcome.kind, performance.now());
    return true;
  }

  /** It remembers another size: less than it once did, or more than there is, or simply one we did not know of. */
  async #onConflict(state: WitnessState, url: string, round: Round, size: number): Promise<boolean> {
    if (size > round.target.size) {
      state.failed('ahead', performance.now());
      const { origin } = round.target;
      const seen = await readWitnessed(state.endpoint, url, origin, this.#options.logKeys, TIMEOUT_MS);
      // Only our own signature on a longer log convinces; a number alone could be anyone's mischief.
      if (seen && seen.size > round.target.size && this.#latest === round.target)
        this.#fatal = 'ledger.rollback-detected';
      return true;
    }
    if (size < state.known) state.problem = 'went-back';
    state.known = size;
    return false;
  }

  #tell(problem: unknown): void {
    const code =
      typeof problem === 'string' ? problem : isDomainError(problem) ? problem.code : 'ledger.release-failed';
    if (this.#told !== code) this.#options.onProblem?.(code);
    this.#told = code;
  }
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
