import type { jurisdictionRoutes } from '@sluice/contract';
import { civilDateOf, type Clock } from '@sluice/kernel';
import type { Profile, ProfileRegistry } from '@sluice/profile';
import type { Handlers } from '../handlers.ts';

interface JurisdictionServices {
  readonly profiles: ProfileRegistry;
  readonly clock: Clock;
}

/** What this installation applies, rule by rule with its clause, for everyone to read. */
export function jurisdictionHandlers({ profiles, clock }: JurisdictionServices): Handlers<typeof jurisdictionRoutes> {
  const today = () => civilDateOf(clock.now());
  return {
    listJurisdictions: async () => ({ items: profiles.list(today()).map(summaryOf) }),
    readProfile: async ({ input }) => {
      const profile = profiles.current(input.params.jurisdiction, today());
      return { ...summaryOf(profile), rules: rulesOf(profile) };
    },
  };
}

const summaryOf = (profile: Profile) => ({
  id: profile.id,
  title: profile.title,
  titleEn: profile.title_en,
  level: profile.level.value,
  version: profile.version,
  effectiveFrom: profile.effective_from,
  validUntil: profile.valid_until,
  tiers: profile.authorization.tiers.value,
  divisions: profile.divisions.value.map(({ code, title, title_en: titleEn }) => ({ code, title, titleEn })),
});

function rulesOf(profile: Profile): Record<string, unknown> {
  const {
    id: _id,
    version: _version,
    title: _title,
    title_en: _titleEn,
    effective_from: _from,
    valid_until: _until,
    ...rules
  } = profile;
  return rules;
}
