import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tools/longest-first.ts';

/** Every page in every look and state, and the walk of the whole chain: a quarter of an hour, by `npm run test:console`. */
const wholeConsole = ['e2e/console-{access,agency,procedure,registers,states,walk}.test.ts'];

/** Files of a worker share what they import: a fifth of the run went into loading the same modules again. */
const shared = { isolate: false } as const;

export default defineConfig({
  test: {
    // Files of the database wait for the disk and for other processes as much as they compute: one more than cores.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    // A server that a run shares ends in order, its database with it.
    teardownTimeout: 30_000,
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: [
            '{packages,modules,flows,apps,tools,demo}/**/src/**/*.test.ts',
            'tools/*.test.ts',
            'packages/*/test/**/*.test.ts',
            'modules/*/test/**/*.test.ts',
          ],
          exclude: ['**/*.database.test.ts', '**/*.golden.test.ts', '**/node_modules/**', 'apps/console/**'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'golden',
          include: ['{packages,modules}/**/*.golden.test.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'database',
          include: ['{packages,modules,flows,apps,demo}/**/*.database.test.ts'],
          exclude: ['**/node_modules/**'],
          globalSetup: ['packages/testkit/src/database-setup.ts', 'packages/testkit/src/city-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          exclude: [...wholeConsole, '**/node_modules/**'],
          globalSetup: ['packages/testkit/src/city-setup.ts', 'e2e/share-city.ts'],
          // A browser on a busy machine may miss a moment; what passes at the second try is told as such, never hidden.
          retry: 1,
          testTimeout: 180_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'console',
          include: [...wholeConsole],
          globalSetup: ['packages/testkit/src/city-setup.ts', 'e2e/share-city.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
