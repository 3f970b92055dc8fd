import type { FieldDefinition } from '@sluice/catalogue';
import { ident, literal } from './quote-sql.ts';
import { checksOf, engineType, numberSql, roundedSql, typedSql, type FieldSql, type ValueCheck } from './rules.ts';

/** Faults are bits; a word holds this many, so that it stays a positive 64-bit number. */
const WORD_BITS = 60;

/** Everything the second pass needs to know about what the first one wrote. */
export interface StagePlan {
  readonly fields: readonly FieldDefinition[];
  readonly checks: readonly ValueCheck[];
  /** Decimal fields whose values may have been rounded, in the order of bits in `__n`. */
  readonly rounded: readonly string[];
  readonly words: number;
}

/** Where the values of a field come from: a column of the source or nowhere. */
export interface SourceColumn {
  readonly field: FieldDefinition;
  /** Expression of the source's column; undefined where the file has none. */
  readonly expression: string | undefined;
  /** The engine's type of the source column; undefined for text. */
  readonly sourceType?: string;
}

/** The staged select for one source: typed fields, fault words `__m0`…, rounding bits `__n`, and the raw record of faulty rows. */
export interface StageSql {
  readonly plan: StagePlan;
  /** `select …` over the given relation. */
  readonly over: (relation: string) => string;
}

const NATIVE: Readonly<Record<FieldDefinition['type'], RegExp>> = {
  text: /^VARCHAR$/,
  integer: /^U?(TINYINT|SMALLINT|INTEGER|BIGINT)$/,
  decimal: /^(DECIMAL.*|DOUBLE|FLOAT|U?(TINYINT|SMALLINT|INTEGER|BIGINT))$/,
  boolean: /^BOOLEAN$/,
  date: /^DATE$/,
  timestamp: /^TIMESTAMP.*$/,
};

/** Prints the staged select. Masks are computed once, in a nested select, so that no expression is evaluated twice. */
export function stageSql(columns: readonly SourceColumn[]): StageSql {
  const sources = columns.map((column, i) => {
    const native =
      column.sourceType !== undefined &&
      column.field.type !== 'text' &&
      NATIVE[column.field.type].test(column.sourceType);
    const plain = column.expression ?? 'null::varchar';
    const raw = native || column.sourceType === undefined ? plain : `cast(${plain} as varchar)`;
    const sql: FieldSql = { field: column.field, raw: `r${i}`, typed: `t${i}`, number: `d${i}`, native };
    return { raw, sql };
  });
  const checks = sources.flatMap((s) => checksOf(s.sql));
  const rounded = sources.flatMap((s) => {
    const condition = roundedSql(s.sql);
    return condition === undefined ? [] : [{ field: s.sql.field.name, condition }];
  });
  const words = Math.max(1, Math.ceil(checks.length / WORD_BITS));
  const masks = Array.from(
    { length: words },
    (_, w) => `${maskSql(checks.slice(w * WORD_BITS, (w + 1) * WORD_BITS).map((c) => c.broken))} as __m${w}`,
  );
  const record = sources.map((s) => `${literal(s.sql.field.name)}: cast(${s.sql.raw} as varchar)`).join(', ');
  const plan: StagePlan = { fields: columns.map((c) => c.field), checks, rounded: rounded.map((r) => r.field), words };
  return {
    plan,
    over: (relation) => {
      const raws = sources.map((s) => `${s.raw} as ${s.sql.raw}`).join(', ');
      const typed = sources
        .map((s) => `${typedSql(s.sql.field.type, s.sql.raw, s.sql.native)} as ${s.sql.typed}`)
        .join(', ');
      const numbers = [
        '0 as d',
        ...sources.flatMap((s) => (numberSql(s.sql) === undefined ? [] : [`${numberSql(s.sql)} as ${s.sql.number}`])),
      ];
      const masked = `select *, ${masks.join(', ')} from (select *, ${numbers.join(', ')} from (select *, ${typed} from (select ${raws} from ${relation})))`;
      const named = sources
        .map((s) => `cast(${s.sql.typed} as ${engineType(s.sql.field.type)}) as ${ident(s.sql.field.name)}`)
        .join(', ');
      const kept = Array.from({ length: words }, (_, w) => `__m${w}`).join(', ');
      const notices = wordSql(rounded.map((r) => `coalesce(${r.condition}, false)`));
      return `select ${named}, ${kept}, ${notices} as __n, case when ${isFaulty(plan)} then to_json({${record}})::varchar end as __raw from (${masked})`;
    },
  };
}

/** Most rows break nothing: whether any condition holds is asked first, and bits are set for those rows alone. */
const maskSql = (conditions: readonly string[]): string =>
  conditions.length < 2
    ? wordSql(conditions)
    : `case when ${conditions.join(' or ')} then ${wordSql(conditions)} else 0::ubigint end`;

function wordSql(conditions: readonly string[]): string {
  if (conditions.length === 0) return '0::ubigint';
  return conditions
    .map((c, bit) => `(case when ${c} then ${2n ** BigInt(bit)}::ubigint else 0::ubigint end)`)
    .join(' | ');
}

export const isFaulty = (plan: StagePlan): string =>
  `(${Array.from({ length: plan.words }, (_, w) => `__m${w}`).join(' | ')}) <> 0`;

export const isClean = (plan: StagePlan): string =>
  `(${Array.from({ length: plan.words }, (_, w) => `__m${w}`).join(' | ')}) = 0`;

/** True where the given check failed in a staged row. */
export function failed(plan: StagePlan, check: ValueCheck): string {
  const at = plan.checks.indexOf(check);
  return `(__m${Math.floor(at / WORD_BITS)} & ${2n ** BigInt(at % WORD_BITS)}::ubigint) <> 0`;
}

/** Relation over a part of delimited text that is already known to be well-formed. */
export function textRelation(path: string, delimiter: string, columns: number, parallel: boolean): string {
  const types = Array.from({ length: columns }, (_, i) => `'c${i}': 'VARCHAR'`).join(', ');
  return `read_csv(${literal(path)}, auto_detect=false, header=false, delim=${literal(delimiter)}, quote='"', escape='"', strict_mode=false, max_line_size=4194304, parallel=${parallel}, columns={${types}})`;
}
