import type { WriteStream } from 'node:tty';

export interface ProgressBar {
  /** Several things may load at once; the bar shows them together. */
  readonly update: (name: string, done: number, total: number, title: string) => void;
  end(): void;
}

const WIDTH = 28;
const PLAIN_STEP = 0.1;

/** On a terminal a bar that is redrawn; elsewhere a line for each tenth, so that a log stays readable. */
export function createProgressBar(out: WriteStream, shown: boolean): ProgressBar {
  const parts = new Map<string, { done: number; total: number }>();
  let printed = -1;
  let open = false;
  return {
    update(name, done, total, title) {
      if (!shown) return;
      parts.set(name, { done, total });
      const sum = [...parts.values()].reduce((all, part) => ({
        done: all.done + part.done,
        total: all.total + part.total,
      }));
      const share = sum.total === 0 ? 0 : Math.min(1, sum.done / sum.total);
      if (out.isTTY) {
        const filled = Math.round(share * WIDTH);
        out.write(
          `\r\u001B[K  ${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${String(Math.round(share * 100)).padStart(3)} %  ${title.slice(0, 40)}`,
        );
        open = true;
      } else if (share - printed >= PLAIN_STEP || (share === 1 && printed < 1)) {
        printed = share;
        out.write(`  ${String(Math.round(share * 100)).padStart(3)} %  ${title}\n`);
      }
    },
    end() {
      if (open) out.write('\r\u001B[K');
      open = false;
    },
  };
}
