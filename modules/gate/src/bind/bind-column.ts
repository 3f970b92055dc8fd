import type { Column } from '../ir/expression.ts';
import { column } from '../ir/factories.ts';
import { findColumns, placeOf, report, type BindContext, type FoundColumn } from './bind-context.ts';
import { PER_ENTITY } from './per-entity-names.ts';
import { descendants, names, node, unexpectedField, type Syntax } from './syntax.ts';

/** Most of a name that is repeated in a message; longer ones are cut. */
const SHOWN = 64;

export interface BoundColumn extends FoundColumn {
  readonly column: Column;
}

/** Resolves a column reference to what the grant lists. A column that is not granted is as unknown as one that does not exist. */
export function bindColumn(context: BindContext, syntax: unknown): BoundColumn | null {
  const reference = node(syntax, 'ColumnRef');
  if (!reference) return report(context, 'gate.expression-not-supported', syntax);
  if (unexpectedField(reference, ['fields', 'location']))
    return report(context, 'gate.expression-not-supported', syntax);
  const path = names(reference['fields']);
  if (path[0] === PER_ENTITY) return report(context, 'gate.per-entity-bound', syntax);
  if (path.includes('')) return report(context, 'gate.star', syntax);
  const found = path.length <= 2 ? findColumns(context, path) : [];
  const [first] = found;
  const name = path.join('.').slice(0, SHOWN);
  if (!first) return reportUnknown(context, syntax, path);
  if (found.length > 1) return report(context, 'gate.ambiguous-column', syntax, { column: name });
  const bound = column(first.source.table.name, first.field.name, first.field.type);
  context.places.set(bound, placeOf(context, syntax));
  return { ...first, column: bound };
}

/** Whether an expression that is refused anyway derives from an identifier: then that is said too (R5). */
export function reportIdentifiersInside(
  context: BindContext,
  syntax: unknown,
  code: 'gate.entity-key-shown' | 'gate.entity-key-compared',
): void {
  for (const reference of descendants(syntax, 'ColumnRef')) {
    const [found] = findColumns(context, names(reference['fields']));
    if (found?.field.role === 'entity-key')
      report(context, code, { ColumnRef: reference }, { column: found.field.name });
    if (found?.field.role === 'direct-identifier') {
      report(context, 'gate.use-not-granted', { ColumnRef: reference }, { column: found.field.name, use: 'any' });
    }
  }
}

export function isColumn(syntax: unknown): boolean {
  return node(syntax, 'ColumnRef') !== undefined;
}

export function functionName(call: Syntax): string {
  const path = names(call['funcname']);
  return path.length === 1 ? (path[0] ?? '') : path.join('.');
}

function reportUnknown(context: BindContext, syntax: unknown, path: readonly string[]): null {
  const hint = nearest(context, path.at(-1) ?? '');
  const column = path.join('.').slice(0, SHOWN);
  return report(
    context,
    'gate.unknown-column',
    syntax,
    { column, ...hint },
    path.length === 1 ? hint.nearest : undefined,
  );
}

/** A granted name that is one slip away, offered as a hint; never a name outside the grant. */
function nearest(context: BindContext, name: string): { readonly nearest?: string } {
  const known = context.sources.flatMap((source) => source.table.fields.map((item) => item.name));
  const close =
    known.find((item) => item.toLowerCase().replaceAll('_', '') === name.toLowerCase().replaceAll('_', '')) ??
    known.find((item) => item.startsWith(name) || name.startsWith(item));
  return close ? { nearest: close } : {};
}
