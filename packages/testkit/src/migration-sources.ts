import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MigrationSource } from '@sluice/database';

/** Order of modules: a later one may name schemas and functions of an earlier one. */
export const moduleOrder = [
  'ledger',
  'identity',
  'catalogue',
  'vault',
  'cases',
  'authorization',
  'gate',
  'product',
  'trading',
] as const;

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Every migration folder there is, in the order in which the server runs them. */
export function migrationSources(): readonly MigrationSource[] {
  return [
    ...moduleOrder.map((module) => ({ module, folder: join(root, 'modules', module, 'migrations') })),
    { module: 'server', folder: join(root, 'apps', 'server', 'migrations') },
  ].filter((source) => existsSync(source.folder));
}
