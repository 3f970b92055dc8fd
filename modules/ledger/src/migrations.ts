import { join } from 'node:path';
import type { MigrationSource } from '@sluice/database';

/** First of all modules: the others call `ledger.guard` in their migrations. */
export const migrations: MigrationSource = { module: 'ledger', folder: join(import.meta.dirname, '../migrations') };
