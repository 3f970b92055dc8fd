import { join } from 'node:path';
import { calendarRulesOf, createCases, type CaseActor, type Cases } from '@sluice/cases';
import type { Transact } from '@sluice/database';
import { allow, DomainError, refuse, type ControllableClock } from '@sluice/kernel';
import { createLedgerWriter, createPayloadMaster } from '@sluice/ledger';
import { loadProfiles, type Profile, type ProfileRegistry } from '@sluice/profile';
import { createTestClock, createTestDatabase, createTestIds, type TestDatabase } from '@sluice/testkit';
import { createAuthorization, type Authorization } from './authorization.ts';
import type { DocumentContents, DocumentItem } from './check-document.ts';
import type { ApplicationContents } from './contents.ts';
import type { ApplicationView } from './describe-application.ts';
import type { CatalogueField, DevelopmentEntry } from './ports.ts';

/** Everything a test of this module needs: a database, the shipped profiles, one body a role, two catalogue entries. */
export interface World {
  readonly test: TestDatabase;
  readonly clock: ControllableClock;
  readonly transact: Transact;
  readonly profiles: ProfileRegistry;
  readonly cases: Cases;
  readonly authorization: Authorization;
  /** Living entries of the development catalogue; a test may change them. */
  readonly listed: Map<string, DevelopmentEntry>;
  actor(role: string, jurisdiction: string, body?: string): CaseActor;
  contents(profile: Profile, over?: Partial<ApplicationContents>): ApplicationContents;
}

const field = (
  name: string,
  role: CatalogueField['role'],
  grade: CatalogueField['grade'],
  more: Partial<CatalogueField> = {},
): CatalogueField => ({
  name,
  title: name,
  role,
  grade,
  ...more,
});

export const entries: readonly DevelopmentEntry[] = [
  {
    resourceId: 'res_visits',
    resourceVersion: 3,
    name: 'visits',
    title: 'visits',
    ownerId: 'hospital',
    fields: [
      field('citizen', 'entity-key', 3),
      field('name', 'direct-identifier', 4),
      field('sex', 'quasi-identifier', 2, { levels: [{ name: 'sex', kind: 'identity' }] }),
      field('cost', 'sensitive', 3, { measure: true }),
    ],
  },
  {
    resourceId: 'res_stops',
    resourceVersion: 1,
    name: 'stops',
    title: 'stops',
    ownerId: 'transport',
    fields: [field('line', 'other', 1)],
  },
];

const POWERS: Readonly<Record<string, readonly string[]>> = {
  developer: [
    'application.create',
    'application.edit',
    'application.submit',
    'application.supplement',
    'application.withdraw',
    'developer-call.apply',
    'document.sign',
    'social-data.apply',
    'social-data.edit',
    'social-data.import',
    'social-data.read',
  ],
  operator: [
    'social-data.review',
    'social-data.publish',
    'social-data.read',
    'operator-selection.apply',
    'developer-call.open',
    'developer-call.decide',
    'operator-agreement.sign',
    'provider.review',
    'duty.perform',
    'provider.engage',
    'developer.evaluate',
    'developer.measure',
    'developer.exit',
    'developer.read',
    'application.review',
    'application.assess',
    'application.read',
    'document.draft',
    'document.sign',
    'grant.read',
    'grant.revoke',
  ],
  'data-authority': [
    'application.review',
    'application.accept-measures',
    'application.read',
    'filing.record',
    'operator.appoint',
    'sector-plan.submit',
    'sector-plan.decide',
    'work-item.raise',
    'work-item.decide',
    'work-item.read',
    'violation.decide',
    'duty.perform',
    'duty.read',
    'violation.read',
    'provider.list',
    'operator.read',
    'operator-agreement.draft',
    'operator-agreement.sign',
    'operator-agreement.order',
    'operator-agreement.suspend',
    'operator-agreement.end',
    'operator-selection.read',
    'notice.publish',
    'notice.answer',
    'operator-selection.open',
    'operator-selection.decide',
    'grant.read',
    'grant.revoke',
  ],
  'third-party': ['operator-selection.score', 'developer-call.score'],
  'county-authority': ['developer-call.open', 'developer-call.decide'],
  'sector-authority': [
    'operator-selection.open',
    'operator-selection.decide',
    'operator-agreement.draft',
    'sector-plan.submit',
    'application.opinion',
    'application.read',
    'grant.read',
  ],
  'security-regulator': [
    'duty.perform',
    'application.opinion',
    'application.read',
    'operator-agreement.suspend',
    'grant.revoke',
  ],
  'source-agency': ['grant.consent', 'application.read', 'work-item.raise', 'work-item.read'],
  'leading-group': ['work-item.decide', 'work-item.read'],
  public: ['violation.report'],
  inspection: ['application.read', 'grant.read'],
};

