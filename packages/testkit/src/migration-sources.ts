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

/** What modules run at every start, from their own sources: a package may not name them. */
const always = new Map<string, MigrationSource['always']>();
for (const module of moduleOrder) {
  const file = join(root, 'modules', module, 'src', 'migrations.ts');
  if (!existsSync(file)) continue;
  const loaded = (await import(file)) as { readonly migrations?: MigrationSource };
  if (loaded.migrations?.always) always.set(module, loaded.migrations.always);
}

/** Every migration folder there is, in the order in which the server runs them. */
export function migrationSources(): readonly MigrationSource[] {
  return [
    ...moduleOrder.map((module) => {
      const statements = always.get(module);
      return {
        module,
        folder: join(root, 'modules', module, 'migrations'),
        ...(statements ? { always: statements } : {}),
      };
    }),
    { module: 'server', folder: join(root, 'apps', 'server', 'migrations') },
  ].filter((source) => existsSync(source.folder));
}
