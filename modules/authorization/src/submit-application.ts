import type { CaseActor } from '@sluice/cases';
import type { Db, Tx } from '@sluice/database';
import { DomainError, type Issue } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { resolveChain, type Profile } from '@sluice/profile';
import {
  lockApplication,
  nextNumber,
  readAppointments,
  scenarioTaken,
  updateApplication,
  type AppointmentState,
} from './application-store.ts';
import { checkContents, missingParts, unnamedProviders } from './check-contents.ts';
import type { Application, ApplicationContents, Scenario } from './contents.ts';
import {
  actorRef,
  applicationRow,
  assertOwnAct,
  dateOf,
  profileOf,
  streamOf,
  versionOf,
  type Context,
} from './context.ts';
import { assertNoIssues, digestOfContents, listedEntries } from './draft-application.ts';
import { openedSectors } from './registers/open-sector.ts';
import { assertAdmitted } from './standing/admit-developer.ts';
import { checkTerm } from './term.ts';

/**
 * Hands an application in: complete (APP-02), for one scenario that is not applied for already (APP-01), within the
 * terms, then numbered and put on the chain of its profile (APP-03, APP-04).
 * @throws DomainError with every fault at once: `application.part-missing` (one issue per part, `path` its name),
 * `application.provider-missing`, `term.*`; `application.scenario-taken`, `application.not-draft` (conflict);
 * `operator.not-appointed`, `operator.suspended`, `application.unknown-lead-unit`, `application.no-sector-authority` (precondition)
 */
export async function submitApplication(context: Context, tx: Tx, id: string, actor: CaseActor): Promise<Application> {
  const application = await lockApplication(tx, id);
  assertOwnAct(context, application, actor, 'application.submit');
  if (application.state !== 'draft')
    throw new DomainError('application.not-draft', 'conflict', { state: application.state });
  const profile = profileOf(context, application);
  await assertAdmitted(tx, profile, application, dateOf(tx.at));
  const asked = application.contents.scenarios?.[0]?.field;
  const appointment = await appointedOperator(tx, application.jurisdiction, dateOf(tx.at), asked);
  await assertComplete(context, tx, profile, application, application.contents, appointment);
  const [scenario] = application.contents.scenarios as [Scenario];
  // Numbering takes turns: whoever comes second sees the first one's scenario.
  const number = await nextNumber(tx, application.jurisdiction, 'number', `${dateOf(tx.at).slice(0, 4)}-`);
  const taken = await scenarioTaken(tx, application, scenario.code, tx.at);
  if (taken !== undefined)
    throw new DomainError('application.scenario-taken', 'conflict', { scenario: scenario.code, application: taken });
  const resources = (application.contents.entries ?? []).map((entry) => entry.resourceId);
  const submitted = {
    number,
    scenario: scenario.code,
    operator: appointment.operator,
    submitted_at: tx.at,
    state: 'in-review' as const,
  };
  record(tx, {
    type: 'authorization.application-submitted',
    stream: streamOf(application),
    actor: actorRef(actor),
    subjects: resources.map((resource) => ({ kind: 'resource', id: resource, rel: 'uses' })),
    rows: [applicationRow(application.id)],
    ruleVersion: versionOf(profile),
    payload: { number, scenario: scenario.code, resources, digest: digestOfContents(application.contents) },
  });
  const opened = await context.cases.openCase(
    tx,
    {
      kind: 'use-application',
      subject: application.id,
      title: scenario.title,
      stream: streamOf(application),
      jurisdiction: application.jurisdiction,
      profile: application.profile,
      chain: resolveChain(profile, profile.application.review_chain.value),
      facts: await gatherFacts(context, tx, profile, application.jurisdiction, scenario, appointment),
    },
    actor,
  );
  await updateApplication(tx, application.id, { ...submitted, case_id: opened.id });
  return {
    ...application,
    number,
    scenario: scenario.code,
    operator: appointment.operator,
    state: 'in-review',
    caseId: opened.id,
    submittedAt: tx.at,
  };
}

