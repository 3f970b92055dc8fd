import { nothing, on, PUBLIC, type RefusalCase } from './refusal-case.ts';
import { gatheringCases } from './refusal-cases-gathering.ts';
import { dataRegisterCases } from './refusal-cases-data.ts';
import { operationCases } from './refusal-cases-operation.ts';
import { procedureCases } from './refusal-cases-procedure.ts';
import { registerCases } from './refusal-cases-registers.ts';
import { socialCases } from './refusal-cases-social.ts';
import { productCases, useCases } from './refusal-cases-use.ts';

const OWN_SESSION = 'concerns the session of whoever asks';
const content = { name: 'refused_entry', title: 'refused', class: 'public' };

const identityCases: Readonly<Record<string, RefusalCase>> = {
  listDemoAccounts: { send: nothing, open: PUBLIC },
  signIn: { send: () => ({ body: { account: 'nobody', password: 'wrong-password', mode: 'token' } }), open: PUBLIC },
  getSession: { send: nothing, open: OWN_SESSION },
  switchMembership: {
    send: ({ membership }) => ({ body: { membershipId: membership } }),
    rival: 'developer',
    foreign: 'developer',
  },
  signOut: { send: nothing, open: OWN_SESSION },
  changePassword: {
    send: () => ({ body: { oldPassword: 'no password of anyone', newPassword: 'refused-password-1' } }),
    wrong: ['developer'],
  },
  getPowers: { send: nothing, open: 'the matrix is the same for everyone' },
  createBody: {
    send: ({ jurisdiction }) => ({
      body: { name: 'refused', type: 'firm', level: 'city', jurisdiction, divisionCode: '320900' },
    }),
    wrong: ['data-authority'],
    foreign: 'source-agency',
  },
  reviewBody: {
    send: on('body', { decision: 'refuse', reasons: ['refused'] }),
    wrong: ['developer', 'operator'],
    foreign: 'data-authority',
  },
  listBodies: { send: ({ jurisdiction }) => ({ query: { jurisdiction } }), foreign: 'data-authority' },
  findPeople: {
    send: () => ({ query: { q: '数' } }),
    foreign: 'data-authority',
  },
  listMemberships: { send: nothing, foreign: 'data-authority' },
  createPerson: {
    send: ({ body, jurisdiction }) => ({
      body: {
        name: 'refused',
        account: 'refused-person',
        password: 'refused-password-1',
        memberships: [{ bodyId: body, role: 'developer', jurisdiction }],
      },
    }),
    wrong: ['data-authority'],
    foreign: 'developer',
  },
  reviewMembership: {
    send: on('membership', { decision: 'refuse', reasons: ['refused'] }),
    wrong: ['developer', 'buyer'],
    foreign: 'data-authority',
  },
  endMembership: { send: on('membership'), wrong: ['developer', 'buyer'], foreign: 'data-authority' },
  listJurisdictions: { send: nothing, open: PUBLIC },
  readProfile: { send: ({ jurisdiction }) => ({ params: { jurisdiction } }), open: PUBLIC },
  readCalendar: { send: nothing, open: PUBLIC },
  loadCalendarYear: {
    send: () => ({
      params: { year: '2027' },
      body: { daysOff: ['2027-01-01'], workingWeekends: [], source: 'refused' },
    }),
    wrong: ['operator', 'developer', 'sector-authority', 'inspection'],
  },
  readClock: { send: nothing, open: PUBLIC },
  moveClock: {
    send: () => ({ body: { advanceDays: 1 } }),
    wrong: ['data-authority', 'operator', 'developer'],
    foreign: 'data-authority',
  },
};

