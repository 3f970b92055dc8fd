import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { calendarRulesOf } from '@sluice/cases';
import { identifierRoles, loadProfiles, resolveChain, type Profile } from '@sluice/profile';
import { describe, expect, it } from 'vitest';
import { missingParts } from './check-contents.ts';
import { deriveUses } from './derive-uses.ts';
import { planDuties } from './duties/plan-duties.ts';
import type { Document } from './document-store.ts';
import { filingClock } from './filing-clock.ts';
import { checkAgreement, operationMode } from './operation/agreement.ts';
import { checkCandidate } from './selection/candidate.ts';

const root = join(import.meta.dirname, '../../..');
const profiles = (await loadProfiles(join(root, 'profiles'))).list('2026-11-22');
const profile = profiles[0] ?? expect.fail('no profile');

/** Values whose change in the five texts changes what the pure rules of this module and of the chains answer. */
const changesAnswers = [
  'agreement.operation',
  'appeal.comment_before_refusal',
  'appeal.comment_working_days',
  'appeal.re_examination',
  'application.contents',
  'application.review_chain',
  'authorization.scope',
  'authorization.tiers',
  'developer.call_required',
  'developer.exclusion_lists',
  'developer.proofs',
  'evaluation.lead',
  'evaluation.operator_months',
  'evaluation.report_months',
  'evaluation.report_parts',
  'field_uses.by_grade',
  'field_uses.by_role',
  'limits.acceptance',
  'limits.filing',
  'limits.objection',
  'limits.opinion',
  'limits.review_step',
  'limits.supplement',
  'neglect.reported_to',
  'operator.incident_free_months',
  'operator.proofs',
  'product_review.chain',
  'security.crypto_assessment',
  'security.mlps_min_level',
  'supervision.compliance_months',
  'supervision.drill_levels',
  'supervision.joint',
  'supervision.security_check_months',
  'warning.yellow_working_days',
  'working_calendar.provisional_year',
  'working_calendar.statutory_days',
];

