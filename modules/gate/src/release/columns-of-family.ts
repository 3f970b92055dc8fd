import { spineRows, type SupportFamily } from './support-family.ts';

/** Columns by which a family cuts its rows, in whatever way. */
export function columnsOf(family: SupportFamily): ReadonlySet<string> {
  const { conditions, sides } = spineRows(family.relation);
  const names = new Set<string>();
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(collect);
    else if (typeof value === 'object' && value !== null) {
      if ('alias' in value && 'field' in value) names.add(`${String(value.alias)}.${String(value.field)}`);
      Object.values(value).forEach(collect);
    }
  };
  collect([conditions, sides, family.filter, family.notNull, family.dimensions]);
  return names;
}

export const unionOf = (families: readonly SupportFamily[]): ReadonlySet<string> =>
  new Set(families.flatMap((family) => [...columnsOf(family)]));

export const within = (inner: ReadonlySet<string>, outer: ReadonlySet<string>): boolean =>
  [...inner].every((name) => outer.has(name));
