import type { Committed, Db, Tx } from '@sluice/database';
import { civilDateOf, DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import type { Selectable } from 'kysely';
import { actorRef, assertMay } from '../actor-ref.ts';
import type { Actor } from '../catalogue-context.ts';
import { parseContent } from '../present-resource.ts';
import { findResource, findVersion } from '../store.ts';
import { numberOf, type RegisterContext } from './register-context.ts';
import {
  registers,
  type RegistrationAct,
  type RegistrationContent,
  type RegistrationKind,
  type RegistrationTable,
} from './register-tables.ts';

type RegistrationRow = Selectable<RegistrationTable>;

export interface NewRegistration {
  readonly kind: RegistrationKind;
  /** The resource, product or service. */
  readonly subjectId: string;
  /** What it comes from; a resource comes from itself. */
  readonly resources: readonly string[];
  readonly title?: string | undefined;
  readonly source: string;
  readonly scope: string;
  readonly compliance: string;
  readonly grade: number;
}

export interface RegistrationView {
  readonly id: string;
  readonly kind: RegistrationKind;
  readonly subjectId: string;
  readonly title: string;
  readonly holderId: string;
  readonly jurisdiction: string;
  readonly state: RegistrationRow['state'];
  readonly number?: string;
  readonly version: number;
  readonly content: RegistrationContent;
  readonly findings: readonly string[];
  readonly submittedAt: string;
  readonly registeredAt?: string;
  readonly validUntil?: string;
  /** How long it has stood where it stands. */
  readonly ageDays: number;
  readonly openObjections: number;
  /** What it comes from, with holder and number of registration, down to the source (REG-03). */
  readonly origins: readonly {
    readonly resourceId: string;
    readonly title: string;
    readonly holderId: string;
    readonly holderName: string;
    readonly number?: string;
  }[];
  readonly chain: readonly {
    readonly act: RegistrationAct;
    readonly version: number;
    readonly content: RegistrationContent;
    readonly reasons: readonly string[];
    readonly person: string;
    readonly at: string;
  }[];
}

const DAY_MS = 86_400_000;

/**
 * Hands in for registration what is published (a resource) or made of registered resources (REG-01, REG-03).
 * @throws DomainError a refusal; `registration.exists` (conflict), `registration.not-published`,
 * `registration.origin-unregistered` (precondition)
 */
export async function applyForRegistration(
  context: RegisterContext,
  actor: Actor,
  it: NewRegistration,
): Promise<Committed<RegistrationView>> {
  const { jurisdiction } = actor;
  assertMay(context, actor, 'registration.apply', { jurisdiction });
  const { db } = context;
  const before = await openRegistration(db, it.kind, it.subjectId);
  if (before && before.state !== 'returned')
    throw new DomainError('registration.exists', 'conflict', { id: before.id });
  const subject = await subjectOf(context, actor, it);
  const { value, evidence } = await context.transact(async (tx) => {
    const content: RegistrationContent = {
      ...{ source: it.source, scope: it.scope, compliance: it.compliance, grade: it.grade },
      ...subject.entry,
    };
    const row: RegistrationRow = {
      ...{ id: before?.id ?? context.ids.next<'registration'>('reg'), jurisdiction, kind: it.kind },
      ...{ subject_id: it.subjectId, title: subject.title, resources: [...subject.resources], holder_id: actor.body },
      ...{ state: 'submitted', number: before?.number ?? null, version: (before?.version ?? 0) + 1, content },
      ...{ findings: [], opened_by: actor.person, submitted_at: tx.at, registered_at: null, valid_until: null },
      changed_at: tx.at,
    };
    const values = { ...row, content: JSON.stringify(content) };
    await (before
      ? registers(tx).updateTable('catalogue.registration').set(values).where('id', '=', row.id).execute()
      : registers(tx).insertInto('catalogue.registration').values(values).execute());
    const step = await addStep(context, tx, row, 'submitted', actor, []);
    enter(context, tx, actor, row, 'catalogue.registration-submitted', step, { kind: row.kind, version: row.version });
    return row.id;
  });
  return { value: await readRegistration(context, actor, value), evidence };
}

async function subjectOf(context: RegisterContext, actor: Actor, it: NewRegistration) {
  if (it.kind === 'resource') {
    const resource = await findResource(context.db, it.subjectId);
    const version = resource?.published_version;
    const text = resource && version ? await findVersion(context.db, resource.id, version) : undefined;
    if (!resource || !text) throw new DomainError('registration.not-published', 'precondition', { id: it.subjectId });
    assertMay(context, actor, 'registration.apply', { jurisdiction: resource.jurisdiction });
    if (actor.role === 'source-agency' && resource.owner_id !== actor.body)
      throw new DomainError('policy.not-own', 'forbidden', { act: 'registration.apply' });
    const { title } = parseContent(text.content);
    const entry = { code: resource.code ?? '', version: text.version, digest: text.digest ?? '' };
    return { title, resources: [resource.id], entry };
  }
  const registered = await registeredNumbers(context.db, it.resources);
  const missing = it.resources.filter((id) => !registered.has(id));
  if (missing.length > 0 || it.resources.length === 0)
    throw new DomainError('registration.origin-unregistered', 'precondition', { resources: missing });
  return { title: it.title ?? it.subjectId, resources: it.resources, entry: {} };
}

/**
 * The registration body's check: a pass gives the number, a fail returns it with findings (REG-02). Nobody checks what he
 * handed in himself.
 * @throws DomainError a refusal; `registration.settled` (conflict), `review.reasons-missing` (invalid)
 */
export function checkRegistration(
  context: RegisterContext,
  actor: Actor,
  id: string,
  check: { readonly outcome: 'pass' | 'return'; readonly findings: readonly string[] },
): Promise<Committed<RegistrationView>> {
  return change(context, actor, id, async (tx, row) => {
    if (row.state !== 'submitted') throw new DomainError('registration.settled', 'conflict', { state: row.state });
    if (check.outcome === 'return') {
      if (check.findings.length === 0) throw new DomainError('review.reasons-missing', 'invalid');
      return { change: { state: 'returned', findings: [...check.findings] }, act: 'returned', reasons: check.findings };
    }
    const months = context.limits(row.jurisdiction).validityMonths;
    return {
      change: {
        state: 'registered',
        findings: [...check.findings],
        number: row.number ?? (await numberOf(tx, 'DJ', tx.at)),
        registered_at: tx.at,
        valid_until: months === null ? null : monthsAfter(civilDateOf(tx.at), months),
      },
      act: 'registered',
      reasons: check.findings,
    };
  });
}

function monthsAfter(date: string, months: number): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last))).toISOString().slice(0, 10);
}

