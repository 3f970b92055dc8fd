import type { CaseActor } from '@sluice/cases';
import type { Committed, Db } from '@sluice/database';
import type { Context } from '../context.ts';
import { listDuties, performDuty, type DutyPerformed, type DutyView } from '../duties/perform-duty.ts';
import {
  decideViolation,
  findDomain,
  isInsideDomain,
  listViolations,
  registerDomain,
  reportBypass,
  type DomainView,
  type ViolationView,
} from './keep-channel.ts';
import {
  deliverEngagement,
  engageProvider,
  listProvider,
  listProviders,
  noteProviderIncident,
  reviewProvider,
  type NewEngagement,
  type ProviderStage,
  type ProviderView,
} from './keep-providers.ts';
import { decideSectorPlan, listSectorPlans, submitSectorPlan, type SectorPlanView } from './open-sector.ts';
import {
  assignWorkItem,
  completeMilestone,
  listWorkItems,
  raiseWorkItem,
  type Assignment,
  type NewWorkItem,
  type WorkItemView,
} from './plan-work.ts';

type Written<T> = Promise<Committed<T>>;
type Input<F extends (...args: never[]) => unknown> = Parameters<F>[2];

/** Registers beside the cases: sectors to be opened, work and its milestones, providers, violations, the one domain. */
export interface RegisterActs {
  submitSectorPlan(actor: CaseActor, input: Input<typeof submitSectorPlan>): Written<SectorPlanView>;
  decideSectorPlan(
    actor: CaseActor,
    id: string,
    decision: { readonly approve: boolean; readonly reasons: readonly string[] },
  ): Written<SectorPlanView>;
  listSectorPlans(db: Db, jurisdiction: string): Promise<readonly SectorPlanView[]>;
  raiseWorkItem(actor: CaseActor, input: NewWorkItem): Written<WorkItemView>;
  assignWorkItem(actor: CaseActor, id: string, given: Assignment): Written<WorkItemView>;
  completeMilestone(actor: CaseActor, id: string): Written<WorkItemView>;
  listWorkItems(
    db: Db,
    actor: CaseActor,
    of: { readonly jurisdiction: string; readonly year?: number | undefined },
  ): Promise<readonly WorkItemView[]>;
  listProvider(actor: CaseActor, input: Input<typeof listProvider>): Written<ProviderView>;
  reviewProvider(actor: CaseActor, id: string): Written<ProviderView>;
  engageProvider(
    actor: CaseActor,
    id: string,
    input: NewEngagement,
  ): Written<{ readonly engagement: string; readonly provider: ProviderView }>;
  noteProviderIncident(
    actor: CaseActor,
    id: string,
    input: { readonly stage: ProviderStage; readonly purpose: string },
  ): Written<ProviderView>;
  deliverEngagement(actor: CaseActor, id: string): Written<ProviderView>;
  listProviders(db: Db, jurisdiction: string): Promise<readonly ProviderView[]>;
  registerDomain(actor: CaseActor, input: Input<typeof registerDomain>): Written<DomainView>;
  findDomain(db: Db, jurisdiction: string): Promise<DomainView | undefined>;
  /** Whether an address may be a target of storage, computing or service (PLT-05). */
  isInsideDomain(db: Db, jurisdiction: string, address: string): Promise<boolean>;
  /** What has to be done of the operators again and again, and by when. */
  listDuties(db: Db, actor: CaseActor, jurisdiction: string): Promise<readonly DutyView[]>;
  performDuty(actor: CaseActor, agreement: string, given: DutyPerformed): Written<DutyView>;
  reportBypass(actor: CaseActor, input: Input<typeof reportBypass>): Written<ViolationView>;
  decideViolation(actor: CaseActor, id: string, given: Parameters<typeof decideViolation>[3]): Written<ViolationView>;
  listViolations(db: Db, actor: CaseActor, jurisdiction: string): Promise<readonly ViolationView[]>;
}

export function createRegisterActs(context: Context): RegisterActs {
  const { transact } = context;
  return {
    submitSectorPlan: (actor, input) => transact((tx) => submitSectorPlan(context, tx, input, actor)),
    decideSectorPlan: (actor, id, decision) => transact((tx) => decideSectorPlan(context, tx, id, decision, actor)),
    listSectorPlans: (db, jurisdiction) => listSectorPlans(db, jurisdiction),
    raiseWorkItem: (actor, input) => transact((tx) => raiseWorkItem(context, tx, input, actor)),
    assignWorkItem: (actor, id, given) => transact((tx) => assignWorkItem(context, tx, id, given, actor)),
    completeMilestone: (actor, id) => transact((tx) => completeMilestone(context, tx, id, actor)),
    listWorkItems: (db, actor, of) => listWorkItems(context, db, actor, of),
    listProvider: (actor, input) => transact((tx) => listProvider(context, tx, input, actor)),
    reviewProvider: (actor, id) => transact((tx) => reviewProvider(context, tx, id, actor)),
    engageProvider: (actor, id, input) => transact((tx) => engageProvider(context, tx, id, input, actor)),
    noteProviderIncident: (actor, id, input) => transact((tx) => noteProviderIncident(context, tx, id, input, actor)),
    deliverEngagement: (actor, id) => transact((tx) => deliverEngagement(context, tx, id, actor)),
    listProviders: (db, jurisdiction) => listProviders(db, jurisdiction),
    registerDomain: (actor, input) => transact((tx) => registerDomain(context, tx, input, actor)),
    findDomain: (db, jurisdiction) => findDomain(db, jurisdiction),
    isInsideDomain: (db, jurisdiction, address) => isInsideDomain(db, jurisdiction, address),
    listDuties: (db, actor, jurisdiction) => listDuties(context, db, actor, jurisdiction),
    performDuty: (actor, agreement, given) => transact((tx) => performDuty(context, tx, agreement, given, actor)),
    reportBypass: (actor, input) => transact((tx) => reportBypass(context, tx, input, actor)),
    decideViolation: (actor, id, given) => transact((tx) => decideViolation(context, tx, id, given, actor)),
    listViolations: (db, actor, jurisdiction) => listViolations(context, db, actor, jurisdiction),
  };
}
