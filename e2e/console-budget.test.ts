import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { expect, it } from 'vitest';
import { budgets, measureConsole } from './measure-console.ts';

const consoleFolder = fileURLToPath(new URL('../apps/console', import.meta.url));

it('PLT-01 keeps the public first page, the frame and every page within their budgets', async () => {
  const dist = mkdtempSync(join(tmpdir(), 'sluice-budget-'));
  try {
    // What readers fetch: a build in a test would take the libraries' editions for development.
    process.env['NODE_ENV'] = 'production';
    await build({
      configFile: join(consoleFolder, 'vite.config.ts'),
      logLevel: 'silent',
      build: { outDir: dist, emptyOutDir: true },
    });
    const sizes = measureConsole(dist);
    expect(sizes.pages.length).toBeGreaterThan(10);
    expect(sizes.portal).toBeLessThanOrEqual(budgets.portal);
    expect(sizes.shell).toBeLessThanOrEqual(budgets.shell);
    expect(sizes.pages.filter(({ bytes }) => bytes > budgets.page)).toEqual([]);
  } finally {
    rmSync(dist, { recursive: true, force: true });
  }
});