const catalogueCases: Readonly<Record<string, RefusalCase>> = {
  createSystem: {
    send: () => ({ body: { name: 'refused' } }),
    wrong: ['developer', 'data-authority', 'operator', 'buyer'],
  },
  listSystems: { send: nothing, wrong: ['buyer'], foreign: 'source-agency' },
  createResource: { send: () => ({ body: content }), wrong: ['developer', 'data-authority', 'operator', 'buyer'] },
  editResource: {
    send: on('resource', content),
    wrong: ['developer', 'data-authority'],
    rival: 'source-agency',
    foreign: 'source-agency',
  },
  submitResource: {
    send: on('resource'),
    wrong: ['developer', 'data-authority'],
    rival: 'source-agency',
    foreign: 'source-agency',
  },
  reviewResource: {
    send: on('resource', { decision: 'approve' }),
    wrong: ['source-agency', 'developer', 'operator'],
    foreign: 'data-authority',
  },
  listResources: { send: nothing, open: 'published entries are public; drafts are filtered by right' },
  listPublishedResources: { send: nothing, open: PUBLIC },
  getResource: { send: on('resource'), open: 'a published entry is public' },
  getCoverage: { send: nothing, wrong: ['buyer'], foreign: 'data-authority' },
  createDemandItem: {
    send: ({ resource }) => ({
      body: { resourceId: resource, fields: [], scenarios: ['refused'], studiedOn: '2026-11-01' },
    }),
    wrong: ['developer', 'data-authority', 'buyer'],
    foreign: 'operator',
  },
  requestOpinion: {
    send: ({ demand, body }) => ({ params: { id: demand }, body: { bodyId: body } }),
    wrong: ['developer', 'operator'],
    foreign: 'data-authority',
  },
  giveOpinion: {
    send: on('demand', { opinion: 'agree' }),
    wrong: ['developer', 'operator', 'data-authority'],
    foreign: 'sector-authority',
  },
  confirmDemandItem: {
    send: on('demand', { decision: 'confirm' }),
    wrong: ['developer', 'operator'],
    foreign: 'data-authority',
  },
  supplyDemandItem: {
    send: on('demand', { act: 'push' }),
    wrong: ['developer', 'operator', 'data-authority'],
    foreign: 'custodian',
  },
  publishDevelopmentEntry: {
    send: on('demand', { category: 'refused', grade: 1, fields: [] }),
    wrong: ['developer', 'data-authority'],
    foreign: 'operator',
  },
  listDemandItems: { send: nothing, wrong: ['buyer'], foreign: 'operator' },
  getDemandItem: { send: on('demand'), wrong: ['buyer'], foreign: 'operator' },
  listDevelopmentCatalogue: { send: nothing, wrong: ['buyer'], foreign: 'developer' },
  receiveBatch: {
    send: ({ resource }) => ({ params: { id: resource }, query: { filename: 'refused.csv' }, body: 'a,b\n1,2\n' }),
    wrong: ['developer', 'operator', 'data-authority', 'buyer'],
    rival: 'source-agency',
    foreign: 'source-agency',
  },
  readBatch: {
    send: on('batch'),
    wrong: ['developer', 'operator', 'buyer'],
    rival: 'source-agency',
    foreign: 'data-authority',
  },
  listBatches: {
    send: on('resource'),
    wrong: ['developer', 'operator', 'buyer'],
    rival: 'source-agency',
    foreign: 'data-authority',
  },
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
  exportQuarantineWorkbook: {
    send: on('batch'),
    wrong: ['custodian', 'data-authority', 'operator', 'developer', 'inspection'],
    rival: 'source-agency',
    foreign: 'source-agency',
  },
  getTemplate: {
    send: on('resource'),
    wrong: ['developer', 'operator', 'data-authority', 'buyer'],
    rival: 'source-agency',
    foreign: 'source-agency',
  },
  listEpochs: {
    send: on('resource'),
    wrong: ['developer', 'operator', 'buyer'],
    rival: 'source-agency',
    foreign: 'data-authority',
  },
};

const NO_DESTRUCTION = 'des_00000000000000000000000000';

const destructionCases: Readonly<Record<string, RefusalCase>> = {
  requestDestruction: {
    send: ({ resource }) => ({ body: { target: { kind: 'resource', id: resource }, ground: 'end-of-use' } }),
    wrong: ['developer', 'operator', 'data-authority', 'buyer'],
    rival: 'source-agency',
    foreign: 'custodian',
  },
  // There is none in this city yet: whose one is asked about is found before who asks.
  approveDestruction: {
    send: () => ({ params: { id: NO_DESTRUCTION } }),
    open: 'none is there; the vault tests refuse',
  },
  withdrawDestruction: {
    send: () => ({ params: { id: NO_DESTRUCTION } }),
    open: 'none is there; the vault tests refuse',
  },
  readDestruction: { send: () => ({ params: { id: NO_DESTRUCTION } }), open: 'none is there; the vault tests refuse' },
  getDestructionCertificate: {
    send: () => ({ params: { id: NO_DESTRUCTION } }),
    open: 'none is there; the vault tests refuse',
  },
  listDestructions: {
    send: ({ jurisdiction }) => ({ query: { jurisdiction } }),
    wrong: ['buyer'],
    foreign: 'data-authority',
  },
  deleteNetworkLog: {
    send: () => ({ body: { before: '2020-01-01T00:00:00Z' } }),
    wrong: ['data-authority', 'operator', 'inspection'],
    foreign: 'data-authority',
  },
};

