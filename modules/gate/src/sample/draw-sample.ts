import { createHmac } from 'node:crypto';
import { DomainError, type Reason } from '@sluice/kernel';
import type { GrantedField, GrantSnapshot, Level } from '../grant-snapshot.ts';
import { maskFor, type Mask, type PseudonymHash } from '../mask/mask.ts';
import { maskKeyOf } from '../mask/print-mask.ts';
import { recordKeyOf } from '../perturb/record-key.ts';
import type { CellValue, PrintedSql } from '../program-types.ts';
import { toCellValue } from '../release/cells.ts';
import { namedIn, serializeStatement } from '../run/check-printed.ts';
import { onFiles } from '../run/domain-tables.ts';
import { notCompleted, type DomainRun } from '../run/run-release.ts';
import { useSet } from '../uses.ts';
import { printSample, printSampleFigures, type SampleColumn, type SamplePlan } from './print-sample.ts';

/** Share of the drawn rows that may be left out before a column is coarsened. */
const MOST_LEFT_OUT = 0.2;
const MOST_STEPS = 40;

export interface SampleInput {
  readonly snapshot: GrantSnapshot;
  readonly table: string;
  /** Entities to draw, all of whose rows come with them. */
  readonly size: number;
  /** The same seed, grant and epoch give the same sample. */
  readonly seed: string;
  /** Column whose shares the sample keeps. */
  readonly stratum?: string;
  /** Secret of the domain, from which the grant's pseudonyms are made. */
  readonly secret: Uint8Array;
}

/** Rows of real people, masked; they stay inside the domain. */
export interface Sample {
  /** Always: a sample says of itself that it is one. */
  readonly sample: true;
  readonly grantId: string;
  readonly table: string;
  readonly resourceId: string;
  readonly epochId: string;
  readonly seed: string;
  readonly k: number;
  /** Same names, order and types as the table's granted columns; how each is shown. */
  readonly columns: readonly { readonly name: string; readonly type: GrantedField['type']; readonly shown: string }[];
  readonly rows: readonly (readonly CellValue[])[];
  readonly note: Reason;
}

/**
 * Draws a stratified, masked, k-anonymous sample of one granted table (ENV-03): entities, not rows; identifiers as keyed
 * pseudonyms; quasi-identifiers at the finest granted levels at which k drawn entities look alike.
 * @throws DomainError `gate.unknown-table`, `gate.sample-size`, `gate.unknown-column` (invalid) · `gate.sample-no-key`
 * (precondition) · `gate.not-completed` (unavailable)
 */
export async function drawSample(run: DomainRun, input: SampleInput): Promise<Sample> {
  const { snapshot, size, seed, secret } = input;
  const table = snapshot.tables.find((item) => item.name === input.table);
  if (!table) throw new DomainError('gate.unknown-table', 'invalid', { table: input.table });
  const ordinal = table.statistics.entities[0]?.ordinal;
  if (ordinal === undefined) throw new DomainError('gate.sample-no-key', 'precondition', { table: table.name });
  if (!Number.isInteger(size) || size < snapshot.k)
    throw new DomainError('gate.sample-size', 'invalid', { least: snapshot.k });
  const stratum = input.stratum === undefined ? null : table.fields.findIndex((field) => field.name === input.stratum);
  if (stratum === -1) throw new DomainError('gate.unknown-column', 'invalid', { column: input.stratum ?? '' });
  const own = (purpose: string): Buffer =>
    createHmac('sha256', secret).update(`sample:${snapshot.id}:${table.epochId}:${purpose}:${seed}`).digest();
  const plan: SamplePlan = {
    ...{
      table,
      ordinal,
      size,
      k: snapshot.k,
      stratum,
      columns: table.fields.map((field) => finest(field, snapshot.pseudonyms)),
    },
    draw: recordKeyOf(own('draw')),
    move: (purpose) => recordKeyOf(own(`move:${purpose}`)),
    maskKey: maskKeyOf(secret, snapshot.id),
  };
  const session = await guarded(run, () => run.domain.open([table.epochId], run.limits.resources));
  try {
    const query = (printed: PrintedSql) =>
      guarded(run, async () => {
        const named = namedIn(String((await session.engine.run(serializeStatement(printed), run.limits)).rows[0]?.[0]));
        if (!named || [...named.functions].some((name) => !SAMPLE_FUNCTIONS.has(name)))
          throw new DomainError('gate.printed-differs', 'internal');
        const files = new Map([[table.name, session.files[table.epochId] ?? []]]);
        return session.engine.run(onFiles(printed, files), run.limits);
      });
    const columns = await coarsen(plan, async (next) => (await query(printSampleFigures(next))).rows[0] ?? []);
    const result = await query(printSample({ ...plan, columns }));
    return {
      ...{
        sample: true,
        grantId: snapshot.id,
        table: table.name,
        resourceId: table.resourceId,
        epochId: table.epochId,
      },
      ...{ seed, k: snapshot.k, note: { code: 'gate.sample' } },
      columns: columns.map(({ field, mask }) => ({ name: field.name, type: field.type, shown: describe(mask) })),
      rows: result.rows.map((row) => columns.map(({ field }, i) => toCellValue(row[i] ?? null, field.type))),
    };
  } finally {
    await session.close();
  }
}

