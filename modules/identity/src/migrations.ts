import { join } from 'node:path';
import type { MigrationSource } from '@sluice/database';

export const migrations: MigrationSource = { module: 'identity', folder: join(import.meta.dirname, '../migrations') };
