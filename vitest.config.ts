import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
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
          name: 'golden',
          include: ['{packages,modules}/**/*.golden.test.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'database',
          include: ['{packages,modules,flows,apps,demo}/**/*.database.test.ts'],
          exclude: ['**/node_modules/**'],
          globalSetup: ['packages/testkit/src/database-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
