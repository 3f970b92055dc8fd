import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const CONTRACT = '\0contract-as-paths';

/**
 * Of the contract the console needs where each route is; its schemas and what it says to readers are the server's. What is
 * left is a list of paths, of which every page takes those that it calls: a third of what was fetched and run first.
 */
const contractAsPaths: Plugin = {
  name: 'contract-as-paths',
  enforce: 'pre',
  resolveId: (id) => (id === '@sluice/contract' ? CONTRACT : undefined),
  load: async (id) => {
    if (id !== CONTRACT) return undefined;
    const contract: Readonly<Record<string, object>> = await import('@sluice/contract');
    return Object.entries(contract)
      .filter(([name]) => name.endsWith('Routes'))
      .map(([name, routes]) => `export const ${name} = ${JSON.stringify(routes, onlyPaths)};`)
      .join('\n');
  },
};

const KEPT = new Set(['name', 'method', 'path', 'answers', 'media']);

function onlyPaths(this: unknown, name: string, value: unknown): unknown {
  const routeOrPart = typeof (this as Partial<Record<string, unknown>>)['path'] === 'string' || name === 'media';
  return routeOrPart && !KEPT.has(name) ? undefined : value;
}

/** What a page needs, by the pattern of its path, for the server to name in the document before any script runs. */
export interface PageHead {
  readonly path: string;
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
}

const FRAME = 'src/shell/console/console-frame.tsx';
const PAGE = /path: '([^']+)',\s*frame: '([^']+)',\s*load: async \(\) =>\s*\(await import\('\.\/([^']+)'\)/g;

/** Writes `page-heads.json` beside the manifest: every page with the files of itself and of its frame. */
const pageHeads: Plugin = {
  name: 'page-heads',
  generateBundle(_, bundle) {
    const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
    const byFile = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
    const closure = (file: string, found: Set<string>): void => {
      if (found.has(file)) return;
      found.add(file);
      for (const needed of byFile.get(file)?.imports ?? []) closure(needed, found);
    };
    const fileOf = (source: string): string =>
      chunks.find((chunk) => chunk.facadeModuleId === join(import.meta.dirname, source))?.fileName ?? '';
    const first = new Set<string>();
    for (const chunk of chunks) if (chunk.isEntry) closure(chunk.fileName, first);
    const table = readFileSync(join(import.meta.dirname, 'src/pages.ts'), 'utf8');
    const heads = [...table.matchAll(PAGE)].map(([, path = '', frame, source]): PageHead => {
      const found = new Set<string>();
      for (const one of [...(frame === 'console' ? [FRAME] : []), `src/${source}`]) closure(fileOf(one), found);
      const scripts = [...found].filter((file) => file !== '' && !first.has(file));
      const styles = scripts.flatMap((file) => [...(byFile.get(file)?.viteMetadata?.importedCss ?? [])]);
      return { path, scripts, styles: [...new Set(styles)] };
    });
    this.emitFile({ type: 'asset', fileName: '.vite/page-heads.json', source: JSON.stringify(heads) });
  },
};

const source = (names: string): RegExp => new RegExp(`/apps/console/src/(${names})`);

/** Parts that many pages share come as one file each: a browser asks for six at a time, and each is a way there and back. */
const GROUPS = [
  {
    name: 'ground',
    test: /\/node_modules\/(react|react-dom|scheduler|@tanstack\/(react-query|query-core))\//,
    priority: 3,
  },
  {
    name: 'parts',
    test: source(
      'design/(?!chart|load-charts|read-token|kit)|api/(?!verify|load-verifier|evidence)|route/|i18n/(console|terms|format|area|translate|parts)',
    ),
    minShareCount: 2,
    priority: 2,
  },
] as const;

export default defineConfig(({ command }) => {
  // A server that a test starts would otherwise build with the libraries' editions for development.
  if (command === 'build') process.env['NODE_ENV'] = 'production';
  return {
    root: import.meta.dirname,
    plugins: [contractAsPaths, react(), pageHeads],
    // Desktops in Chinese offices run older Chromium kernels; the older target costs 0.2 % of script size. The manifest
    // says which file needs which: the budgets are measured by it.
    build: {
      target: 'chrome94',
      outDir: 'dist',
      emptyOutDir: true,
      manifest: true,
      rolldownOptions: { output: { codeSplitting: { groups: [...GROUPS] } } },
    },
    server: { proxy: { '/api': 'http://127.0.0.1:4600', '/log': 'http://127.0.0.1:4600' } },
  };
});
