import { canonicalJson } from '@sluice/kernel';
import { createHash } from 'node:crypto';
import { compareKeys } from './apply-post.ts';
import { report, type BindContext } from './bind/bind-context.ts';
import { canonical } from './ir/factories.ts';
import type { ScalarType } from './ir/expression.ts';
import type { Accepted, CellValue, OutputColumn, UnionPlan } from './program-types.ts';

/** Columns of a union: names of the first branch, and a type that all branches have; whole numbers widen. */
export function unionColumns(
  context: BindContext,
  syntax: readonly unknown[],
  branches: readonly Accepted[],
): readonly OutputColumn[] | null {
  const [first] = branches;
  const width = first?.ir.columns.length ?? 0;
  const uneven = branches.findIndex((branch) => branch.ir.columns.length !== width);
  if (uneven >= 0) return report(context, 'gate.union-columns', syntax[uneven], { column: width });
  const columns: OutputColumn[] = [];
  for (const [i, { name }] of (first?.ir.columns ?? []).entries()) {
    const types = branches.flatMap((branch) => branch.ir.columns[i]?.type ?? []);
    const type = commonType(types);
    if (type === null) {
      const other = types.findIndex((item) => commonType([types[0] ?? item, item]) === null);
      return report(context, 'gate.union-columns', syntax[other], { column: i + 1 });
    }
    columns.push({ name, type });
  }
  return columns;
}

function commonType(types: readonly ScalarType[]): ScalarType | null {
  const [only, more] = [...new Set(types)];
  if (only === undefined || more === undefined) return only ?? null;
  return types.every((type) => type === 'integer' || type === 'decimal') ? 'decimal' : null;
}

/** A union as one accepted program: what it shows, hashes and is protected by is that of all its branches. */
export function joinBranches(
  branches: readonly Accepted[],
  first: Accepted,
  plan: Omit<UnionPlan, 'branches'>,
): Accepted {
  const printed = (engine: 'duckdb' | 'postgres') => ({
    sql: branches.map((branch) => branch.printed[engine].sql).join(';\n'),
    params: branches.flatMap((branch) => branch.printed[engine].params),
  });
  const unique = <T extends object>(items: readonly T[]): readonly T[] => [
    ...new Map(items.map((item) => [canonical(item), item])).values(),
  ];
  const lineage = plan.columns.map(({ name, type }, i) => ({
    name,
    type,
    sources: unique(branches.flatMap((branch) => branch.lineage[i]?.sources ?? [])),
    protections: unique(branches.flatMap((branch) => branch.lineage[i]?.protections ?? [])),
  }));
  return {
    verdict: 'accepted',
    ir: first.ir,
    obligations: unique(branches.flatMap((branch) => branch.obligations)),
    lineage,
    printed: { duckdb: printed('duckdb'), postgres: printed('postgres') },
    hash: createHash('sha256')
      .update(canonicalJson({ union: branches.map((branch) => branch.hash) }))
      .digest('hex'),
    union: { ...plan, branches },
  };
}

/** Rows of all branches, in the order that the whole asks for; released rows only, and stable where it asks for none. */
export function unionRows(
  union: UnionPlan,
  parts: readonly (readonly (readonly CellValue[])[])[],
): readonly (readonly CellValue[])[] {
  const sorted = parts.flat().toSorted((a, b) => {
    for (const { column, descending, nullsFirst } of union.order) {
      const way = compareKeys(a[column] ?? null, b[column] ?? null, descending, nullsFirst);
      if (way !== 0) return way;
    }
    return 0;
  });
  return union.limit === null ? sorted : sorted.slice(0, union.limit);
}
