import { fileURLToPath } from 'node:url';
import type { MigrationSource } from '@sluice/database';

export const migrations: MigrationSource = {
  module: 'product',
  folder: fileURLToPath(new URL('../migrations', import.meta.url)),
};
