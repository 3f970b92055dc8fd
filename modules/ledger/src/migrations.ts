import { join } from 'node:path';
import type { MigrationSource } from '@sluice/database';
import { actTypes } from './act-types.ts';
import { actTables } from './act-types/tables.ts';

const types = Object.keys(actTypes).toSorted();

/** First of all modules: the others call `ledger.guard` in their migrations. */
export const migrations: MigrationSource = {
  module: 'ledger',
  folder: join(import.meta.dirname, '../migrations'),
  always: [
    { text: 'delete from ledger.act_type where type <> all ($1::text[])', values: [types] },
    {
      text: `insert into ledger.act_type as known (type, tables)
        select u.type, string_to_array(u.tables, ' ') from unnest($1::text[], $2::text[]) u(type, tables)
        on conflict (type) do update set tables = excluded.tables where known.tables <> excluded.tables`,
      values: [types, types.map((type) => (actTables[type] ?? []).join(' '))],
    },
  ],
};
