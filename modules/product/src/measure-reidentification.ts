import type { Reason } from '@sluice/kernel';
import type { AnswerColumn, CellValue, CubeAnswer, GrantFacts, OutputLineage } from './product.ts';

interface OutputOfProduct {
  readonly columns: readonly AnswerColumn[];
  readonly lineage: readonly OutputLineage[];
  readonly answers: readonly CubeAnswer[];
  readonly grant: GrantFacts;
}

/**
 * How well people can be told apart in what a product would show (PRD-06, review check 4): of single records by the columns
 * that somebody may know from elsewhere, of groups by how many they are said to be. The risk is that of whoever looks
 * for one person who is there: one in so many as look alike. Above one in the grant's least group it is too high.
 * Percentages in the reason are rounded up; it names no row and no value.
 */
export function measureReidentification({ columns, lineage, answers, grant }: OutputOfProduct): readonly Reason[] {
  const k = grant.groupSize;
  if (k === undefined) return [];
  const kinds = new Map(lineage.map((one) => [one.column, one]));
  const rows = answers.flatMap(({ parameters, rows: own }) => own.map((row) => ({ parameters, row })));
  const single = lineage.some((one) => one.kind === 'row-value');
  const sizes = single
    ? classSizes(
        rows,
        columns.flatMap(({ name }, at) => (isKnown(grant, kinds.get(name)) ? [at] : [])),
      )
    : statedSizes(
        rows,
        columns.flatMap(({ name }, at) => (isCount(kinds.get(name)) ? [at] : [])),
      );
  const small = sizes.filter((size) => size > 0 && size < k);
  if (small.length === 0) return [];
  const percent = (share: number): number => Math.ceil(100 * share);
  const [highest, limit] = [percent(1 / Math.min(...small)), percent(1 / k)];
  return [
    { code: 'product.reidentification-risk', params: { highest, limit, share: percent(small.length / sizes.length) } },
  ];
}

interface ShownRow {
  readonly parameters: readonly CellValue[];
  readonly row: readonly CellValue[];
}

/** Of each row how many look like it; values of parameters are known to whoever asks. */
function classSizes(rows: readonly ShownRow[], known: readonly number[]): readonly number[] {
  const look = ({ parameters, row }: ShownRow): string =>
    JSON.stringify([parameters, known.map((at) => row[at] ?? null)]);
  const classes = Map.groupBy(rows, look);
  return rows.map((row) => classes.get(look(row))?.length ?? 1);
}

const statedSizes = (rows: readonly ShownRow[], counts: readonly number[]): readonly number[] =>
  rows.flatMap(({ row }) => counts.flatMap((at) => (typeof row[at] === 'number' ? [row[at]] : [])));

/** Somebody may know it from elsewhere, or it names a person outright. */
function isKnown({ resources }: GrantFacts, column: OutputLineage | undefined): boolean {
  return (column?.inputs ?? []).some((input) => {
    const resource = resources.find((one) => one.resourceId === input.resourceId);
    const role = resource?.fields.find((field) => field.name === input.field)?.role;
    return role === 'quasi-identifier' || role === 'direct-identifier' || role === 'entity-key';
  });
}

const COUNTS: ReadonlySet<string> = new Set(['count', 'count-distinct']);
const isCount = (column: OutputLineage | undefined): boolean =>
  column?.kind === 'aggregate' && column.inputs.length > 0 && column.inputs.every(({ use }) => COUNTS.has(use));
