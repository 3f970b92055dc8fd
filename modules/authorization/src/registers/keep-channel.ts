import { isIP, BlockList } from 'node:net';
import type { CaseActor } from '@sluice/cases';
import type { Db, Tx } from '@sluice/database';
import { DomainError, type CivilDate } from '@sluice/kernel';
import type { Selectable } from 'kysely';
import { assertPower, dateOf, type Context } from '../context.ts';
import { enterRegister, registers, type RegisterTables } from './register-store.ts';

export interface DomainView {
  readonly id: string;
  readonly jurisdiction: string;
  readonly ranges: string[];
  readonly basis: string;
}

/**
 * Registers the one domain of operation of a jurisdiction, by its address ranges (PLT-05).
 * @throws DomainError `domain.registered` (conflict), `domain.range-wrong` (invalid)
 */
export async function registerDomain(
  context: Context,
  tx: Tx,
  input: { readonly jurisdiction: string; readonly ranges: readonly string[]; readonly basis: string },
  actor: CaseActor,
): Promise<DomainView> {
  assertPower(context, actor, 'operator.appoint', input.jurisdiction);
  for (const range of input.ranges)
    if (!parseRange(range)) throw new DomainError('domain.range-wrong', 'invalid', { range });
  if (await findDomain(tx, input.jurisdiction)) throw new DomainError('domain.registered', 'conflict');
  const id = context.ids.next<'operation-domain'>('odm');
  const { jurisdiction, basis } = input;
  await registers(tx)
    .insertInto('authorization.operation_domain')
    .values({
      ...{ id, jurisdiction, basis, ranges: [...input.ranges] },
      ...{ registered_by: actor.person, registered_at: tx.at },
    })
    .execute();
  enterRegister(context, tx, actor, jurisdiction, {
    ...{ table: 'authorization.operation_domain', id, register: 'operation-domain', state: 'registered' },
    about: input.ranges.join(' '),
  });
  return { id, jurisdiction, basis, ranges: [...input.ranges] };
}

export async function findDomain(db: Db, jurisdiction: string): Promise<DomainView | undefined> {
  const row = await registers(db)
    .selectFrom('authorization.operation_domain')
    .selectAll()
    .where('jurisdiction', '=', jurisdiction)
    .executeTakeFirst();
  return row && { id: row.id, jurisdiction: row.jurisdiction, ranges: [...row.ranges], basis: row.basis };
}