/**
 * Corrects a registration, or cancels it; the number stays, the texts before it stay in the chain. Nothing is cancelled
 * while an objection to it is open (REG-02).
 * @throws DomainError a refusal; `registration.not-registered` (conflict), `registration.objection-open` (precondition),
 * `review.reasons-missing` (invalid)
 */
export function amendRegistration(
  context: RegisterContext,
  actor: Actor,
  id: string,
  amendment: {
    readonly act: 'changed' | 'corrected' | 'cancelled';
    readonly reasons: readonly string[];
    readonly content?: Pick<RegistrationContent, 'source' | 'scope' | 'compliance' | 'grade'> | undefined;
  },
): Promise<Committed<RegistrationView>> {
  const { act, reasons, content } = amendment;
  return change(context, actor, id, async (tx, row) => {
    if (row.state !== 'registered') throw new DomainError('registration.not-registered', 'conflict', { id });
    if (reasons.length === 0) throw new DomainError('review.reasons-missing', 'invalid');
    if (act === 'cancelled') {
      if ((await objectionsTo(tx, row)) > 0)
        throw new DomainError('registration.objection-open', 'precondition', { id });
      return { change: { state: 'cancelled' }, act, reasons };
    }
    const next = { ...row.content, ...content };
    return { change: { version: row.version + 1, content: next }, act, reasons };
  });
}