const SAMPLE_FUNCTIONS: ReadonlySet<string> = new Set([
  ...[
    'sha256',
    'unhex',
    'encode',
    'left',
    'repeat',
    'greatest',
    'length',
    'lpad',
    'substring',
    'floor',
    'ceil',
    'date_trunc',
  ],
  ...['list_value', 'list_extract', 'list_transform', 'list_reduce', 'list_append', 'list_zip', 'array_to_string'],
  ...['struct_extract', 'row', 'range', 'hex', 'to_hex', 'lower', 'octet_length', 'xor', '&', '|', '<<', '>>', '//'],
  ...['min', 'count', 'count_star', 'row_number', 'dense_rank', '||', '+', '-', '*', '/', '%', 'prefix'],
]);

async function guarded<T>(run: DomainRun, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    run.onFailure(error);
    throw notCompleted();
  }
}

/** Levels of a column that may be shown under the grant, as its catalogue lists them. */
function levelsOf(field: GrantedField): readonly Level[] {
  const uses = useSet(field);
  // A label is a text: only a text column may show one. A number's band shows where it starts.
  const fits = (level: Level): boolean => level.kind !== 'map' || field.type === 'text';
  return (field.levels ?? []).filter(
    (level) => fits(level) && (uses.has(`group:${level.name}`) || uses.has(`filter:${level.name}`)),
  );
}

/** Whoever knows a value of such a column outside finds rows by it: all that is no measure, identifier or figure. */
const isQuasi = (field: GrantedField): boolean =>
  field.role === 'quasi-identifier' ||
  (field.role !== 'direct-identifier' &&
    field.role !== 'entity-key' &&
    (field.levels ?? []).length > 0 &&
    field.measure !== true);

function finest(field: GrantedField, hash?: PseudonymHash): SampleColumn {
  if (!isQuasi(field)) return { field, mask: maskFor(field, hash), quasi: false };
  const [first] = levelsOf(field);
  return { field, quasi: true, mask: first ? { mask: 'level', level: first } : { mask: 'suppress' } };
}

/** Coarsens the column with most values, level by level and at last away, until few rows stand alone. */
async function coarsen(
  plan: SamplePlan,
  figures: (plan: SamplePlan) => Promise<readonly unknown[]>,
): Promise<readonly SampleColumn[]> {
  let { columns } = plan;
  const tried = new Map<string, number>();
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const [drawn = 0, shown = 0, ...values] = (await figures({ ...plan, columns })).map((value) => Number(value ?? 0));
    if (shown >= drawn * (1 - MOST_LEFT_OUT)) return columns;
    const quasi = columns.flatMap((column, i) => (column.quasi && column.mask.mask !== 'suppress' ? [i] : []));
    const among = columns.flatMap((column, i) => (column.quasi ? [i] : []));
    // What the sample keeps the shares of goes last.
    const open = quasi.some((i) => i !== plan.stratum) ? quasi.filter((i) => i !== plan.stratum) : quasi;
    const [widest] = open.toSorted((a, b) => (values[among.indexOf(b)] ?? 0) - (values[among.indexOf(a)] ?? 0));
    if (widest === undefined) return columns;
    columns = columns.map((column, i) => (i === widest ? coarser(column, tried) : column));
  }
  return columns.map((column) => (column.quasi ? { ...column, mask: { mask: 'suppress' } } : column));
}

function coarser(column: SampleColumn, tried: Map<string, number>): SampleColumn {
  const next = (tried.get(column.field.name) ?? 0) + 1;
  tried.set(column.field.name, next);
  const level = levelsOf(column.field)[next];
  return { ...column, mask: level ? { mask: 'level', level } : { mask: 'suppress' } };
}

const describe = (mask: Mask): string => (mask.mask === 'level' ? `level:${mask.level.name}` : mask.mask);