/** Values that a use case reads, with the place; their tests stand beside it. */
const readElsewhere: Readonly<Record<string, string>> = {
  'agreement.documents': 'modules/authorization/src/sign-documents.ts',
  'agreement.filing': 'modules/authorization/src/sign-documents.ts',
  'application.prior_assessment': 'modules/authorization/src/consent-and-risk.ts',
  'application.techniques': 'modules/authorization/src/start-grant.ts',
  'catalogue.update_working_days': 'apps/server/src/open-registers.ts',
  'demand.study_cycle_months': 'apps/server/src/profile-rules.ts',
  'developer.county_admission': 'modules/authorization/src/selection/run-selection.ts',
  'developer.criteria': 'modules/authorization/src/selection/run-selection.ts',
  'evaluation.developer_months': 'modules/authorization/src/operation/operation-acts.ts',
  divisions: 'apps/server/src/routes/jurisdiction.ts',
  'documents.number_mark': 'apps/server/src/papers/set-paper.ts',
  'documents.words': 'apps/server/src/papers/set-paper.ts',
  fields: 'modules/authorization/src/submit-application.ts',
  'gate.dominance': 'modules/authorization/src/start-grant.ts',
  'gate.max_rows': 'modules/authorization/src/start-grant.ts',
  'gate.min_group_size': 'modules/authorization/src/start-grant.ts',
  'gate.rounding': 'modules/authorization/src/start-grant.ts',
  'grant.consents': 'modules/authorization/src/consent-and-risk.ts',
  'gather.routes': 'apps/server/src/profile-rules.ts',
  level: 'apps/server/src/routes/jurisdiction.ts',
  'limits.signing': 'modules/authorization/src/run-application.ts',
  'model_review.required': 'apps/server/src/profile-rules.ts',
  'objection.to': 'modules/authorization/src/describe-application.ts',
  'operator.chosen_by': 'modules/authorization/src/selection/run-selection.ts',
  'operator.collective_decision': 'modules/authorization/src/selection/run-selection.ts',
  'operator.criteria': 'modules/authorization/src/selection/run-selection.ts',
  'operator.exclusive': 'modules/authorization/src/selection/run-selection.ts',
  'operator.mandate_required': 'modules/authorization/src/selection/run-selection.ts',
  'operator.may_develop': 'packages/profile/src/check-rules.ts',
  'operator.partners': 'modules/authorization/src/standing/admit-developer.ts',
  'operator.selection': 'modules/authorization/src/selection/run-selection.ts',
  'pricing.product': 'apps/server/src/profile-rules.ts',
  'public_data.body_types': 'apps/server/src/profile-rules.ts',
  'public_data.media': 'apps/server/src/profile-rules.ts',
  'publicity.days': 'modules/authorization/src/publicity/run-notices.ts',
  'publicity.subjects': 'modules/authorization/src/publicity/run-notices.ts',
  'registration.validity_months': 'apps/server/src/open-registers.ts',
  'retention.network_log_min_months': 'apps/server/src/delete-network-log.ts',
  'sign_in.address_failures_per_hour': 'apps/server/src/profile-rules.ts',
  'sign_in.first_wait_seconds': 'apps/server/src/profile-rules.ts',
  'sign_in.known_place_days': 'apps/server/src/profile-rules.ts',
  'sign_in.longest_wait_minutes': 'apps/server/src/profile-rules.ts',
  'sign_in.absolute_hours': 'apps/server/src/profile-rules.ts',
  'sign_in.idle_minutes': 'apps/server/src/profile-rules.ts',
  'sign_in.max_failures': 'apps/server/src/profile-rules.ts',
  'sign_in.min_password_length': 'apps/server/src/profile-rules.ts',
  'social_data.catalogue_required': 'modules/authorization/src/social/keep-social.ts',
  'supervision.suspension_by': 'modules/authorization/src/operation/end-agreement.ts',
  'term.developer.max_months': 'modules/authorization/src/sign-documents.ts',
  'term.grant.max_months': 'modules/authorization/src/submit-application.ts',
  'term.operator.max_months': 'modules/authorization/src/operation/agreement.ts',
  'term.operator.renewal_days': 'modules/authorization/src/selection/run-selection.ts',
  'workspace.concurrent_runs': 'modules/authorization/src/start-grant.ts',
  'workspace.deadline_seconds': 'modules/authorization/src/start-grant.ts',
  'workspace.memory_megabytes': 'modules/authorization/src/start-grant.ts',
  'workspace.queries_per_day': 'modules/authorization/src/start-grant.ts',
  'workspace.temporary_megabytes': 'modules/authorization/src/start-grant.ts',
};

/** Values that are shown with their clause and bind nothing yet, each with what it waits for. */
const shownOnly: Readonly<Record<string, string>> = {
  'authorization.level_scope':
    'AUT-11: nobody asks for data of another place whatever it says; it is shown beside that',
  'disclosure.authorization': 'DIS-01: all four items are disclosed everywhere, which no text forbids',
  'disclosure.lists': 'DIS-02, DIS-03: lists of products and of use are not put out yet',
  'gather.default_mode': 'COL-05: a resource has a mode of its own; the default is not filled in yet',
  'interpretation.by': 'JUR-02: says to whom a question about the text goes; nothing follows for a program',
  'model_review.system': 'MDL-03: there are no models yet',
  'opening.approval': 'OPN-05: data is not opened yet',
  'opening.stages': 'OPN-07: data is not opened yet',
  'operator.county_allowed':
    'JUR-08: no county’s authority has the power to grant an operation anywhere; allowing it is not built',
  'operator.county_platform_allowed': 'JUR-08: there is one platform; counties are tenants of it',
  'pricing.operator_fee': 'PRI-02: fees of operators are not settled yet',
  'registration.required': 'REG-01: registration is kept and not asked for yet before a grant',
  'retention.evidence_min_months': 'AUD-03: evidence is never deleted, which is longer than any text asks',
  'revenue.forms': 'PRI-04: revenue is not distributed yet',
  'revenue.principle': 'PRI-04: revenue is not distributed yet',
  'supervision.tolerance': 'SVN-12: liability is not decided yet',
  targets: 'MET-01 … MET-08: targets are not measured yet',
  'trading.registration_required': 'TRD-01: no exchange is connected yet',
  'trading.venues': 'TRD-01: no exchange is connected yet',
};

