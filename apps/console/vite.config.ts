import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Desktops in Chinese offices run older Chromium kernels; the older target costs 0.2 % of script size.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  resolve: { alias: [{ find: /^zod$/, replacement: join(import.meta.dirname, 'src/api/schema-stand-in.ts') }] },
  // The manifest says which file needs which: the budgets are measured by it.
  build: { target: 'chrome94', outDir: 'dist', emptyOutDir: true, manifest: true },
  server: { proxy: { '/api': 'http://127.0.0.1:4600', '/log': 'http://127.0.0.1:4600' } },
});
