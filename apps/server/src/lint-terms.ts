import type { AuthorizationOptions } from '@sluice/authorization';
import { lintPolicy, type GrantSnapshot, type LintedPolicy } from '@sluice/gate';

/** The terms of a grant that is to be made, as the gate's policy lint reads them (R11). */
export const lintTerms: NonNullable<AuthorizationOptions['lintPolicy']> = ({ gate, entries }) => {
  const { minGroupSize, dominance, rounding, inference, caps, mode } = gate;
  const tables = entries.map(({ name, fields }) => ({
    name,
    fields: fields.map(({ definition, uses }) => ({ ...definition, uses })),
  }));
  const found = lintPolicy({
    ...{ k: minGroupSize, dominance, rounding },
    ...(inference ? { inference } : {}),
    ...(caps ? { caps } : {}),
    ...(mode && mode.kind !== 'threshold' ? { mode: mode as NonNullable<GrantSnapshot['mode']> } : {}),
    // The catalogue's own definitions, which authorization carries through untouched.
    tables: tables as readonly unknown[] as LintedPolicy['tables'],
  });
  return found.map(({ code, params = {} }) => ({ code, path: 'column' in params ? 'entries' : 'gate', params }));
};