/** Values of the gate that its own module reads out of the profile; the gate's tests change them. */
const ofTheGate = /^gate\.(?!min_group_size|dominance|rounding|max_rows)/;

type Rule = { value: unknown };

function rulesOf(value: unknown, path: readonly string[] = []): { path: string; rule: Rule }[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  if ('value' in value && 'clause' in value) return [{ path: path.join('.'), rule: value as Rule }];
  return Object.entries(value).flatMap(([key, inner]) => rulesOf(inner, [...path, key]));
}

/** Another value of the same shape. */
function changed(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'string') return `${value}-other`;
  if (value === null) return 7;
  if (Array.isArray(value)) return value.slice(1);
  const entries = Object.entries(value as Record<string, unknown>);
  const last = entries.findLast(([, inner]) => Array.isArray(inner)) ?? entries.at(-1);
  return last ? { ...(value as object), [last[0]]: changed(last[1]) } : value;
}

const ON = '2026-11-22';

const everyDay = { fromYear: 2000, toYear: 2100, isWorkingDay: () => true };
/** Every document that a text asks for, signed by both on one day. */
const signedBy = (one: Profile): Document[] =>
  one.agreement.documents.value.map(
    ({ kind, parties }) =>
      ({
        kind,
        signatures: parties.map((party) => ({ party, at: new Date(`${ON}T02:00:00Z`) })),
      }) as unknown as Document,
  );

/** What the pure rules say under a profile: chains with their limits, what is missing, which uses, which faults. */
function answersUnder(one: Profile): string {
  const field = (role: (typeof identifierRoles)[number], grade: 1 | 2 | 3 | 4) =>
    deriveUses(one, { name: 'f', title: 'f', role, grade, measure: true, levels: [{ name: 'f', kind: 'identity' }] });
  const stated = { lastMajorIncidentOn: '2023-11-01', mlpsLevel: 3, mlpsExpiresOn: '2027-01-01' };
  const given = { proofs: [], statements: stated };
  const lists = one.developer.exclusion_lists.value.map((list) => list.id);
  const limits = { fields: null, forms: null };
  const drafted = {
    contents: {},
    startsOn: ON,
    endsOn: '2029-11-21',
    field: one.fields.value[0]?.code ?? null,
    limits,
  };
  return JSON.stringify([
    operationMode(one),
    checkAgreement(one, drafted),
    resolveChain(one, one.application.review_chain.value),
    resolveChain(one, one.product_review.chain.value),
    planDuties(one),
    filingClock(one, signedBy(one), null, everyDay, ON),
    calendarRulesOf([one]),
    missingParts(one, {}),
    identifierRoles.map((role) => ([1, 2, 3, 4] as const).map((grade) => field(role, grade))),
    checkCandidate(one, 'operator', given, [], ON),
    checkCandidate(one, 'developer', given, lists, ON),
  ]);
}

describe('every value of a profile', () => {
  const all = rulesOf(profile).map((one) => one.path);

  it('JUR-01 changes an answer, is read by a use case, or is shown only, with what it waits for', () => {
    const known = [...changesAnswers, ...Object.keys(readElsewhere), ...Object.keys(shownOnly)];
    expect(all.filter((path) => !known.includes(path) && !ofTheGate.test(path))).toEqual([]);
    expect(known.filter((path) => !all.includes(path))).toEqual([]);
    expect(new Set(known).size).toBe(known.length);
  });

  it.each(changesAnswers)('JUR-01 behaves otherwise when %s is another', (path) => {
    const others = structuredClone(profiles) as Profile[];
    for (const other of others) {
      const found = rulesOf(other).find((one) => one.path === path);
      if (!found) return expect.fail(`no value ${path}`);
      found.rule.value = changed(found.rule.value);
    }
    expect(others.map(answersUnder)).not.toEqual(profiles.map(answersUnder));
  });

  it.each(Object.entries(readElsewhere))('JUR-01 has %s read where it is said to be', (path, file) => {
    const text = readFileSync(join(root, file), 'utf8');
    expect(text).toContain(path.split('.').at(-1));
  });
});