export async function createWorld(seed: number): Promise<World> {
  const test = await createTestDatabase();
  const clock = createTestClock();
  const ids = createTestIds(seed);
  const { transact } = createLedgerWriter({
    db: test.db,
    clock,
    ids,
    master: createPayloadMaster(new Uint8Array(32).fill(9)),
  });
  const profiles = await loadProfiles(join(import.meta.dirname, '../../../profiles'));
  const calendarRules = calendarRulesOf(profiles.list('2026-03-02'));
  const cases = createCases({ db: test.db, transact, clock, ids, ...(calendarRules ? { calendarRules } : {}) });
  await cases.ensureCalendar();
  const listed = new Map(entries.map((entry) => [entry.resourceId, entry]));
  const authorization = createAuthorization({
    db: test.db,
    transact,
    clock,
    ids,
    profiles,
    cases,
    policy: {
      decide: ({ actor, act, objectJurisdiction }) =>
        (POWERS[actor.role] ?? []).includes(act) && actor.jurisdiction === objectJurisdiction
          ? allow()
          : refuse({ code: 'policy.no-power' }),
    },
    catalogue: { findEntries: async (_db, _jurisdiction, asked) => asked.flatMap((id) => listed.get(id) ?? []) },
    directory: {
      bodiesInRole: async (_db, jurisdiction, role) =>
        role === 'sector-authority'
          ? [
              { id: `${jurisdiction}-health`, sector: 'health' },
              { id: `${jurisdiction}-transport`, sector: 'transport' },
            ]
          : [{ id: `${jurisdiction}-${role}` }, { id: 'rival' }, { id: 'successor' }].filter(
              (body) => body.id.startsWith(jurisdiction) || role === 'operator' || role === 'developer',
            ),
    },
  });
  return { test, clock, transact, profiles, cases, authorization, listed, actor, contents };
}

function actor(role: string, jurisdiction: string, body = `${jurisdiction}-${role}`): CaseActor {
  return { person: `person-at-${body}`, body, role, jurisdiction };
}

function contents(profile: Profile, over: Partial<ApplicationContents> = {}): ApplicationContents {
  return {
    providers: ['hospital'],
    scenarios: [
      { code: 'hospital-load', title: 'load of hospitals', field: fieldOf(profile), leadUnit: `${profile.id}-health` },
    ],
    purpose: 'plan the opening hours of out-patient wards',
    scope: 'visits of one year',
    period: { startsOn: '2026-03-16', endsOn: '2027-03-15' },
    safeguards: ['controlled queries only'],
    entries: [{ resourceId: 'res_visits', fields: ['citizen', 'name', 'sex', 'cost'] }],
    ...(profile.application.contents.value.includes('techniques')
      ? { techniques: [...profile.application.techniques.value] }
      : {}),
    ...over,
  };
}

/** The field of the test's data, where the text knows it. */
export const fieldOf = (profile: Profile): string =>
  (profile.fields.value.find((one) => one.code === 'health') ?? profile.fields.value[0])?.code ?? '';

/** A complete agreement of the profile for a term. */
export function fullAgreement(profile: Profile, startsOn: string, endsOn: string): DocumentContents {
  return fill(profile.agreement.operation.value.items, { startsOn, endsOn });
}

/** An operator that was there before the platform, and where the text admits developers by call, one of these too. */
export async function appoint(
  world: World,
  profile: Profile,
  endsOn = '2028-12-31',
  admitted: readonly string[] = [`${profile.id}-developer`],
): Promise<void> {
  const term = { startsOn: '2026-01-01', endsOn };
  await world.authorization.takeOverOperator(actor('data-authority', profile.id), {
    ...{ jurisdiction: profile.id, operator: `${profile.id}-operator`, ...term, basis: 'mandate' },
    ...(profile.authorization.scope.value === 'sector_company' ? { field: fieldOf(profile) } : {}),
    contents: fullAgreement(profile, term.startsOn, endsOn),
  });
  if (!world.authorization.operationMode(profile.id).developersAdmitted) return;
  for (const developer of admitted)
    await world.authorization.takeOverDeveloper(actor('operator', profile.id), {
      ...{ jurisdiction: profile.id, developer, basis: 'call no. 1', ...term },
    });
}

export const LOW = { level: 'low', risks: ['few rows'], measures: [] } as const;

export async function submitted(
  world: World,
  profile: Profile,
  over: Partial<ApplicationContents> = {},
): Promise<ApplicationView> {
  const developer = actor('developer', profile.id);
  const { value } = await world.authorization.draft(developer, {
    jurisdiction: profile.id,
    contents: contents(profile, over),
  });
  return (await world.authorization.submit(developer, value.id)).value;
}