/** Whether an address may be a target of storage, computing or service: inside the domain, where one is registered. */
export async function isInsideDomain(db: Db, jurisdiction: string, address: string): Promise<boolean> {
  const domain = await findDomain(db, jurisdiction);
  if (!domain) return true;
  const family = isIP(address);
  if (family === 0) return false;
  const list = new BlockList();
  for (const range of domain.ranges) {
    const parsed = parseRange(range);
    if (parsed) list.addSubnet(parsed.net, parsed.bits, parsed.family);
  }
  return list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

function parseRange(text: string) {
  const [net = '', bits = ''] = text.split('/');
  const family = isIP(net);
  const length = Number(bits);
  const most = family === 6 ? 128 : 32;
  if (family === 0 || !/^\d{1,3}$/.test(bits) || length > most) return undefined;
  return { net, bits: length, family: family === 6 ? ('ipv6' as const) : ('ipv4' as const) };
}

export interface ViolationView {
  readonly id: string;
  readonly jurisdiction: string;
  readonly kind: 'by-pass';
  readonly agency: string;
  readonly recipient: string;
  readonly text: string;
  readonly reportedAt: string;
  readonly state: Selectable<RegisterTables['authorization.violation']>['state'];
  readonly dueOn: CivilDate | null;
  readonly finding: string | null;
}

/** Reports that an agency gave data to somebody past the platform: that opens a case against it (PLT-06). */
export async function reportBypass(
  context: Context,
  tx: Tx,
  input: {
    readonly jurisdiction: string;
    readonly agency: string;
    readonly recipient: string;
    readonly text: string;
  },
  actor: CaseActor,
): Promise<ViolationView> {
  if (!context.policy.decide({ actor, act: 'violation.report', objectJurisdiction: input.jurisdiction }).allowed)
    assertPower(context, actor, 'violation.decide', input.jurisdiction);
  const agencies = await context.directory.bodiesInRole(tx, input.jurisdiction, 'source-agency');
  if (!agencies.some((body) => body.id === input.agency))
    throw new DomainError('violation.unknown-agency', 'precondition', { body: input.agency });
  const id = context.ids.next<'violation'>('vio');
  await registers(tx)
    .insertInto('authorization.violation')
    .values({
      ...{ id, ...input, kind: 'by-pass', state: 'opened', due_on: null, finding: null },
      ...{ reported_by: actor.person, reported_at: tx.at },
    })
    .execute();
  enterRegister(context, tx, actor, input.jurisdiction, {
    ...{ table: 'authorization.violation', id, register: 'violation', state: 'opened', about: input.agency },
  });
  return readViolation(tx, id);
}

const NEXT: Readonly<Record<string, readonly string[]>> = {
  opened: ['unfounded', 'ordered'],
  ordered: ['corrected'],
  corrected: ['closed', 'ordered'],
};

/**
 * Moves a violation on: unfounded, ordered to correct until a day, corrected, closed; each with what was found.
 * @throws DomainError `violation.wrong-state`, `violation.due-missing`, `violation.own-case`
 */
export async function decideViolation(
  context: Context,
  tx: Tx,
  id: string,
  given: {
    readonly state: 'unfounded' | 'ordered' | 'corrected' | 'closed';
    readonly finding: string;
    readonly dueOn?: CivilDate | undefined;
  },
  actor: CaseActor,
): Promise<ViolationView> {
  const row = await registers(tx)
    .selectFrom('authorization.violation')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new DomainError('violation.not-found', 'not-found', { violation: id });
  assertPower(context, actor, 'violation.decide', row.jurisdiction);
  if (row.reported_by === actor.person || row.agency === actor.body)
    throw new DomainError('violation.own-case', 'forbidden');
  if (!NEXT[row.state]?.includes(given.state))
    throw new DomainError('violation.wrong-state', 'conflict', { state: row.state });
  if (given.state === 'ordered' && (given.dueOn ?? '') <= dateOf(tx.at))
    throw new DomainError('violation.due-missing', 'invalid');
  await registers(tx)
    .updateTable('authorization.violation')
    .set({ state: given.state, finding: given.finding, due_on: given.dueOn ?? row.due_on })
    .where('id', '=', id)
    .execute();
  enterRegister(context, tx, actor, row.jurisdiction, {
    ...{ table: 'authorization.violation', id, register: 'violation', state: given.state, about: row.agency },
  });
  return readViolation(tx, id);
}

async function readViolation(db: Db, id: string): Promise<ViolationView> {
  return viewOf(
    await registers(db)
      .selectFrom('authorization.violation')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow(),
  );
}

export async function listViolations(
  context: Context,
  db: Db,
  actor: CaseActor,
  jurisdiction: string,
): Promise<readonly ViolationView[]> {
  assertPower(context, actor, 'violation.read', jurisdiction);
  const rows = await registers(db)
    .selectFrom('authorization.violation')
    .selectAll()
    .where('jurisdiction', '=', jurisdiction)
    .orderBy('id', 'desc')
    .limit(500)
    .execute();
  return rows.map(viewOf);
}

const viewOf = (row: Selectable<RegisterTables['authorization.violation']>): ViolationView => ({
  ...{ id: row.id, jurisdiction: row.jurisdiction, kind: row.kind, agency: row.agency, recipient: row.recipient },
  ...{ text: row.text, reportedAt: row.reported_at.toISOString(), state: row.state, dueOn: row.due_on },
  finding: row.finding,
});
