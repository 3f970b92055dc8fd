import { makeDiagnostic } from '../bind/bind-context.ts';
import type { GrantSnapshot } from '../grant-snapshot.ts';
import type { Predicate } from '../ir/expression.ts';
import type { Relation } from '../ir/relation.ts';
import type { Verdict } from '../program-types.ts';

const START = { line: 1, column: 1, length: 1 };

/**
 * A program that names rows outside the grant's own filter asks for more than was granted. It would get nothing of them;
 * it is refused all the same, because the grant is what its developer agreed to (ENV-10).
 */
export function checkGrantedRows(verdict: Verdict, snapshot: GrantSnapshot): Verdict {
  if (verdict.verdict === 'refused') return verdict;
  const predicates = (verdict.union?.branches ?? [verdict]).flatMap(({ ir }) => {
    const { input, aggregates } = ir.input.input;
    return [
      ...predicatesOf(input.input, snapshot),
      ...aggregates.flatMap(({ call }) => (call.filter ? [call.filter] : [])),
    ];
  });
  const beyond = new Set(predicates.flatMap((predicate) => fieldsBeyond(predicate, snapshot)));
  if (beyond.size === 0) return verdict;
  const diagnostics = [...beyond].map((column) => makeDiagnostic(snapshot, 'gate.rows-not-granted', START, { column }));
  return { verdict: 'refused', diagnostics };
}

function predicatesOf(relation: Relation, snapshot: GrantSnapshot): readonly Predicate[] {
  if (relation.node === 'filter') return [relation.predicate, ...predicatesOf(relation.input, snapshot)];
  if (relation.node === 'join')
    return [...predicatesOf(relation.left, snapshot), ...predicatesOf(relation.right, snapshot)];
  return [];
}

function fieldsBeyond(predicate: Predicate, snapshot: GrantSnapshot): readonly string[] {
  switch (predicate.predicate) {
    case 'and':
    case 'or':
      return predicate.inputs.flatMap((item) => fieldsBeyond(item, snapshot));
    case 'in': {
      const { column, level, values } = predicate;
      const table = snapshot.tables.find((item) => item.name === column.alias);
      const filters = (table?.rows ?? []).filter((item) => item.field === column.field);
      if (filters.length === 0 || level.kind !== 'identity') return [];
      const beyond = values.some(
        (item) =>
          item.operand === 'value' && filters.some((filter) => !filter.in.map(String).includes(String(item.value))),
      );
      return beyond ? [`${column.alias}.${column.field}`] : [];
    }
    // What a program excludes it does not ask for.
    case 'not':
    case 'is-true':
    case 'range':
    case 'is-null':
    case 'known':
    case 'not-zero':
    case 'per-entity':
      return [];
  }
}
