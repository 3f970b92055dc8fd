import { catalogueRoutes, type Answer } from '@sluice/contract';
import { useQueries } from '@tanstack/react-query';
import { call } from '../../api/call.ts';
import type { JurisdictionRules, Rules } from '../../api/profile.ts';
import { fill, joinWords, titleIn, useLanguage } from '../../i18n/area.ts';
import { useCasesWords } from '../../i18n/cases/index.ts';
import type { Application } from './case-data.ts';

export type Resource = Answer<typeof catalogueRoutes.getResource>;
export type Field = NonNullable<Resource['content']['fields']>[number];
type Contents = Application['contents'];

export interface Check {
  readonly id: string;
  readonly ok: boolean;
  readonly title: string;
  readonly text: string;
  readonly clause?: string;
}

/** The entries of the catalogue that an application names, as far as they are known yet. */
export function useEntries(contents: Contents | undefined): ReadonlyMap<string, Resource> {
  const language = useLanguage();
  const ids = (contents?.entries ?? []).map((entry) => entry.resourceId);
  const answers = useQueries({
    queries: ids.map((id) => ({
      queryKey: [catalogueRoutes.getResource.name, { params: { id } }],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        call(catalogueRoutes.getResource, { params: { id } }, language, signal),
      staleTime: 60_000,
    })),
  });
  return new Map(answers.flatMap(({ data }) => (data ? [[data.id, data] as const] : [])));
}

export interface AskedField {
  readonly name: string;
  readonly title: string;
  readonly definition: Field | undefined;
}

/** The fields an application asks for, each with its definition where the catalogue has one. */
export function askedFields(
  contents: Contents,
  entries: ReadonlyMap<string, Resource>,
  language: 'zh-CN' | 'en',
): readonly AskedField[] {
  return (contents.entries ?? []).flatMap((entry) => {
    const resource = entries.get(entry.resourceId);
    return entry.fields.map((name) => {
      const definition = resource?.content.fields?.find((field) => field.name === name);
      return { name, title: definition ? titleIn(language, definition) : name, definition };
    });
  });
}

/** What a field may be used for under the rules: of its role and of its grade, the narrower. */
export function usesOf(rules: Rules, field: Field): readonly string[] {
  const ofRole = rules.field_uses.by_role.value[field.role] ?? [];
  const ofGrade = rules.field_uses.by_grade.value[String(field.grade)] ?? [];
  return ofRole.filter((use) => {
    if (!ofGrade.includes(use)) return false;
    if (['sum', 'moment2', 'quantile'].includes(use)) return field.measure === true;
    return ['group', 'filter'].includes(use) ? (field.levels ?? []).length > 0 : true;
  });
}

/** Whole months that a period lasts, a begun one counted. */
function monthsOf(period: { readonly startsOn: string; readonly endsOn: string }): number {
  const [from, to] = [new Date(period.startsOn), new Date(period.endsOn)];
  const whole = (to.getFullYear() - from.getFullYear()) * 12 + to.getMonth() - from.getMonth();
  return to.getDate() > from.getDate() ? whole + 1 : whole;
}

/** What the machine can check of an application, each with its reason and clause. */
export function useChecks(
  application: Pick<Application, 'contents' | 'missing' | 'case'>,
  profile: JurisdictionRules | undefined,
): readonly Check[] {
  const w = useCasesWords();
  const language = useLanguage();
  const entries = useEntries(application.contents);
  if (!profile) return [];
  const { rules } = profile;
  const and = (words: readonly string[]): string => joinWords(language, words);
  const parts: Readonly<Record<string, string>> = w.part;
  const { contents, missing } = application;
  const asked = askedFields(contents, entries, language);
  const wanted = rules.application.contents;
  const checks: Check[] = [
    {
      id: 'contents',
      ok: missing.length === 0,
      title: w.check.contents,
      text:
        missing.length === 0
          ? fill(w.check.contentsOk, { count: wanted.value.length })
          : fill(w.check.contentsMissing, { parts: and(missing.map((part) => parts[part] ?? part)) }),
      clause: wanted.clause,
    },
  ];
  if (contents.period) {
    const max = rules.term.grant.max_months;
    const months = monthsOf(contents.period);
    const ok = months <= max.value;
    checks.push({
      id: 'period',
      ok,
      title: w.check.period,
      text: fill(ok ? w.check.periodOk : w.check.periodOver, { months, max: max.value }),
      clause: max.clause,
    });
  }
  if (asked.length > 0 && entries.size === (contents.entries ?? []).length)
    checks.push(...fieldChecks(asked, rules, w.check, and));
  const steps = application.case?.steps ?? [];
  const over = steps.filter((step) => step.overdue);
  if (application.case)
    checks.push({
      id: 'clock',
      ok: over.length === 0,
      title: w.check.clock,
      text:
        over.length === 0
          ? w.check.clockOk
          : fill(w.check.clockOver, { steps: and(over.map((step) => titleIn(language, step))) }),
    });
  return checks;
}

function fieldChecks(
  asked: readonly AskedField[],
  rules: Rules,
  w: ReturnType<typeof useCasesWords>['check'],
  and: (words: readonly string[]) => string,
): readonly Check[] {
  const unknown = asked.filter((field) => !field.definition);
  const useless = asked.filter((field) => field.definition && usesOf(rules, field.definition).length === 0);
  const graded = asked.filter((field) => (field.definition?.grade ?? 0) >= 3);
  const names = (fields: readonly AskedField[]): string => and(fields.map((field) => field.title));
  return [
    {
      id: 'catalogue',
      ok: unknown.length === 0,
      title: w.catalogue,
      text:
        unknown.length === 0
          ? fill(w.catalogueOk, { count: asked.length })
          : fill(w.catalogueMissing, { fields: names(unknown) }),
    },
    {
      id: 'minimal',
      ok: useless.length === 0,
      title: w.minimal,
      text: useless.length === 0 ? w.minimalOk : fill(w.minimalNone, { fields: names(useless) }),
      clause: rules.field_uses.by_role.clause,
    },
    {
      id: 'grade',
      ok: graded.length === 0,
      title: w.grade,
      text: graded.length === 0 ? w.gradeOk : fill(w.gradeSome, { count: graded.length, fields: names(graded) }),
      clause: rules.field_uses.by_grade.clause,
    },
  ];
}
