import { applyPost, type ReleasedRow } from './apply-post.ts';
import type { Cube } from './plan-cube.ts';
import type { CellValue, FrozenAnswer, SqlValue } from './program-types.ts';
import type { Cell } from './release/cells.ts';
import { cellId } from './release/cells.ts';
import type { Release } from './ir/relation.ts';

/** A released cell as named values. */
export function releasedRow(release: Release, cell: Cell): ReleasedRow {
  const dimensions = release.input.input.dimensions.map(
    (dimension, i) => [dimension.name, cell.key[i] ?? null] as const,
  );
  return new Map<string, CellValue>([...dimensions, ...cell.aggregates]);
}

/** Sorts released cells by parameter values: one answer per combination that has any. */
export function answerCube(cube: Cube, kept: readonly Cell[]): readonly FrozenAnswer[] {
  const release = cube.program.input;
  const positions = cube.dimensions.map((name) =>
    release.input.input.dimensions.findIndex((dimension) => dimension.name === name),
  );
  const domains = cube.parameters.map((parameter) => new Set<CellValue>(parameter.values));
  const groups = new Map<string, { readonly key: readonly SqlValue[]; readonly rows: ReleasedRow[] }>();
  for (const cell of kept) {
    const key = positions.map((at) => cell.key[at] ?? null).filter((item) => item !== null);
    if (key.length !== positions.length || !key.every((item, i) => domains[i]?.has(item))) continue;
    const group = groups.get(cellId(key)) ?? { key, rows: [] };
    group.rows.push(releasedRow(release, cell));
    groups.set(cellId(key), group);
  }
  return [...groups.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => ({ key: group.key, rows: applyPost(cube.program, group.rows) }))
    .filter((answer) => answer.rows.length > 0);
}
