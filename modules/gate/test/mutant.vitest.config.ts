import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { mutants, mutate } from './mutant.ts';

const mutant = mutants[Number(process.env['SLUICE_MUTANT'])];

/** Database tests of the gate with one rule broken, for `npm run mutate:gate`. */
export default defineConfig({
  root: join(import.meta.dirname, '../../..'),
  plugins: [
    {
      name: 'mutant',
      enforce: 'pre',
      transform: (code, id) => mutant && mutate(mutant, id.split('?')[0] ?? '', code),
    },
  ],
  test: {
    include: ['modules/gate/src/**/*.database.test.ts'],
    globalSetup: ['packages/testkit/src/database-setup.ts'],
    // Transformed modules are kept between runs, and would be those of another mutant.
    fsModuleCache: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
