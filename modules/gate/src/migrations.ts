import type { MigrationSource } from '@sluice/database';
import { join } from 'node:path';

export const migrations: MigrationSource = { module: 'gate', folder: join(import.meta.dirname, '../migrations') };
