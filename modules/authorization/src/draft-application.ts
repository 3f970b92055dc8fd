import type { CaseActor } from '@sluice/cases';
import type { Db, Tx } from '@sluice/database';
import { DomainError, type Issue, type JsonObject } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import type { Profile } from '@sluice/profile';
import { insertApplication, lockApplication, readApplication, updateApplication } from './application-store.ts';
import { checkContents } from './check-contents.ts';
import { digestOf } from './check-document.ts';
import type { Application, ApplicationContents } from './contents.ts';
import {
  actorRef,
  applicationRow,
  assertOwn,
  assertOwnAct,
  assertPower,
  dateOf,
  profileOf,
  streamOf,
  versionOf,
  type Context,
} from './context.ts';
import type { DevelopmentEntry } from './ports.ts';
import { openedSectors } from './registers/open-sector.ts';

export interface NewApplication {
  readonly jurisdiction: string;
  readonly contents: ApplicationContents;
  /** Application that ended without a grant and is applied for again (APP-10). */
  readonly previous?: string | undefined;
}

/**
 * Drafts a use application under the profile in force. What can never stand in it is refused at once.
 * @throws DomainError with issues: `application.one-scenario`, `application.unlisted-entry`, `application.unlisted-field`, …;
 * `application.not-ended` (precondition) for a previous one that is still open
 */
export async function draftApplication(
  context: Context,
  tx: Tx,
  input: NewApplication,
  actor: CaseActor,
): Promise<Application> {
  assertPower(context, actor, 'application.create', input.jurisdiction, actor.body);
  const profile = context.profiles.current(input.jurisdiction, dateOf(tx.at));
  await assertSound(context, tx, profile, input.jurisdiction, input.contents);
  if (input.previous !== undefined) await assertEnded(tx, input.previous, actor);
  const application: Application = {
    id: context.ids.next<'application'>('app'),
    number: null,
    jurisdiction: input.jurisdiction,
    developer: actor.body,
    applicant: actor.person,
    profile: { id: profile.id, version: profile.version },
    state: 'draft',
    contents: input.contents,
    revision: 1,
    scenario: null,
    operator: null,
    caseId: null,
    previous: input.previous ?? null,
    createdAt: tx.at,
    submittedAt: null,
    signDueOn: null,
    filingNumber: null,
    filedAt: null,
    grantId: null,
  };
  await insertApplication(tx, application);
  record(tx, {
    type: 'authorization.application-drafted',
    stream: streamOf(application),
    actor: actorRef(actor),
    subjects: input.previous === undefined ? [] : [{ kind: 'application', id: input.previous, rel: 'about' }],
    rows: [applicationRow(application.id)],
    ruleVersion: versionOf(profile),
    payload: {
      jurisdiction: application.jurisdiction,
      digest: digestOfContents(input.contents),
      previous: application.previous,
    },
  });
  return application;
}

async function assertEnded(tx: Tx, id: string, actor: CaseActor): Promise<void> {
  const previous = await readApplication(tx, id);
  assertOwn(previous, actor);
  if (!['refused', 'withdrawn', 'lapsed', 'granted'].includes(previous.state)) {
    throw new DomainError('application.not-ended', 'precondition', { application: id, state: previous.state });
  }
}

/** Changes a draft. @throws DomainError `application.not-draft` (conflict) and those of `draftApplication` */
export async function editApplication(
  context: Context,
  tx: Tx,
  id: string,
  contents: ApplicationContents,
  actor: CaseActor,
): Promise<Application> {
  const application = await lockApplication(tx, id);
  assertOwnAct(context, application, actor, 'application.edit');
  if (application.state !== 'draft')
    throw new DomainError('application.not-draft', 'conflict', { state: application.state });
  await assertSound(context, tx, profileOf(context, application), application.jurisdiction, contents);
  return storeContents(tx, application, contents, actor);
}

/** Writes new contents as the next revision, with its entry. */
export async function storeContents(
  tx: Tx,
  application: Application,
  contents: ApplicationContents,
  actor: CaseActor,
): Promise<Application> {
  const revision = application.revision + 1;
  await updateApplication(tx, application.id, { contents: JSON.stringify(contents), revision });
  record(tx, {
    type: 'authorization.application-changed',
    stream: streamOf(application),
    actor: actorRef(actor),
    rows: [applicationRow(application.id)],
    ruleVersion: versionOf(application.profile),
    payload: { revision, digest: digestOfContents(contents) },
  });
  return { ...application, contents, revision };
}

/** The living catalogue entries that the contents ask for. */
export async function listedEntries(
  context: Context,
  db: Db,
  jurisdiction: string,
  contents: ApplicationContents,
): Promise<readonly DevelopmentEntry[]> {
  const asked = [...new Set((contents.entries ?? []).map((entry) => entry.resourceId))];
  return asked.length === 0 ? [] : context.catalogue.findEntries(db, jurisdiction, asked);
}

/** @throws DomainError of kind `invalid` with one issue per fault */
export async function assertSound(
  context: Context,
  db: Db,
  profile: Profile,
  jurisdiction: string,
  contents: ApplicationContents,
): Promise<void> {
  assertNoIssues(
    checkContents(
      profile,
      contents,
      await listedEntries(context, db, jurisdiction, contents),
      await openedSectors(db, jurisdiction),
    ),
  );
}

/** The first issue names the error; all of them go with it. */
export function assertNoIssues(issues: readonly Issue[], kind: 'invalid' | 'precondition' = 'invalid'): void {
  const [first] = issues;
  if (first) throw new DomainError(first.code, kind, first.params ?? {}, issues);
}

export function digestOfContents(contents: ApplicationContents): string {
  return digestOf(JSON.parse(JSON.stringify(contents)) as JsonObject);
}
