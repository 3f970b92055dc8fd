import type { Reason } from '@sluice/kernel';
import { detectIdentifiers } from './detect-identifier.ts';
import { measureReidentification } from './measure-reidentification.ts';
import type {
  AnswerColumn,
  CellValue,
  CubeAnswer,
  GrantedField,
  GrantFacts,
  OutputLineage,
  ParameterDomain,
} from './product.ts';

export interface ExposureInput {
  readonly columns: readonly AnswerColumn[];
  readonly domain: readonly ParameterDomain[];
  readonly lineage: readonly OutputLineage[];
  readonly answers: readonly CubeAnswer[];
  readonly grant: GrantFacts;
}

/** Texts of the answers to be looked for among the sources' keys and identifiers, per field. */
export interface KeyQuestion {
  readonly resourceId: string;
  readonly field: string;
  readonly values: readonly string[];
}

/** How many of a question's values occur in the field; the values themselves never come back. */
export type CountKeys = (question: KeyQuestion) => Promise<number>;

/**
 * Check 3 (PRD-05): no raw or sensitive data is directly exposed. Looks at how each column came about, at the form of
 * every value (identifiers with check digits), asks the vault whether values are keys or identifiers of the sources, and
 * measures how well people can be told apart in it (check 4, PRD-06).
 * Reasons name columns and kinds, never values.
 */
export async function scanExposure(input: ExposureInput, countKeys: CountKeys): Promise<readonly Reason[]> {
  return [
    ...columnReasons(input),
    ...valueReasons(input),
    ...(await keyReasons(input, countKeys)),
    ...measureReidentification(input),
  ];
}

function columnReasons(input: ExposureInput): Reason[] {
  const reasons: Reason[] = [];
  for (const column of input.lineage) {
    if (column.kind === 'aggregate' || column.kind === 'condition') continue;
    for (const use of column.inputs) {
      const field = fieldOf(input.grant, use.resourceId, use.field);
      const params = { column: column.column, field: use.field };
      if (column.kind === 'row-value')
        reasons.push({ code: field?.role === 'sensitive' ? 'product.sensitive-column' : 'product.raw-column', params });
      else if (field?.role === 'direct-identifier' || field?.role === 'entity-key')
        reasons.push({ code: 'product.identifier-column', params });
      else if (field?.role === 'sensitive' && !field.uses.some((one) => one.startsWith('group')))
        reasons.push({ code: 'product.sensitive-column', params });
    }
  }
  return reasons;
}

/** A figure over a group may look like a telephone number; only its texts are read. Everything else is read in full. */
function valueReasons(input: ExposureInput): Reason[] {
  const found = new Map<string, Set<string>>();
  const look = (column: string, value: CellValue, figure: boolean): void => {
    if (value === null || typeof value === 'boolean' || (figure && typeof value === 'number')) return;
    for (const kind of detectIdentifiers(String(value))) found.set(column, (found.get(column) ?? new Set()).add(kind));
  };
  const figures = new Set(input.lineage.filter((one) => one.kind === 'aggregate').map((one) => one.column));
  for (const parameter of input.domain) for (const value of parameter.values) look(parameter.name, value, false);
  for (const row of input.answers.flatMap((answer) => answer.rows))
    input.columns.forEach((column, i) => look(column.name, row[i] ?? null, figures.has(column.name)));
  return [...found].map(([column, kinds]) => ({
    code: 'product.identifier-in-answers',
    params: { column, kinds: [...kinds].toSorted() },
  }));
}

async function keyReasons(input: ExposureInput, countKeys: CountKeys): Promise<Reason[]> {
  const values = textsOf(input);
  if (values.length === 0) return [];
  const reasons: Reason[] = [];
  for (const resource of input.grant.resources) {
    const used = input.lineage.some((column) => column.inputs.some((one) => one.resourceId === resource.resourceId));
    if (!used) continue;
    for (const field of resource.fields.filter(
      (one) => one.role === 'direct-identifier' || one.role === 'entity-key',
    )) {
      const count = await countKeys({ resourceId: resource.resourceId, field: field.name, values });
      if (count > 0)
        reasons.push({
          code: 'product.source-key-in-answers',
          params: { resource: resource.resourceId, field: field.name, values: count },
        });
    }
  }
  return reasons;
}

/** Distinct texts of columns and parameters that are no figures. */
function textsOf(input: ExposureInput): readonly string[] {
  const figures = new Set(input.lineage.filter((one) => one.kind === 'aggregate').map((one) => one.column));
  const texts = new Set<string>();
  const add = (value: CellValue): void => {
    if (typeof value === 'string' && value !== '') texts.add(value);
    if (typeof value === 'number') texts.add(String(value));
  };
  for (const parameter of input.domain) parameter.values.forEach(add);
  for (const row of input.answers.flatMap((answer) => answer.rows))
    input.columns.forEach((column, i) => {
      if (!figures.has(column.name)) add(row[i] ?? null);
    });
  return [...texts];
}

function fieldOf(grant: GrantFacts, resourceId: string, field: string): GrantedField | undefined {
  return grant.resources.find((one) => one.resourceId === resourceId)?.fields.find((one) => one.name === field);
}
