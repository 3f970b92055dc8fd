import type { Relation } from '../ir/relation.ts';
import { quoted } from '../print/printer.ts';
import type { PrintedSql } from '../program-types.ts';

/** Files of a table's epoch, by the table's name. */
export type TableFiles = ReadonlyMap<string, readonly string[]>;

/** Tables of a relation with the epochs that they read. */
export function tablesOf(relation: Relation): ReadonlyMap<string, string> {
  switch (relation.node) {
    case 'scan':
      return new Map([[relation.table, relation.epochId]]);
    case 'filter':
      return tablesOf(relation.input);
    case 'join':
      return new Map([...tablesOf(relation.left), ...tablesOf(relation.right)]);
  }
}

const textLiteral = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Puts the epochs' files under the tables' names. Not materialised: filters and column lists reach the files. */
export function onFiles(printed: PrintedSql, files: TableFiles): PrintedSql {
  const tables = [...files].map(
    ([name, paths]) =>
      `${quoted(name)} as not materialized (select * from read_parquet([${paths.map(textLiteral).join(', ')}]))`,
  );
  return { sql: `with ${tables.join(', ')} ${printed.sql}`, params: printed.params };
}
