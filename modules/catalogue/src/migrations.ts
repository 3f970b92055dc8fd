import { join } from 'node:path';
import type { MigrationSource } from '@sluice/database';

export const migrations: MigrationSource = { module: 'catalogue', folder: join(import.meta.dirname, '../migrations') };
