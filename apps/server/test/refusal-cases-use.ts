import { nothing, on, PUBLIC, type RefusalCase } from './refusal-case.ts';

const price = { basis: 'market', amount: '1.00', unit: 'call', adjustment: { noticeDays: 0 } };
const draft = {
  form: 'api',
  title: 'refused',
  description: { summary: 'refused' },
  value: { kind: 'economic', statement: 'refused' },
  sql: 'select 1',
  parameters: [],
};
const NO_DIGEST = '0'.repeat(64);

/** Applications, grants, programs. */
export const useCases: Readonly<Record<string, RefusalCase>> = {
  createApplication: {
    send: ({ jurisdiction }) => ({ body: { jurisdiction, contents: {} } }),
    wrong: ['operator', 'data-authority', 'buyer'],
    foreign: 'developer',
  },
  editApplication: {
    send: on('application', {}),
    wrong: ['operator', 'data-authority'],
    rival: 'developer',
    foreign: 'developer',
  },
  submitApplication: {
    send: on('application'),
    wrong: ['operator', 'data-authority'],
    rival: 'developer',
    foreign: 'developer',
  },
  supplementApplication: {
    send: on('application', { note: 'refused' }),
    wrong: ['operator', 'data-authority'],
    rival: 'developer',
    foreign: 'developer',
  },
  withdrawApplication: {
    send: on('application', { reason: 'refused' }),
    wrong: ['operator', 'data-authority'],
    rival: 'developer',
    foreign: 'developer',
  },
  listApplications: { send: nothing, wrong: ['buyer', 'custodian'], foreign: 'developer' },
  readApplication: {
    send: on('application'),
    wrong: ['buyer', 'custodian'],
    rival: 'developer',
    foreign: 'data-authority',
  },
  readJoiningRisk: {
    send: on('application'),
    wrong: ['buyer', 'custodian'],
    rival: 'developer',
    foreign: 'data-authority',
  },
  actOnApplicationStep: {
    send: ({ application, step }) => ({
      params: { id: application, step },
      body: { outcome: 'fail', reasons: ['refused'] },
    }),
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
  revokeGrant: {
    send: on('grant', { ground: 'refused' }),
    wrong: ['developer', 'buyer', 'custodian'],
    foreign: 'data-authority',
  },
  appointOperator: {
    send: ({ jurisdiction, body }) => ({
      body: {
        ...{ jurisdiction, operator: body, startsOn: '2030-01-01', endsOn: '2030-12-31', basis: 'refused' },
        contents: {},
      },
    }),
    wrong: ['operator', 'developer'],
    foreign: 'data-authority',
  },
  listOperatorAppointments: { send: nothing, foreign: 'developer' },
  listOverdueSteps: { send: nothing, wrong: ['buyer'], foreign: 'data-authority' },
  explainProgram: {
    send: on('grant', { sql: 'select 1' }),
    wrong: ['operator', 'data-authority', 'buyer'],
    rival: 'developer',
    foreign: 'developer',
  },
  checkProgram: {
    send: on('grant', { sql: 'select 1' }),
    wrong: ['operator', 'data-authority', 'buyer'],
    rival: 'developer',
    foreign: 'developer',
  },
  stopRun: {
    send: ({ grant }) => ({ params: { id: grant, run: '00000000-0000-4000-8000-000000000000' } }),
    open: 'ends runs of one’s own only: of any other it answers that nothing was stopped',
  },
  runProgram: {
    send: on('grant', { sql: 'select 1' }),
    wrong: ['operator', 'data-authority', 'buyer'],
    rival: 'developer',
    foreign: 'developer',
  },
  sampleTable: {
    send: on('grant', { table: 'nothing', size: 100, seed: '1' }),
    wrong: ['operator', 'data-authority', 'buyer'],
    rival: 'developer',
    foreign: 'developer',
  },
  listQueries: { send: on('grant'), wrong: ['buyer'], rival: 'developer', foreign: 'operator' },
  listHolds: { send: nothing, wrong: ['developer', 'buyer', 'data-authority'], foreign: 'operator' },
  // No result has the id of a grant: whoever is let in by his role finds nothing.
  readHold: { send: on('grant'), wrong: ['buyer'], rival: 'developer', foreign: 'operator' },
  voteOnHold: {
    send: on('grant', { release: true, reasons: [] }),
    wrong: ['developer', 'buyer', 'data-authority'],
    foreign: 'operator',
  },
  listOveruse: { send: nothing, wrong: ['developer', 'buyer'], foreign: 'operator' },
};

/** Products, orders, calls. */
export const productCases: Readonly<Record<string, RefusalCase>> = {
  createProduct: {
    send: ({ grant }) => ({ body: { grantId: grant, ...draft } }),
    wrong: ['operator', 'data-authority', 'buyer'],
    rival: 'developer',
    foreign: 'developer',
  },
  updateProduct: {
    send: on('product', draft),
    wrong: ['operator', 'data-authority', 'buyer'],
    rival: 'developer',
    foreign: 'developer',
  },
  freezeProduct: {
    send: on('product'),
    wrong: ['operator', 'data-authority', 'buyer'],
    rival: 'developer',
    foreign: 'developer',
  },
  applyForRelease: {
    send: on('product'),
    wrong: ['operator', 'data-authority', 'buyer'],
    rival: 'developer',
    foreign: 'developer',
  },
  recordCheck: {
    send: ({ product }) => ({
      params: { id: product, check: 'any_check' },
      body: { outcome: 'pass', finding: 'refused' },
    }),
    open: 'only while under review, by whom the chain names: shown by the tests of product and cases',
  },
  decideProduct: {
    send: on('product', { outcome: 'approve' }),
    open: 'only while under review, by whom the chain names: shown by the tests of product and cases',
  },
  listProductDossiers: { send: nothing, foreign: 'operator' },
  getProductDossier: { send: on('product'), wrong: ['buyer', 'custodian'], rival: 'developer', foreign: 'operator' },
  openListing: { send: on('product'), wrong: ['developer', 'data-authority', 'buyer'], foreign: 'operator' },
  setPrice: {
    send: on('product', price),
    wrong: ['operator', 'data-authority', 'buyer'],
    rival: 'developer',
    foreign: 'developer',
  },
  suspendProduct: {
    send: on('product', { ground: 'incident', reason: 'refused' }),
    wrong: ['developer', 'buyer', 'source-agency'],
    foreign: 'operator',
  },
  resumeProduct: {
    send: on('product', { reason: 'refused' }),
    wrong: ['developer', 'buyer', 'source-agency'],
    foreign: 'operator',
  },
  delistProduct: {
    send: on('product', { ground: 'incident', reason: 'refused', deliveredCopies: 'none' }),
    wrong: ['buyer', 'source-agency'],
    rival: 'developer',
    foreign: 'operator',
  },
  listCatalogueProducts: { send: nothing, open: PUBLIC },
  getCatalogueProduct: { send: on('product'), open: PUBLIC },
  placeOrder: {
    send: ({ product }) => ({ body: { productId: product, use: 'refused' } }),
    wrong: ['operator', 'data-authority', 'source-agency'],
    foreign: 'buyer',
  },
  createKey: { send: on('order'), wrong: ['operator', 'data-authority', 'developer'], foreign: 'buyer' },
  revokeKey: {
    send: ({ order, key }) => ({ params: { id: order, key } }),
    wrong: ['operator', 'data-authority', 'developer'],
    foreign: 'buyer',
  },
  listOrders: { send: nothing, foreign: 'buyer' },
  getUsage: { send: on('order'), wrong: ['source-agency', 'custodian'], rival: 'developer', foreign: 'buyer' },
  listCalls: { send: ({ order }) => ({ query: { orderId: order } }), foreign: 'operator' },
  callProduct: { send: on('product', {}), open: 'asks for a key, not for a session: tried apart' },
};