interface Turn {
  readonly change: Partial<RegistrationRow>;
  readonly act: RegistrationAct;
  readonly reasons: readonly string[];
}

const ENTRIES = {
  submitted: 'catalogue.registration-submitted',
  returned: 'catalogue.registration-returned',
  registered: 'catalogue.registration-granted',
  changed: 'catalogue.registration-changed',
  corrected: 'catalogue.registration-changed',
  cancelled: 'catalogue.registration-cancelled',
} as const satisfies Record<RegistrationAct, string>;

async function change(
  context: RegisterContext,
  actor: Actor,
  id: string,
  turn: (tx: Tx, row: RegistrationRow) => Promise<Turn>,
): Promise<Committed<RegistrationView>> {
  const { evidence } = await context.transact(async (tx) => {
    const row = await registers(tx)
      .selectFrom('catalogue.registration')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (!row) throw new DomainError('registration.unknown', 'not-found', { id });
    assertMay(context, actor, 'registration.decide', { jurisdiction: row.jurisdiction, openedBy: row.opened_by });
    const { change: changed, act, reasons } = await turn(tx, row);
    const after = { ...row, ...changed, changed_at: tx.at };
    await registers(tx)
      .updateTable('catalogue.registration')
      .set({ ...changed, content: JSON.stringify(after.content), changed_at: tx.at })
      .where('id', '=', id)
      .execute();
    const step = await addStep(context, tx, after, act, actor, reasons);
    enter(context, tx, actor, after, ENTRIES[act], step, {
      act,
      version: after.version,
      ...(after.number === null ? {} : { number: after.number }),
    });
  });
  return { value: await readRegistration(context, actor, id), evidence };
}

async function addStep(
  context: RegisterContext,
  tx: Tx,
  row: RegistrationRow,
  act: RegistrationAct,
  actor: Actor,
  reasons: readonly string[],
): Promise<string> {
  const last = await registers(tx)
    .selectFrom('catalogue.registration_step')
    .select((e) => e.fn.max('position').as('last'))
    .where('registration_id', '=', row.id)
    .executeTakeFirst();
  const id = context.ids.next<'registration-step'>('rgs');
  const position = Number(last?.last ?? 0) + 1;
  await registers(tx)
    .insertInto('catalogue.registration_step')
    .values({
      ...{ id, registration_id: row.id, position, act, version: row.version },
      ...{ content: JSON.stringify(row.content), reasons: [...reasons], person: actor.person, at: tx.at },
    })
    .execute();
  return id;
}

function enter(
  context: RegisterContext,
  tx: Tx,
  actor: Actor,
  row: RegistrationRow,
  type: (typeof ENTRIES)[RegistrationAct],
  step: string,
  payload: Readonly<Record<string, string | number>>,
): void {
  record(tx, {
    type,
    stream: `registration:${row.id}`,
    actor: actorRef(actor),
    subjects: row.resources.map((id) => ({ kind: 'resource', id, rel: 'about' as const })),
    rows: [
      { table: 'catalogue.registration', id: row.id },
      { table: 'catalogue.registration_step', id: step },
    ],
    ruleVersion: context.limits(row.jurisdiction).version,
    payload: payload as never,
  });
}

const openRegistration = (db: Db, kind: RegistrationKind, subject: string): Promise<RegistrationRow | undefined> =>
  registers(db)
    .selectFrom('catalogue.registration')
    .selectAll()
    .where('kind', '=', kind)
    .where('subject_id', '=', subject)
    .where('state', '<>', 'cancelled')
    .executeTakeFirst();

