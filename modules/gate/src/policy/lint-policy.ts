import type { Params, Reason } from '@sluice/kernel';
import type { GrantedField, GrantedTable, GrantSnapshot } from '../grant-snapshot.ts';
import { checkTable } from '../perturb/check-table.ts';

/** Below three, whoever is one of a group knows the other. */
const LEAST_K = 3;
/** Narrower, and what is withheld is all but told. */
const LEAST_WIDTH = 0.1;
const MOST_DELTA = 1e-3;
/** Names of institutions are shorter; longer texts without codes are written by people about people. */
const LONGEST_CODE = 120;

/** Facts of the catalogue that a field carries through a grant, where it has them. */
type Described = GrantedField & { readonly codes?: readonly string[]; readonly maxLength?: number };

/** What of a policy the lint reads: a snapshot, or the terms that one will be made of; statistics may be missing. */
export type LintedPolicy = Pick<GrantSnapshot, 'k' | 'dominance' | 'inference' | 'mode' | 'caps'> & {
  readonly rounding?: { readonly base: number };
  readonly tables: readonly (Pick<GrantedTable, 'name' | 'fields'> & {
    readonly statistics?: GrantedTable['statistics'];
  })[];
};

/**
 * R11: why a policy cannot protect what it is for. A grant is not made of such a one, and no program runs under it; none where
 * nothing was found. Depends on grant and catalogue only.
 */
export function lintPolicy(policy: LintedPolicy): readonly Reason[] {
  const found: Reason[] = [];
  const say = (code: string, params: Params = {}): void => void found.push({ code, params });
  const { k, dominance, inference, rounding, caps } = policy;
  if (!Number.isInteger(k) || k < LEAST_K) say('gate.policy-k', { least: LEAST_K });
  if (rounding && rounding.base > 1 && k <= rounding.base) say('gate.policy-rounding', { base: rounding.base });
  if (!(dominance.p > 0) || !(dominance.share < 1) || dominance.n < 1) say('gate.policy-dominance');
  if (inference && !(inference.width >= LEAST_WIDTH && inference.width <= 1))
    say('gate.policy-inference', { least: LEAST_WIDTH });
  if (caps && !(caps.releases >= 1 && caps.cells >= 1)) say('gate.policy-caps');
  lintMode(policy, say);
  for (const table of policy.tables) lintTable(table, k, say);
  return found;
}

type Say = (code: string, params?: Params) => void;

function lintMode({ mode }: LintedPolicy, say: Say): void {
  if (mode?.kind === 'cell-key')
    for (const { from, fault } of checkTable(mode.table)) say('gate.policy-table', { from, fault });
  if (mode?.kind !== 'dp') return;
  const { budget, perQuery, delta, rowsPerEntity } = mode;
  const good = perQuery > 0 && perQuery <= budget && delta > 0 && delta <= MOST_DELTA;
  if (!good || !Number.isInteger(rowsPerEntity) || rowsPerEntity < 1) say('gate.policy-budget', { delta: MOST_DELTA });
}

function lintTable({ name, fields, statistics }: LintedPolicy['tables'][number], k: number, say: Say): void {
  const keyed = fields.some((field) => field.role === 'entity-key') || (statistics?.entities.length ?? 0) > 0;
  for (const field of fields as readonly Described[]) {
    const column = `${name}.${field.name}`;
    const cuts = field.uses.some((use) => /^(?:group|filter)(?::|$)/.test(use));
    if (field.role === 'direct-identifier' && field.uses.some((use) => !use.startsWith('mask:')))
      say('gate.policy-identifier', { column });
    if (field.role === 'entity-key' && (cuts || field.uses.includes('project'))) say('gate.policy-key-use', { column });
    if (field.role === 'sensitive' && field.uses.length > 0 && !keyed)
      say('gate.policy-no-key', { table: name, column });
    if (!keyed || field.role === 'entity-key' || field.type !== 'text' || !cuts) continue;
    if (isFreeText(field)) say('gate.policy-free-text', { column });
    else if (isNearlyUnique(field, statistics, k)) say('gate.policy-near-unique', { column });
  }
}

const isFreeText = (field: Described): boolean =>
  field.codes === undefined && (field.maxLength ?? 0) > LONGEST_CODE && readsWhole(field);

const readsWhole = (field: Described): boolean =>
  (field.levels ?? []).some(
    (level) =>
      level.kind === 'identity' &&
      ['group', 'filter', `group:${level.name}`, `filter:${level.name}`].some((use) =>
        field.uses.includes(use as never),
      ),
  );

/** As it stands, hardly any of its values has k entities: a dimension that tells people apart. */
function isNearlyUnique(field: Described, statistics: GrantedTable['statistics'] | undefined, k: number): boolean {
  if (!readsWhole(field)) return false;
  if (field.unique === true) return true;
  const distinct = statistics?.dimensions.find(
    (item) => item.field === field.name && item.level === 'identity',
  )?.distinct;
  const entities = Math.max(0, ...(statistics?.entities ?? []).map((item) => item.entities));
  return distinct !== undefined && entities > k * LEAST_K && distinct * 2 > entities;
}