/** What a text asks for beside the chain: the assessment, and the consent of every providing agency. */
export async function prepare(world: World, view: ApplicationView): Promise<void> {
  if (view.assessment.required && view.assessment.level === null)
    await world.authorization.assess(actor('operator', view.jurisdiction), view.id, LOW);
  if (view.consents.required && view.consents.given.length === 0)
    for (const provider of view.contents.providers ?? [])
      await world.authorization.giveConsent(actor('source-agency', view.jurisdiction, provider), view.id, {
        decision: 'consent',
        reasons: [],
      });
}

/** Passes the current step, with a finding on every aspect, as the body that has to. */
export async function passStep(world: World, view: ApplicationView): Promise<ApplicationView> {
  await prepare(world, view);
  const next = view.case?.next;
  const step = view.case?.steps.find((one) => one.id === next?.step);
  if (!next || !step) throw new Error('nothing to pass');
  const findings = step.aspects.map((aspect) => ({ aspect: aspect.id, result: 'pass' as const, text: '' }));
  await gatherVotes(world, view, step.id);
  const handler = actor(next.role, view.jurisdiction, next.body ?? undefined);
  return (await world.authorization.act(handler, view.id, { step: next.step, outcome: 'pass', findings, reasons: [] }))
    .value;
}

/** As many of a panel vote as it needs, where the step is one's. */
async function gatherVotes(world: World, view: ApplicationView, step: string): Promise<void> {
  const caseId = view.case?.id ?? '';
  const { panels } = await world.cases.page(world.test.db, caseId, actor('data-authority', view.jurisdiction));
  const panel = panels.find((one) => one.step === step);
  const scores = Object.fromEntries((panel?.scores ?? []).map((score) => [score.id, score.max]));
  for (let n = 0; n < (panel?.quorum ?? 0); n += 1) {
    const expert = { ...actor(panel?.members ?? '', view.jurisdiction), person: `expert-${n}` };
    await world.transact((tx) => world.cases.vote(tx, caseId, { step, outcome: 'pass', scores, reasons: [] }, expert));
  }
}

export async function approved(
  world: World,
  profile: Profile,
  over: Partial<ApplicationContents> = {},
): Promise<ApplicationView> {
  let view = await submitted(world, profile, over);
  while (view.state === 'in-review') view = await passStep(world, view);
  return view;
}

export function fullDocument(
  profile: Profile,
  kind: string,
  period = { startsOn: '2026-03-01', endsOn: '2027-12-31' },
): DocumentContents {
  const definition = profile.agreement.documents.value.find((document) => document.kind === kind);
  return fill(definition?.items ?? [], period);
}

function fill(
  items: readonly { readonly id: string; readonly type: string }[],
  period: { readonly startsOn: string; readonly endsOn: string },
): DocumentContents {
  const shapes: Record<string, DocumentItem> = {
    text: { text: 'as agreed' },
    list: { list: ['as agreed'] },
    period: { period },
    fee: { fee: { amount: '1000.00', basis: 'cost' } },
    shares: { shares: [{ party: 'developer', basis: 'contribution' }] },
  };
  return Object.fromEntries(items.map((item) => [item.id, shapes[item.type] as DocumentItem]));
}

/** Drafts and signs every document of the set; the grant starts where no filing is asked for. */
export async function signAll(world: World, view: ApplicationView, profile: Profile): Promise<ApplicationView> {
  let now = view;
  for (const { kind } of view.documents) {
    now = (
      await world.authorization.draftDocument(actor('operator', profile.id), view.id, kind, fullDocument(profile, kind))
    ).value;
    for (const role of ['operator', 'developer']) now = await sign(world, now, kind, role);
  }
  return now;
}

export async function sign(world: World, view: ApplicationView, kind: string, role: string): Promise<ApplicationView> {
  const digest = view.documents.find((document) => document.kind === kind)?.digest ?? '';
  return (await world.authorization.signDocument(actor(role, view.jurisdiction), view.id, kind, digest)).value;
}

export async function granted(
  world: World,
  profile: Profile,
  over: Partial<ApplicationContents> = {},
): Promise<ApplicationView> {
  const view = await signAll(world, await approved(world, profile, over), profile);
  return view.state === 'granted'
    ? view
    : (await world.authorization.fileDocuments(actor('data-authority', profile.id), view.id)).value;
}

/** Codes of a refusal with their places: `application.part-missing purpose`. */
export async function faultsOf(work: Promise<unknown>): Promise<string[]> {
  try {
    await work;
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.issues.length > 0 ? error.issues.map((issue) => `${issue.code} ${issue.path}`.trim()) : [error.code];
  }
}
