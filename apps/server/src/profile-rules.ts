import type { CatalogueRules } from '@sluice/catalogue';
import { civilDateOf, type CivilDate, type Clock } from '@sluice/kernel';
import type { ReviewRules } from '@sluice/product';
import { resolveChain, type Profile, type ProfileRegistry } from '@sluice/profile';
import type { TradingRules } from '@sluice/trading';

/** A profile in the words of each module: modules read rules, not profiles. */
export interface ProfileRules {
  readonly ruleVersion: (jurisdiction: string) => string;
  readonly catalogue: (jurisdiction: string) => CatalogueRules;
  readonly product: (jurisdiction: string) => ReviewRules;
  readonly trading: (jurisdiction: string) => TradingRules;
  /** Jurisdictions served today, in their order. */
  readonly jurisdictions: () => readonly string[];
}

export function createProfileRules(profiles: ProfileRegistry, clock: Clock): ProfileRules {
  const current = (jurisdiction: string): Profile => profiles.current(jurisdiction, civilDateOf(clock.now()));
  return {
    ruleVersion: (jurisdiction) => versionOf(current(jurisdiction)),
    catalogue: (jurisdiction) => catalogueRules(current(jurisdiction)),
    product: (jurisdiction) => productRules(current(jurisdiction)),
    trading: (jurisdiction) => {
      const profile = current(jurisdiction);
      return { ruleVersion: versionOf(profile), pricing: profile.pricing.product.value };
    },
    jurisdictions: () => profiles.list(civilDateOf(clock.now())).map((profile) => profile.id),
  };
}

/**
 * Sign-in by profile: a jurisdiction's own rules for its sessions and passwords, and the strictest of all against
 * guessing, which is counted by account names that nobody may know.
 */
export function signInLimits(profiles: ProfileRegistry, today: () => CivilDate) {
  const all = profiles.list(today()).map((profile) => profile.sign_in);
  const strictest =
    all.length === 0
      ? {}
      : {
          maxFailures: Math.min(...all.map((rules) => rules.max_failures.value)),
          firstWaitSeconds: Math.max(...all.map((rules) => rules.first_wait_seconds.value)),
          longestWaitMinutes: Math.max(...all.map((rules) => rules.longest_wait_minutes.value)),
          addressFailuresPerHour: Math.min(...all.map((rules) => rules.address_failures_per_hour.value)),
          knownPlaceDays: Math.min(...all.map((rules) => rules.known_place_days.value)),
        };
  return {
    limits: strictest,
    limitsOf: (jurisdiction: string) => {
      const now = profiles.list(today());
      const own = now.filter((profile) => profile.id === jurisdiction);
      // The administrator stands in no jurisdiction: the strictest of all rules are his.
      const rules = (own.length > 0 ? own : now).map((profile) => profile.sign_in);
      return rules.length === 0
        ? {}
        : {
            idleMinutes: Math.min(...rules.map((one) => one.idle_minutes.value)),
            absoluteHours: Math.min(...rules.map((one) => one.absolute_hours.value)),
            minPasswordLength: Math.max(...rules.map((one) => one.min_password_length.value)),
          };
    },
  };
}

const versionOf = (profile: Profile): string => `${profile.id}@${profile.version}`;

function catalogueRules(profile: Profile): CatalogueRules {
  const { routes } = profile.gather;
  return {
    version: versionOf(profile),
    publicBodyTypes: profile.public_data.body_types.value,
    media: profile.public_data.media.value,
    studyCycleMonths: profile.demand.study_cycle_months.value,
    gatherRoutes: routes.value.map((route) => ({ bodyTypes: route.body_types, via: route.via, clause: routes.clause })),
  };
}

/** Where the text has models reviewed on their own, none becomes a product without: there is no such review yet (MDL-01). */
export const formsOf = (profile: Profile): ReviewRules['forms'] =>
  (['dataset', 'api', 'model', 'report', 'other'] as const).filter(
    (form) => form !== 'model' || !profile.model_review.required.value,
  );

function productRules(profile: Profile): ReviewRules {
  return {
    ruleVersion: versionOf(profile),
    forms: formsOf(profile),
    profile: { id: profile.id, version: profile.version },
    chain: resolveChain(profile, profile.product_review.chain.value),
  };
}
