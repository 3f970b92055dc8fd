import type { authorizationRoutes, Answer } from '@sluice/contract';

export type Contents = Answer<typeof authorizationRoutes.readApplication>['contents'];

/** What stands in the fields of the form, typed or not; the API's contents are made of it. */
export interface DraftForm {
  readonly scenario: string;
  /** Name of the scenario for machines; kept over its life. */
  readonly code: string;
  readonly field: string;
  readonly leadUnit: string;
  readonly purpose: string;
  readonly scope: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly techniques: readonly string[];
  readonly safeguards: string;
  readonly entries: readonly { readonly resourceId: string; readonly fields: readonly string[] }[];
}

export function formOf(contents: Contents, code: string): DraftForm {
  const scenario = contents.scenarios?.[0];
  return {
    scenario: scenario?.title ?? '',
    code: scenario?.code ?? code,
    field: scenario?.field ?? '',
    leadUnit: scenario?.leadUnit ?? '',
    purpose: contents.purpose ?? '',
    scope: contents.scope ?? '',
    startsOn: contents.period?.startsOn ?? '',
    endsOn: contents.period?.endsOn ?? '',
    techniques: contents.techniques ?? [],
    safeguards: (contents.safeguards ?? []).join('\n'),
    entries: (contents.entries ?? []).map((entry) => ({ resourceId: entry.resourceId, fields: entry.fields })),
  };
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** The contents that the API takes: parts that are not typed yet are left out. `ownerOf` names the provider of an entry. */
export function contentsOf(form: DraftForm, ownerOf: (resourceId: string) => string | undefined): Contents {
  const providers = [...new Set(form.entries.flatMap((entry) => ownerOf(entry.resourceId) ?? []))];
  const [scenario, purpose, scope] = [form.scenario.trim(), form.purpose.trim(), form.scope.trim()];
  const safeguards = lines(form.safeguards);
  return {
    ...(providers.length > 0 ? { providers } : {}),
    ...(scenario && form.field
      ? {
          scenarios: [
            {
              code: form.code,
              title: scenario,
              field: form.field,
              ...(form.leadUnit ? { leadUnit: form.leadUnit } : {}),
            },
          ],
        }
      : {}),
    ...(purpose ? { purpose } : {}),
    ...(scope ? { scope } : {}),
    ...(form.startsOn && form.endsOn ? { period: { startsOn: form.startsOn, endsOn: form.endsOn } } : {}),
    ...(form.techniques.length > 0 ? { techniques: [...form.techniques] } : {}),
    ...(safeguards.length > 0 ? { safeguards } : {}),
    ...(form.entries.length > 0
      ? { entries: form.entries.map((entry) => ({ resourceId: entry.resourceId, fields: [...entry.fields] })) }
      : {}),
  };
}

export type Missing =
  | 'scenario'
  | 'field'
  | 'purpose'
  | 'scope'
  | 'entries'
  | 'period'
  | 'order'
  | 'long'
  | 'safeguards';

/** What each step still lacks. */
export function missingOf(
  form: DraftForm,
  maxMonths: number,
): { readonly scenario: Missing[]; readonly data: Missing[]; readonly safeguards: Missing[] } {
  const lacks = (missing: boolean, name: Missing): Missing[] => (missing ? [name] : []);
  const period = form.startsOn !== '' && form.endsOn !== '';
  return {
    scenario: [
      ...lacks(!form.scenario.trim(), 'scenario'),
      ...lacks(!form.field, 'field'),
      ...lacks(!form.purpose.trim(), 'purpose'),
      ...lacks(!form.scope.trim(), 'scope'),
    ],
    data: lacks(!form.entries.some((entry) => entry.fields.length > 0), 'entries'),
    safeguards: [
      ...lacks(!period, 'period'),
      ...lacks(period && form.endsOn <= form.startsOn, 'order'),
      ...lacks(period && form.endsOn > addMonths(form.startsOn, maxMonths), 'long'),
      ...lacks(lines(form.safeguards).length === 0, 'safeguards'),
    ],
  };
}

export function addMonths(day: string, months: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 10);
}