/** Numbers under which resources are registered now: shown wherever a resource is used (REG-01). */
export async function registeredNumbers(db: Db, resources: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (resources.length === 0) return new Map();
  const rows = await registers(db)
    .selectFrom('catalogue.registration')
    .select(['subject_id', 'number'])
    .where('kind', '=', 'resource')
    .where('state', '=', 'registered')
    .where('subject_id', 'in', [...resources])
    .execute();
  return new Map(rows.flatMap((row) => (row.number === null ? [] : [[row.subject_id, row.number] as const])));
}

async function objectionsTo(db: Db, row: Pick<RegistrationRow, 'id'>): Promise<number> {
  const { n } = await registers(db)
    .selectFrom('catalogue.objection')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('registration_id', '=', row.id)
    .where('closed_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(n);
}

/** @throws DomainError a refusal; `registration.unknown` (not-found) */
export async function readRegistration(context: RegisterContext, actor: Actor, id: string): Promise<RegistrationView> {
  assertMay(context, actor, 'registration.read', { jurisdiction: actor.jurisdiction });
  const row = await registers(context.db)
    .selectFrom('catalogue.registration')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  if (row?.jurisdiction !== actor.jurisdiction) throw new DomainError('registration.unknown', 'not-found', { id });
  return present(context, row);
}

export async function listRegistrations(
  context: RegisterContext,
  actor: Actor,
  filter: { readonly state?: RegistrationRow['state'] | undefined; readonly resourceId?: string | undefined },
): Promise<readonly RegistrationView[]> {
  assertMay(context, actor, 'registration.read', { jurisdiction: actor.jurisdiction });
  let query = registers(context.db)
    .selectFrom('catalogue.registration')
    .selectAll()
    .where('jurisdiction', '=', actor.jurisdiction)
    .orderBy('changed_at', 'desc')
    .orderBy('id')
    .limit(500);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  const rows = (await query.execute()).filter(
    (row) => filter.resourceId === undefined || row.resources.includes(filter.resourceId),
  );
  return Promise.all(rows.map((row) => present(context, row)));
}

async function present(context: RegisterContext, row: RegistrationRow): Promise<RegistrationView> {
  const { db } = context;
  const steps = await registers(db)
    .selectFrom('catalogue.registration_step')
    .selectAll()
    .where('registration_id', '=', row.id)
    .orderBy('position')
    .execute();
  return {
    ...{ id: row.id, kind: row.kind, subjectId: row.subject_id, title: row.title, holderId: row.holder_id },
    ...{ jurisdiction: row.jurisdiction, state: row.state, version: row.version, content: row.content },
    ...(row.number === null ? {} : { number: row.number }),
    findings: row.findings,
    submittedAt: row.submitted_at.toISOString(),
    ...(row.registered_at === null ? {} : { registeredAt: row.registered_at.toISOString() }),
    ...(row.valid_until === null ? {} : { validUntil: row.valid_until }),
    ageDays: Math.max(0, Math.floor((context.clock.now().getTime() - row.changed_at.getTime()) / DAY_MS)),
    openObjections: await objectionsTo(db, row),
    origins: await originsOf(db, row.resources),
    chain: steps.map(({ act, version, content, reasons, person, at }) => ({
      ...{ act, version, content, reasons, person },
      at: at.toISOString(),
    })),
  };
}

async function originsOf(db: Db, resources: readonly string[]): Promise<RegistrationView['origins']> {
  const numbers = await registeredNumbers(db, resources);
  const found = await Promise.all(
    resources.map(async (id) => {
      const resource = await findResource(db, id);
      const version = resource && (await findVersion(db, id, resource.published_version ?? resource.version));
      const number = numbers.get(id);
      return {
        ...{ resourceId: id, title: version ? parseContent(version.content).title : '' },
        ...{ holderId: resource?.owner_id ?? '', holderName: resource?.owner_name ?? '' },
        ...(number === undefined ? {} : { number }),
      };
    }),
  );
  return found;
}
