/** Wakes a waiting loop; wakes that come while nobody waits are kept as one. */
export interface Signal {
  wake(): void;
  /** Resolves at the next wake or after `ms`. */
  wait(ms: number): Promise<void>;
}

export function createSignal(): Signal {
  let pending = false;
  let release: (() => void) | null = null;
  return {
    wake() {
      if (release) release();
      else pending = true;
    },
    async wait(ms) {
      if (pending) {
        pending = false;
        return;
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, ms);
        function done(): void {
          clearTimeout(timer);
          release = null;
          resolve();
        }
        release = done;
      });
    },
  };
}
