import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** What a route is for is said to readers of the contract; the console needs its path and method, on every first visit. */
const contractWithoutSummaries: Plugin = {
  name: 'contract-without-summaries',
  enforce: 'pre',
  transform: (code, id) =>
    /\/packages\/contract\/src\/[\w-]+\.ts$/.test(id)
      ? { code: code.replaceAll(/^\s*summary:\s*'(?:[^'\\]|\\.)*',$/gm, ''), map: null }
      : undefined,
};

export default defineConfig(({ command }) => {
  // A server that a test starts would otherwise build with the libraries' editions for development.
  if (command === 'build') process.env['NODE_ENV'] = 'production';
  return {
    root: import.meta.dirname,
    plugins: [contractWithoutSummaries, react()],
    resolve: { alias: [{ find: /^zod$/, replacement: join(import.meta.dirname, 'src/api/schema-stand-in.ts') }] },
    // Desktops in Chinese offices run older Chromium kernels; the older target costs 0.2 % of script size. The manifest
    // says which file needs which: the budgets are measured by it.
    build: { target: 'chrome94', outDir: 'dist', emptyOutDir: true, manifest: true },
    server: { proxy: { '/api': 'http://127.0.0.1:4600', '/log': 'http://127.0.0.1:4600' } },
  };
});
