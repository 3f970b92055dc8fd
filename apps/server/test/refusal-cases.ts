import type { Role } from '@sluice/identity';

/** Things of one city that the routes are tried on. */
export interface Things {
  readonly jurisdiction: string;
  readonly body: string;
  readonly membership: string;
  readonly system: string;
  readonly resource: string;
  readonly demand: string;
  readonly batch: string;
  /** An application under review, with its current step. */
  readonly application: string;
  readonly step: string;
  readonly document: string;
  readonly grant: string;
  readonly product: string;
  readonly order: string;
  readonly key: string;
  readonly entry: string;
}

interface Sent {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What is sent, and who must not get through with it. A route without a line here fails the test. */
export interface RefusalCase {
  readonly send: (things: Things) => Sent;
  /** Roles of the same city that are answered 403 with the reason. */
  readonly wrong?: readonly Role[];
  /** Somebody of the same role, of another body in the same city: 403 or 404. */
  readonly rival?: Role;
  /** The right role of another city: 403 or 404, or an answer in which nothing of this city stands. */
  readonly foreign?: Role;
  /** Why no role and no city is refused here. */
  readonly open?: string;
}

const on = (id: keyof Things, body?: unknown) => (things: Things) => ({ params: { id: things[id] }, ...(body === undefined ? {} : { body }) });
const nothing = () => ({});
const OWN_SESSION = 'concerns the session of whoever asks';
const PUBLIC = 'public';

const content = { name: 'refused_entry', title: 'refused', class: 'public' };
const price = { basis: 'market', amount: '1.00', unit: 'call', adjustment: { noticeDays: 0 } };
const draft = { form: 'api', title: 'refused', description: { summary: 'refused' }, value: { kind: 'economic', statement: 'refused' }, sql: 'select 1', parameters: [] };
const NO_DIGEST = '0'.repeat(64);

const identityCases: Readonly<Record<string, RefusalCase>> = {
  listDemoAccounts: { send: nothing, open: PUBLIC },
  signIn: { send: () => ({ body: { account: 'nobody', password: 'wrong-password', mode: 'token' } }), open: PUBLIC },
  getSession: { send: nothing, open: OWN_SESSION },
  switchMembership: { send: ({ membership }) => ({ body: { membershipId: membership } }), rival: 'developer', foreign: 'developer' },
  signOut: { send: nothing, open: OWN_SESSION },
  getPowers: { send: nothing, open: 'the matrix is the same for everyone' },
  createBody: {
    send: ({ jurisdiction }) => ({ body: { name: 'refused', type: 'firm', level: 'city', jurisdiction, divisionCode: '320900' } }),
    wrong: ['data-authority'],
    foreign: 'source-agency',
  },
  reviewBody: { send: on('body', { decision: 'refuse', reasons: ['refused'] }), wrong: ['developer', 'operator'], foreign: 'data-authority' },
  listBodies: { send: ({ jurisdiction }) => ({ query: { jurisdiction } }), foreign: 'data-authority' },
  createPerson: {
    send: ({ body, jurisdiction }) => ({
      body: { name: 'refused', account: 'refused-person', password: 'refused-password-1', memberships: [{ bodyId: body, role: 'developer', jurisdiction }] },
    }),
    wrong: ['data-authority'],
    foreign: 'developer',
  },
  reviewMembership: { send: on('membership', { decision: 'refuse', reasons: ['refused'] }), wrong: ['developer', 'buyer'], foreign: 'data-authority' },
  endMembership: { send: on('membership'), wrong: ['developer', 'buyer'], foreign: 'data-authority' },
  listJurisdictions: { send: nothing, open: PUBLIC },
  readProfile: { send: ({ jurisdiction }) => ({ params: { jurisdiction } }), open: PUBLIC },
  readClock: { send: nothing, open: PUBLIC },
  moveClock: { send: () => ({ body: { advanceDays: 1 } }), wrong: ['data-authority', 'operator', 'developer'], foreign: 'data-authority' },
};

const catalogueCases: Readonly<Record<string, RefusalCase>> = {
  createSystem: { send: () => ({ body: { name: 'refused' } }), wrong: ['developer', 'data-authority', 'operator', 'buyer'] },
  listSystems: { send: nothing, wrong: ['buyer'], foreign: 'source-agency' },
  createResource: { send: () => ({ body: content }), wrong: ['developer', 'data-authority', 'operator', 'buyer'] },
  editResource: { send: on('resource', content), wrong: ['developer', 'data-authority'], rival: 'source-agency', foreign: 'source-agency' },
  submitResource: { send: on('resource'), wrong: ['developer', 'data-authority'], rival: 'source-agency', foreign: 'source-agency' },
  reviewResource: { send: on('resource', { decision: 'approve' }), wrong: ['source-agency', 'developer', 'operator'], foreign: 'data-authority' },
  listResources: { send: nothing, open: 'published entries are public; drafts are filtered by right' },
  listPublishedResources: { send: nothing, open: PUBLIC },
  getResource: { send: on('resource'), open: 'a published entry is public' },
  getCoverage: { send: nothing, wrong: ['buyer'], foreign: 'data-authority' },
  createDemandItem: {
    send: ({ resource }) => ({ body: { resourceId: resource, fields: [], scenarios: ['refused'], studiedOn: '2026-11-01' } }),
    wrong: ['developer', 'data-authority', 'buyer'],
    foreign: 'operator',
  },
  requestOpinion: { send: ({ demand, body }) => ({ params: { id: demand }, body: { bodyId: body } }), wrong: ['developer', 'operator'], foreign: 'data-authority' },
  giveOpinion: { send: on('demand', { opinion: 'agree' }), wrong: ['developer', 'operator', 'data-authority'], foreign: 'sector-authority' },
  confirmDemandItem: { send: on('demand', { decision: 'confirm' }), wrong: ['developer', 'operator'], foreign: 'data-authority' },
  supplyDemandItem: { send: on('demand', { act: 'push' }), wrong: ['developer', 'operator', 'data-authority'], foreign: 'custodian' },
  publishDevelopmentEntry: { send: on('demand', { category: 'refused', grade: 1, fields: [] }), wrong: ['developer', 'data-authority'], foreign: 'operator' },
  listDemandItems: { send: nothing, wrong: ['buyer'], foreign: 'operator' },
  getDemandItem: { send: on('demand'), wrong: ['buyer'], foreign: 'operator' },
  listDevelopmentCatalogue: { send: nothing, wrong: ['buyer'], foreign: 'developer' },
  receiveBatch: {
    send: ({ resource }) => ({ params: { id: resource }, query: { filename: 'refused.csv' }, body: 'a,b\n1,2\n' }),
    wrong: ['developer', 'operator', 'data-authority', 'buyer'],
    rival: 'source-agency',
    foreign: 'source-agency',
  },
  readBatch: { send: on('batch'), wrong: ['developer', 'operator', 'buyer'], rival: 'source-agency', foreign: 'data-authority' },
  listBatches: { send: on('resource'), wrong: ['developer', 'operator', 'buyer'], rival: 'source-agency', foreign: 'data-authority' },
  readQuarantine: {
    send: on('batch'),
    wrong: ['custodian', 'data-authority', 'operator', 'developer', 'inspection'],
    rival: 'source-agency',
    foreign: 'source-agency',
  },
  exportQuarantine: {
    send: on('batch'),
    wrong: ['custodian', 'data-authority', 'operator', 'developer', 'inspection'],
    rival: 'source-agency',
    foreign: 'source-agency',
  },
  listEpochs: { send: on('resource'), wrong: ['developer', 'operator', 'buyer'], rival: 'source-agency', foreign: 'data-authority' },
};

const useCases: Readonly<Record<string, RefusalCase>> = {
  createApplication: { send: ({ jurisdiction }) => ({ body: { jurisdiction, contents: {} } }), wrong: ['operator', 'data-authority', 'buyer'], foreign: 'developer' },
  editApplication: { send: on('application', {}), wrong: ['operator', 'data-authority'], rival: 'developer', foreign: 'developer' },
  submitApplication: { send: on('application'), wrong: ['operator', 'data-authority'], rival: 'developer', foreign: 'developer' },
  supplementApplication: { send: on('application', { note: 'refused' }), wrong: ['operator', 'data-authority'], rival: 'developer', foreign: 'developer' },
  withdrawApplication: { send: on('application', { reason: 'refused' }), wrong: ['operator', 'data-authority'], rival: 'developer', foreign: 'developer' },
  listApplications: { send: nothing, wrong: ['buyer', 'custodian'], foreign: 'developer' },
  readApplication: { send: on('application'), wrong: ['buyer', 'custodian'], rival: 'developer', foreign: 'data-authority' },
  actOnApplicationStep: {
    send: ({ application, step }) => ({ params: { id: application, step }, body: { outcome: 'fail', reasons: ['refused'] } }),
    wrong: ['developer', 'buyer', 'source-agency'],
    foreign: 'operator',
  },
  enterDelayReason: {
    send: ({ application, step }) => ({ params: { id: application, step }, body: { reason: 'refused' } }),
    wrong: ['developer', 'buyer', 'source-agency'],
    foreign: 'operator',
  },
  draftDocument: {
    send: ({ application, document }) => ({ params: { id: application, kind: document }, body: { contents: {} } }),
    wrong: ['developer', 'data-authority', 'buyer'],
    foreign: 'operator',
  },
  signDocument: {
    send: ({ application, document }) => ({ params: { id: application, kind: document }, body: { digest: NO_DIGEST } }),
    wrong: ['data-authority', 'buyer'],
    rival: 'developer',
    foreign: 'operator',
  },
  fileDocuments: { send: on('application', {}), wrong: ['developer', 'operator'], foreign: 'data-authority' },
  listGrants: { send: nothing, wrong: ['buyer'], foreign: 'developer' },
  readGrant: { send: on('grant'), wrong: ['buyer'], rival: 'developer', foreign: 'data-authority' },
  revokeGrant: { send: on('grant', { ground: 'refused' }), wrong: ['developer', 'buyer', 'custodian'], foreign: 'data-authority' },
  appointOperator: {
    send: ({ jurisdiction, body }) => ({ body: { jurisdiction, operator: body, startsOn: '2030-01-01', endsOn: '2030-12-31', basis: 'refused' } }),
    wrong: ['operator', 'developer'],
    foreign: 'data-authority',
  },
  listOperatorAppointments: { send: nothing, foreign: 'developer' },
  listOverdueSteps: { send: nothing, wrong: ['buyer'], foreign: 'data-authority' },
  explainProgram: { send: on('grant', { sql: 'select 1' }), wrong: ['operator', 'data-authority', 'buyer'], rival: 'developer', foreign: 'developer' },
  runProgram: { send: on('grant', { sql: 'select 1' }), wrong: ['operator', 'data-authority', 'buyer'], rival: 'developer', foreign: 'developer' },
  listQueries: { send: on('grant'), wrong: ['buyer'], rival: 'developer', foreign: 'operator' },
};

const productCases: Readonly<Record<string, RefusalCase>> = {
  createProduct: { send: ({ grant }) => ({ body: { grantId: grant, ...draft } }), wrong: ['operator', 'data-authority', 'buyer'], rival: 'developer', foreign: 'developer' },
  updateProduct: { send: on('product', draft), wrong: ['operator', 'data-authority', 'buyer'], rival: 'developer', foreign: 'developer' },
  freezeProduct: { send: on('product'), wrong: ['operator', 'data-authority', 'buyer'], rival: 'developer', foreign: 'developer' },
  applyForRelease: { send: on('product'), wrong: ['operator', 'data-authority', 'buyer'], rival: 'developer', foreign: 'developer' },
  recordCheck: {
    send: ({ product }) => ({ params: { id: product, check: 'any_check' }, body: { outcome: 'pass', finding: 'refused' } }),
    open: 'only while under review, by whom the chain names: shown by the tests of product and cases',
  },
  decideProduct: { send: on('product', { outcome: 'approve' }), open: 'only while under review, by whom the chain names: shown by the tests of product and cases' },
  listProductDossiers: { send: nothing, foreign: 'operator' },
  getProductDossier: { send: on('product'), wrong: ['buyer', 'custodian'], rival: 'developer', foreign: 'operator' },
  openListing: { send: on('product'), wrong: ['developer', 'data-authority', 'buyer'], foreign: 'operator' },
  setPrice: { send: on('product', price), wrong: ['operator', 'data-authority', 'buyer'], rival: 'developer', foreign: 'developer' },
  suspendProduct: { send: on('product', { ground: 'incident', reason: 'refused' }), wrong: ['developer', 'buyer', 'source-agency'], foreign: 'operator' },
  resumeProduct: { send: on('product', { reason: 'refused' }), wrong: ['developer', 'buyer', 'source-agency'], foreign: 'operator' },
  delistProduct: {
    send: on('product', { ground: 'incident', reason: 'refused', deliveredCopies: 'none' }),
    wrong: ['buyer', 'source-agency'],
    rival: 'developer',
    foreign: 'operator',
  },
  listCatalogueProducts: { send: nothing, open: PUBLIC },
  getCatalogueProduct: { send: on('product'), open: PUBLIC },
  placeOrder: { send: ({ product }) => ({ body: { productId: product, use: 'refused' } }), wrong: ['operator', 'data-authority', 'source-agency'], foreign: 'buyer' },
  createKey: { send: on('order'), wrong: ['operator', 'data-authority', 'developer'], foreign: 'buyer' },
  revokeKey: { send: ({ order, key }) => ({ params: { id: order, key } }), wrong: ['operator', 'data-authority', 'developer'], foreign: 'buyer' },
  listOrders: { send: nothing, foreign: 'buyer' },
  getUsage: { send: on('order'), wrong: ['source-agency', 'custodian'], rival: 'developer', foreign: 'buyer' },
  listCalls: { send: ({ order }) => ({ query: { orderId: order } }), rival: 'developer', foreign: 'operator' },
  callProduct: { send: on('product', {}), open: 'asks for a key, not for a session: tried apart' },
};

const evidenceCases: Readonly<Record<string, RefusalCase>> = {
  getEntry: { send: ({ entry }) => ({ params: { entryId: entry } }), open: PUBLIC },
  getPayload: { send: ({ entry }) => ({ params: { entryId: entry } }), wrong: ['developer', 'source-agency'], foreign: 'data-authority' },
  listStream: { send: ({ product }) => ({ params: { stream: `product:${product}` } }), open: PUBLIC },
  searchEntries: { send: nothing, open: 'entries are public, without what they commit to' },
  getChain: { send: ({ entry }) => ({ params: { entryId: entry } }), open: PUBLIC },
  getBundle: { send: ({ entry }) => ({ params: { entryId: entry } }), wrong: ['developer', 'source-agency'], foreign: 'inspection' },
  getLog: { send: nothing, open: PUBLIC },
  getOverview: { send: nothing, open: PUBLIC },
  traceLineage: { send: ({ product }) => ({ params: { id: product }, query: { direction: 'back' } }), open: 'the chain of a public product is public' },
};

export const refusalCases: Readonly<Record<string, RefusalCase>> = {
  ...identityCases,
  ...catalogueCases,
  ...useCases,
  ...productCases,
  ...evidenceCases,
};
