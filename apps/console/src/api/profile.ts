import { jurisdictionRoutes } from '@sluice/contract';
import { titleIn, useLanguage } from '../i18n/area.ts';
import { useRead } from './use-call.ts';

interface Ruled<T> {
  readonly value: T;
  readonly clause: string;
}

interface Titled {
  readonly title: string;
  readonly title_en: string;
}

/** A step of a chain as the profile declares it. */
export interface ChainStep extends Titled {
  readonly id: string;
  readonly kind: string;
  readonly actor: string;
  readonly limit: string;
  readonly clause: string;
  readonly when?: object;
}

/** The rules that pages quote, as far as they need them; the server sends the whole profile. */
export interface Rules {
  /** Texts that clauses name by their mark. */
  readonly texts: readonly { readonly mark: string; readonly title: string }[];
  readonly fields: Ruled<readonly (Titled & { readonly code: string })[]>;
  readonly application: {
    readonly contents: Ruled<readonly string[]>;
    readonly techniques: Ruled<readonly string[]>;
    readonly review_chain: Ruled<{ readonly steps: readonly ChainStep[] }>;
  };
  readonly agreement: {
    readonly documents: Ruled<readonly (Titled & { readonly kind: string; readonly parties: readonly string[] })[]>;
    readonly filing: Ruled<{ readonly required: boolean; readonly with: string }>;
  };
  readonly term: { readonly grant: { readonly max_months: Ruled<number> } };
  readonly limits: Readonly<Record<string, Ruled<number>>>;
  readonly field_uses: {
    readonly by_role: Ruled<Readonly<Record<string, readonly string[]>>>;
    readonly by_grade: Ruled<Readonly<Record<string, readonly string[]>>>;
  };
  readonly gate: { readonly min_group_size: Ruled<number> };
}

export interface JurisdictionRules {
  readonly title: string;
  readonly rules: Rules;
  readonly fieldTitle: (code: string) => string;
}

/** What applies in a jurisdiction, rule by rule with its clause; undefined until it is known. */
export function useProfile(jurisdiction: string | undefined): JurisdictionRules | undefined {
  const language = useLanguage();
  const profile = useRead(
    jurisdictionRoutes.readProfile,
    { params: { jurisdiction: jurisdiction ?? '' } },
    { enabled: jurisdiction !== undefined, staleMs: Number.POSITIVE_INFINITY },
  ).data;
  if (!profile) return undefined;
  const rules = profile.rules as unknown as Rules;
  const word = (item: Titled): string => titleIn(language, { title: item.title, titleEn: item.title_en });
  return {
    title: titleIn(language, profile),
    rules,
    fieldTitle: (code) => {
      const field = rules.fields.value.find((one) => one.code === code);
      return field ? word(field) : code;
    },
  };
}