const evidenceCases: Readonly<Record<string, RefusalCase>> = {
  getEntry: { send: ({ entry }) => ({ params: { entryId: entry } }), open: PUBLIC },
  getPayload: {
    send: ({ entry }) => ({ params: { entryId: entry } }),
    wrong: ['developer', 'source-agency'],
    foreign: 'data-authority',
  },
  listStream: { send: ({ product }) => ({ params: { stream: `product:${product}` } }), open: PUBLIC },
  searchEntries: { send: nothing, open: 'entries are public, without what they commit to' },
  getChain: { send: ({ entry }) => ({ params: { entryId: entry } }), open: PUBLIC },
  getBundle: {
    send: ({ entry }) => ({ params: { entryId: entry } }),
    wrong: ['developer', 'source-agency'],
    foreign: 'inspection',
  },
  getStoryBundle: {
    send: ({ grant }) => ({ params: { stream: `grant:${grant}` } }),
    wrong: ['source-agency', 'buyer'],
    rival: 'developer',
    foreign: 'data-authority',
  },
  getVersionBundle: {
    send: ({ resource }) => ({ params: { id: resource, version: '1' } }),
    wrong: ['developer', 'buyer'],
    foreign: 'data-authority',
  },
  getDestructionBundle: {
    send: ({ entry }) => ({ params: { entryId: entry } }),
    wrong: ['developer', 'source-agency'],
    foreign: 'inspection',
  },
  getRangeBundle: {
    send: () => ({ query: { from: '0', to: '5' } }),
    wrong: ['developer', 'source-agency', 'buyer', 'operator'],
  },
  resolveIdentifier: { send: ({ product }) => ({ params: { id: `product:${product}` } }), open: PUBLIC },
  getLog: { send: nothing, open: PUBLIC },
  getOverview: { send: nothing, open: PUBLIC },
  traceLineage: {
    send: ({ product }) => ({ params: { id: product }, query: { direction: 'back' } }),
    wrong: ['buyer', 'source-agency'],
    rival: 'developer',
    foreign: 'data-authority',
  },
  readBlastRadius: {
    send: on('resource'),
    wrong: ['buyer', 'developer'],
    rival: 'source-agency',
    foreign: 'inspection',
  },
  notifyOwners: {
    send: on('batch', { ground: 'record-disputed', reference: 'refused' }),
    wrong: ['buyer', 'developer', 'security-regulator'],
    foreign: 'operator',
  },
  listNotices: { send: nothing, foreign: 'data-authority' },
  searchLog: {
    send: ({ jurisdiction }) => ({ query: { jurisdiction } }),
    open: 'entries are public, without what they commit to',
  },
  readStory: {
    send: ({ product }) => ({ params: { stream: `product:${product}` } }),
    open: 'the story is public; what uses it is filtered',
  },
  listAudits: {
    send: nothing,
    wrong: ['developer', 'buyer', 'source-agency'],
    open: 'audits are of the whole log, for every jurisdiction',
  },
  requestAudit: {
    send: () => ({ body: { kind: 'full' } }),
    wrong: ['developer', 'buyer', 'operator'],
    open: 'audits are of the whole log, for every jurisdiction',
  },
  readLogHealth: { send: nothing, open: PUBLIC },
};

/** Every route of the contract by its name. */
export const refusalCases: Readonly<Record<string, RefusalCase>> = {
  ...identityCases,
  ...catalogueCases,
  ...gatheringCases,
  ...dataRegisterCases,
  ...procedureCases,
  ...operationCases,
  ...registerCases,
  ...useCases,
  ...socialCases,
  ...productCases,
  ...destructionCases,
  ...evidenceCases,
};
