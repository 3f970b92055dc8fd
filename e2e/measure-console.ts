import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

interface Chunk {
  readonly file: string;
  readonly src?: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
}

type Manifest = Readonly<Record<string, Chunk>>;

/** Bytes of script, compressed, that a reader fetches. */
export interface ConsoleSizes {
  /** The first page of the public. */
  readonly portal: number;
  /** Frame of the working pages, before any page. */
  readonly shell: number;
  /** Each page by its source file, with the frame it stands in, and with charts where it draws any at once. */
  readonly pages: readonly { readonly page: string; readonly bytes: number }[];
}

/** Most that each may weigh, in bytes. */
export const budgets = { portal: 130 * 1024, shell: 215 * 1024, page: 470 * 1024 } as const;

const FRAME = 'src/shell/console/console-frame.tsx';
const CHART_FRAME = 'src/design/chart-frame.tsx';
const CHARTS = 'src/design/load-charts.ts';
/** What a page brings after itself, before anybody works in it. */
const BROUGHT: Readonly<Record<string, string>> = {
  'src/pages/workbench/workbench-page.tsx': 'src/pages/workbench/bench.tsx',
};
/** Draws a chart only when its reader asks for one, beside an editor that is there at once. */
const CHART_ON_DEMAND = 'src/pages/workbench/workbench-page.tsx';
const PUBLIC = /^src\/pages\/(portal|notices|market\/market-page|evidence|explorer)/;

/** Measures what was built, by the manifest beside it. */
export function measureConsole(dist: string): ConsoleSizes {
  const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Manifest;
  const sizes = new Map<string, number>();
  const sizeOf = (file: string): number => {
    const known = sizes.get(file) ?? gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;
    sizes.set(file, known);
    return known;
  };
  /** A chunk with all that it imports at once. */
  const closure = (keys: readonly string[], found = new Set<string>()): Set<string> => {
    for (const key of keys) {
      const chunk = manifest[key];
      if (!chunk || found.has(key)) continue;
      found.add(key);
      closure(chunk.imports ?? [], found);
    }
    return found;
  };
  const weigh = (...keys: readonly string[]): number =>
    [...closure(keys)].reduce((sum, key) => {
      const file = manifest[key]?.file ?? '';
      return file.endsWith('.js') ? sum + sizeOf(file) : sum;
    }, 0);
  const entry = Object.keys(manifest).find((key) => manifest[key]?.isEntry) ?? '';
  const pages = Object.keys(manifest).filter((key) => /^src\/pages\/.*-page\.tsx$/.test(key));
  const drawsAtOnce = (key: string): boolean =>
    key !== CHART_ON_DEMAND &&
    [...closure([key])].some((one) => manifest[one]?.src === CHART_FRAME || one.includes('chart-frame'));
  return {
    portal: weigh(entry, 'src/pages/portal/portal-page.tsx'),
    shell: weigh(entry, FRAME),
    pages: pages.map((page) => ({
      page,
      bytes: weigh(
        entry,
        page,
        BROUGHT[page] ?? page,
        ...(PUBLIC.test(page) ? [] : [FRAME]),
        ...(drawsAtOnce(page) ? [CHARTS] : []),
      ),
    })),
  };
}
