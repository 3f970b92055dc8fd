import type { AlgorithmName, Algorithms } from './algorithms.ts';
import { answers } from './known-answers.ts';

/** The algorithms to use: OpenSSL's where they answer the published vectors, else those in plain JavaScript. */
export interface ChosenAlgorithms {
  get<N extends AlgorithmName>(name: N): Algorithms[N];
  /** Those whose native form failed, of all that were asked for. */
  fallbacks(): readonly AlgorithmName[];
}

/** Each algorithm is tried when it is first asked for, so that nobody waits for what he does not use. */
export function chooseAlgorithms(native: Algorithms, pure: Algorithms): ChosenAlgorithms {
  const chosen = new Map<AlgorithmName, Algorithms>();
  return {
    get(name) {
      const side = chosen.get(name) ?? (answers(name, native) ? native : pure);
      chosen.set(name, side);
      return side[name];
    },
    fallbacks: () => [...chosen].flatMap(([name, side]) => (side === pure ? [name] : [])),
  };
}