/**
 * The operator of a field, or else of the whole jurisdiction, whose agreement runs on a date.
 * @throws DomainError `operator.not-appointed`, `operator.suspended`, `operator.field-outside` (precondition)
 */
export async function appointedOperator(
  tx: Tx,
  jurisdiction: string,
  on: string,
  field?: string,
): Promise<AppointmentState> {
  const running = await readAppointments(tx, jurisdiction, on);
  const appointment =
    running.find((one) => field !== undefined && one.field === field) ?? running.find((one) => one.field === null);
  if (!appointment) throw new DomainError('operator.not-appointed', 'precondition', { jurisdiction });
  if (appointment.suspended) throw new DomainError('operator.suspended', 'precondition', { jurisdiction });
  const { fields } = appointment.limits;
  if (field !== undefined && fields !== null && !fields.includes(field))
    throw new DomainError('operator.field-outside', 'precondition', { field, fields });
  return appointment;
}

/** All that has to hold of contents before anybody reviews them; also after a supplement. */
export async function assertComplete(
  context: Context,
  tx: Tx,
  profile: Profile,
  application: Application,
  contents: ApplicationContents,
  appointment: AppointmentState,
): Promise<void> {
  const listed = await listedEntries(context, tx, application.jurisdiction, contents);
  const issues: Issue[] = [
    ...missingParts(profile, contents).map((part) => ({
      code: 'application.part-missing',
      path: part,
      params: { part },
    })),
    ...checkContents(profile, contents, listed, await openedSectors(tx, application.jurisdiction)),
  ];
  const unnamed = unnamedProviders(contents, listed);
  if (unnamed.length > 0)
    issues.push({ code: 'application.provider-missing', path: 'providers', params: { bodies: unnamed } });
  if (contents.period) {
    const rule = profile.term.grant.max_months;
    const within = { of: 'operator' as const, startsOn: appointment.startsOn, endsOn: appointment.endsOn };
    const faults = checkTerm(contents.period, { maxMonths: rule.value, clause: rule.clause, within });
    issues.push(
      ...faults.map((fault) => ({
        code: fault.code,
        path: 'period',
        ...(fault.params ? { params: fault.params } : {}),
      })),
    );
    if (contents.period.endsOn < dateOf(tx.at))
      issues.push({ code: 'term.past', path: 'period', params: { endsOn: contents.period.endsOn } });
  }
  assertNoIssues(issues);
}

/**
 * What the chain's conditions and assignments ask for, found before the case begins so that it stays the same; later
 * chains of the same scenario are assigned by them too.
 */
async function gatherFacts(
  context: Context,
  tx: Db,
  profile: Profile,
  jurisdiction: string,
  scenario: Pick<Scenario, 'field' | 'leadUnit'>,
  appointment: Pick<AppointmentState, 'operator'>,
) {
  const authorities = await context.directory.bodiesInRole(tx, jurisdiction, 'data-authority');
  const sectors = await context.directory.bodiesInRole(tx, jurisdiction, 'sector-authority');
  const { leadUnit } = scenario;
  if (leadUnit !== undefined && !sectors.some((body) => body.id === leadUnit)) {
    throw new DomainError('application.unknown-lead-unit', 'precondition', { body: leadUnit });
  }
  const regulated = profile.fields.value.some((field) => field.code === scenario.field && field.regulated);
  const asked = profile.application.review_chain.value.steps.some((step) => step.assigned_to === 'sector_authority');
  // A lead unit that decides on the demand speaks for a field that has no authority of its own.
  const sector = sectors.find((body) => body.sector === scenario.field)?.id ?? leadUnit;
  if (regulated && asked && sector === undefined) {
    throw new DomainError('application.no-sector-authority', 'precondition', { field: scenario.field });
  }
  const [authority, ...others] = authorities;
  return {
    field: scenario.field,
    operator: appointment.operator,
    ...(authority && others.length === 0 ? { data_authority: authority.id } : {}),
    ...(leadUnit === undefined ? {} : { lead_unit: leadUnit }),
    ...(regulated && sector !== undefined ? { sector_authority: sector } : {}),
  };
}
