import type { CaseActor, Facts } from '@sluice/cases';
import type { Tx } from '@sluice/database';
import { DomainError, endOfCivilDate, type JsonObject } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import type { Profile } from '@sluice/profile';
import { readApplication, updateApplication } from './application-store.ts';
import { assertConsents } from './consent-and-risk.ts';
import { assertNoIssues, listedEntries } from './draft-application.ts';
import { checkContents } from './check-contents.ts';
import { digestOf } from './check-document.ts';
import type { Application, Period, Scenario } from './contents.ts';
import { actorRef, applicationRow, profileOf, streamOf, versionOf, type Context } from './context.ts';
import { enterRevocation } from './enter-end.ts';
import { deriveUses } from './derive-uses.ts';
import type { Grant, GrantedEntry, GrantTerms } from './grant.ts';
import { insertGrant } from './grant-store.ts';
import type { DevelopmentEntry } from './ports.ts';
import { openedSectors } from './registers/open-sector.ts';

/**
 * Makes the one grant of an application out of what was approved, agreed and filed (APP-08). It begins with the
 * period applied for, or now where that has begun, and ends at the end of the period's last day.
 * @throws DomainError `term.past` (precondition), and `application.unlisted-*` (precondition) where an entry left the catalogue meanwhile
 */
export async function startGrant(
  context: Context,
  tx: Tx,
  application: Application,
  filingNumber: string | null,
  actor: CaseActor,
): Promise<Grant> {
  const profile = profileOf(context, application);
  const period = application.contents.period as Period;
  const first = startOfCivilDate(period.startsOn);
  const endsAt = endOfCivilDate(period.endsOn);
  const startsAt = first > tx.at ? first : tx.at;
  if (endsAt <= startsAt) throw new DomainError('term.past', 'precondition', { endsOn: period.endsOn });
  const listed = await listedEntries(context, tx, application.jurisdiction, application.contents);
  const opened = await openedSectors(tx, application.jurisdiction);
  assertNoIssues(checkContents(profile, application.contents, listed, opened), 'precondition');
  await assertConsents(tx, profile, application, listed);
  const facts = await context.cases.facts(tx, application.caseId ?? '');
  const terms = termsOf(context, profile, application, listed, facts);
  assertNoIssues(context.lintPolicy?.(terms) ?? [], 'precondition');
  const grant: Grant = {
    id: context.ids.next<'grant'>('grt'),
    applicationId: application.id,
    jurisdiction: application.jurisdiction,
    developer: application.developer,
    operator: application.operator ?? '',
    profile: application.profile,
    terms,
    startsAt,
    endsAt,
    filingNumber,
    ended: null,
    held: null,
  };
  if (application.previous !== null) {
    // A change is a case of its own: with its grant, that of the application it changes is over (APP-09).
    const before = await readApplication(tx, application.previous);
    if (before.grantId !== null && before.scenario === application.scenario)
      await enterRevocation(tx, before.grantId, 'amended', actor);
  }
  await insertGrant(tx, grant);
  await updateApplication(tx, application.id, { state: 'granted', grant_id: grant.id });
  record(tx, {
    type: 'authorization.application-moved',
    stream: streamOf(application),
    actor: { kind: 'system', part: 'authorization' },
    subjects: [{ kind: 'grant', id: grant.id, rel: 'for' }],
    rows: [applicationRow(application.id)],
    ruleVersion: versionOf(application.profile),
    payload: { state: 'granted', signDueOn: application.signDueOn },
  });
  recordStart(tx, grant, actor);
  return grant;
}

function recordStart(tx: Tx, grant: Grant, actor: CaseActor): void {
  const resources = grant.terms.entries.map((entry) => entry.resourceId);
  record(tx, {
    type: 'authorization.grant-started',
    stream: `grant:${grant.id}`,
    actor: actorRef(actor),
    subjects: [
      { kind: 'application', id: grant.applicationId, rel: 'uses' },
      ...resources.map((resource) => ({ kind: 'resource', id: resource, rel: 'uses' as const })),
      { kind: 'body', id: grant.developer, rel: 'about' },
    ],
    rows: [{ table: 'authorization.grant_file', id: grant.id }],
    ruleVersion: versionOf(grant.profile),
    payload: {
      grant: grant.id,
      developer: grant.developer,
      scenario: grant.terms.scenario.code,
      resources,
      startsAt: grant.startsAt.toISOString(),
      endsAt: grant.endsAt.toISOString(),
      filing: grant.filingNumber,
      digest: digestOf(JSON.parse(JSON.stringify(grant.terms)) as JsonObject),
    },
  });
}

function termsOf(
  context: Context,
  profile: Profile,
  application: Application,
  listed: readonly DevelopmentEntry[],
  facts: Facts,
): GrantTerms {
  const { contents } = application;
  const [scenario] = contents.scenarios as [Scenario];
  const { workspace, gate } = profile;
  return {
    scenario: {
      code: scenario.code,
      title: scenario.title,
      field: scenario.field,
      leadUnit: scenario.leadUnit ?? null,
    },
    facts,
    purpose: contents.purpose ?? '',
    scope: contents.scope ?? '',
    techniques: contents.techniques ?? [...profile.application.techniques.value],
    safeguards: contents.safeguards ?? [],
    entries: (contents.entries ?? []).flatMap((entry) => {
      const known = listed.find((other) => other.resourceId === entry.resourceId);
      return known ? [grantEntry(profile, known, entry.fields, entry.rows ?? [])] : [];
    }),
    workspace: {
      id: context.ids.next<'workspace'>('wsp'),
      memoryMegabytes: workspace.memory_megabytes.value,
      queriesPerDay: workspace.queries_per_day.value,
      deadlineMs: workspace.deadline_seconds.value * 1000,
      concurrentRuns: workspace.concurrent_runs.value,
      temporaryMegabytes: workspace.temporary_megabytes.value,
      maxRows: gate.max_rows.value,
    },
    gate: {
      ...{ minGroupSize: gate.min_group_size.value, dominance: gate.dominance.value, rounding: gate.rounding.value },
      ...{ inference: gate.inference.value, caps: gate.caps.value, review: gate.review.value, mode: gate.mode.value },
      response: { stepMs: gate.response.value.step_ms },
      samples: gate.samples.value,
    },
    clauses: {
      scope: profile.application.contents.clause,
      purpose: profile.application.review_chain.clause,
      disclosure: gate.min_group_size.clause,
    },
  };
}

function grantEntry(
  profile: Profile,
  entry: DevelopmentEntry,
  fields: readonly string[],
  rows: GrantedEntry['rows'],
): GrantedEntry {
  return {
    resourceId: entry.resourceId,
    resourceVersion: entry.resourceVersion,
    name: entry.name,
    title: entry.title,
    ownerId: entry.ownerId,
    fields: entry.fields
      .filter((field) => fields.includes(field.name))
      .map((definition) => ({ definition, ...deriveUses(profile, definition) })),
    rows,
  };
}

const DAY_MS = 86_400_000;
const startOfCivilDate = (date: string): Date => new Date(endOfCivilDate(date).getTime() + 1 - DAY_MS);
