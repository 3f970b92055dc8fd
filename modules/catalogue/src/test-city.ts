import { createLedgerWriter, createPayloadMaster } from '@sluice/ledger';
import {
  createTestBytes,
  createTestClock,
  createTestDatabase,
  createTestIds,
  type TestDatabase,
} from '@sluice/testkit';
import { allow, refuse, type ControllableClock, type IdSource } from '@sluice/kernel';
import type { Transact } from '@sluice/database';
import type {
  Actor,
  CatalogueContext,
  CatalogueRules,
  Delivery,
  OwnerBody,
  Policy,
  SideCount,
} from './catalogue-context.ts';
import { createCatalogue, type Catalogue } from './catalogue.ts';
import type { FieldDefinition } from './field.ts';
import type { ResourceContent } from './resource.ts';

/** Roles of the matrix that hold an act, for the tests of this module; identity's own tests walk the whole matrix. */
const holders: Readonly<Record<string, readonly string[]>> = {
  'system.register': ['source-agency'],
  'resource.register': ['source-agency'],
  'resource.edit': ['source-agency'],
  'resource.submit': ['source-agency'],
  'resource.review': ['data-authority'],
  'resource.publish': ['data-authority'],
  'demand.create': ['operator', 'source-agency'],
  'demand.ask-opinion': ['data-authority'],
  'demand.opinion': ['sector-authority'],
  'demand.confirm': ['data-authority'],
  'supply.apply': ['operator'],
  'supply.decide': ['data-authority'],
  'supply.push': ['custodian'],
  'development.publish': ['operator'],
  'resource.withdraw': ['source-agency'],
  'change.note': ['source-agency'],
  'objection.raise': ['operator', 'developer', 'data-subject', 'buyer', 'public'],
  'objection.handle': ['custodian', 'source-agency', 'registration-body'],
  'objection.decide': ['custodian', 'registration-body'],
  'registration.apply': ['source-agency', 'operator'],
  'registration.decide': ['registration-body'],
  'need.raise': ['data-authority', 'source-agency', 'operator', 'developer'],
  'service-item.load': ['data-authority'],
  'need.route': ['data-authority'],
};

const policy: Policy = {
  decide({ actor, act, objectJurisdiction, ownerBody, openedBy }) {
    const params = { act, role: actor.role };
    if (objectJurisdiction !== actor.jurisdiction) return refuse({ code: 'policy.other-jurisdiction', params });
    const isRead = act.endsWith('.read');
    if (!isRead && holders[act]?.includes(actor.role) !== true) return refuse({ code: 'policy.no-power', params });
    if ((act.endsWith('.edit') || act.endsWith('.withdraw')) && ownerBody !== actor.body)
      return refuse({ code: 'policy.not-own', params });
    if (openedBy === actor.person) return refuse({ code: 'policy.own-case', params });
    return allow();
  },
};

export const publicTypes = ['state-organ', 'undertaking-health'];

const rules: CatalogueRules = {
  version: 'test/1',
  publicBodyTypes: publicTypes,
  media: ['text', 'table', 'image', 'audio', 'video'],
  studyCycleMonths: 6,
  gatherRoutes: [
    { bodyTypes: ['undertaking-health'], via: 'sector-authority', clause: 'F4 §三(二)4' },
    { bodyTypes: ['undertaking-water'], via: 'enterprise-zone', clause: 'F4 §三(二)4' },
  ],
};

export interface TestCity {
  readonly database: TestDatabase;
  readonly catalogue: Catalogue;
  readonly context: CatalogueContext;
  readonly transact: Transact;
  readonly clock: ControllableClock;
  readonly ids: IdSource;
  readonly bodies: Map<string, OwnerBody>;
  /** What the receiving side counts; by default the same as was sent. */
  received: (delivery: Delivery, sent: SideCount) => SideCount;
  actor(role: string, more?: Partial<Actor>): Actor;
  /** An actor of an own, fresh body of this type. */
  owner(type: string, more?: Partial<OwnerBody>): Actor;
  close(): Promise<void>;
}

const sent = (delivery: Delivery): SideCount => ({
  rows: 10,
  digest: `of ${delivery.epochId} ${delivery.fields.join()}`,
});

export async function createTestCity(): Promise<TestCity> {
  const database = await createTestDatabase();
  const clock = createTestClock();
  const ids = createTestIds(3);
  const master = createPayloadMaster(createTestBytes(9)(32));
  const { transact } = createLedgerWriter({ db: database.db, clock, ids, master });
  const bodies = new Map<string, OwnerBody>();
  let serial = 0;
  const context: CatalogueContext = {
    clock,
    ids,
    policy,
    seesAll: (_, role) => role === 'data-authority' || role === 'inspection',
    rules: () => rules,
    bodies: {
      find: async (_, id) => bodies.get(id),
      findSectorAuthority: async (_, jurisdiction, sector) =>
        [...bodies.values()].find(
          (one) => one.type === 'sector-office' && one.sector === sector && one.jurisdiction === jurisdiction,
        ),
    },
    supplySides: {
      sent: async (_, delivery) => sent(delivery),
      received: async (_, delivery) => city.received(delivery, sent(delivery)),
    },
  };
  const city: TestCity = {
    database,
    transact,
    clock,
    ids,
    bodies,
    received: (_, counted) => counted,
    context,
    catalogue: createCatalogue({ ...context, db: database.db, transact }),
    actor: (role, more = {}) => ({
      person: ids.next('person'),
      body: ids.next('body'),
      role,
      jurisdiction: 'east',
      ...more,
    }),
    owner(type, more = {}) {
      serial += 1;
      const body: OwnerBody = {
        id: ids.next('body'),
        name: `机构${serial}`,
        type,
        jurisdiction: 'east',
        divisionCode: '320900',
        creditCode: `CODE${String(serial).padStart(4, '0')}`,
        ...more,
      };
      bodies.set(body.id, body);
      return city.actor('source-agency', { body: body.id, jurisdiction: body.jurisdiction });
    },
    close: () => database.close(),
  };
  return city;
}

export const aField = (name: string, more: Partial<FieldDefinition> = {}): FieldDefinition => ({
  name,
  title: name,
  type: 'text',
  required: true,
  role: 'other',
  grade: 1,
  ...more,
});

/** A draft with every attribute that submission asks for. */
export const complete = (systemId: string, more: Partial<ResourceContent> = {}): ResourceContent => ({
  name: 'traffic_accident',
  title: '道路交通事故记录',
  description: '本市道路交通事故的基本情况',
  class: 'public',
  systemId,
  form: 'table',
  sector: 'transport',
  keywords: ['安全'],
  updateCycle: 'daily',
  grade: 2,
  sharing: { mode: 'unconditional' },
  opening: { mode: 'none', reason: '涉及个人信息' },
  returnFlow: { mode: 'returned' },
  authorization: { mode: 'conditional', conditions: '不得还原到个人' },
  fields: [aField('accident_no', { title: '事故编号' }), aField('road', { title: '道路名称', grade: 2 })],
  ...more,
});

export const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code?: string; message?: string }) => error.code ?? error.message ?? 'failed',
  );

export const issuesOf = async (work: Promise<unknown>): Promise<readonly string[]> =>
  work.then(
    () => ['done'],
    (error: { issues?: readonly { code: string; path: string }[] }) =>
      (error.issues ?? []).map((issue) => `${issue.code} ${issue.path}`),
  );
