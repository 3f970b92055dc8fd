import { nothing, on, PUBLIC, type RefusalCase } from './refusal-case.ts';

const NONE = 'none is there; the tests of the registers refuse';
const PART = 'a list of what the reader has a part in';
const none = (id: string, body?: unknown) => () => ({ params: { id }, ...(body === undefined ? {} : { body }) });
const NO_OBJECTION = 'obj_00000000000000000000000000';
const NO_REGISTRATION = 'reg_00000000000000000000000000';
const NO_NEED = 'ned_00000000000000000000000000';
const statement = { source: 'refused', scope: 'refused', compliance: 'refused', grade: 2 };
const others = { rival: 'source-agency', foreign: 'source-agency' } as const;

/** Objections, registrations, upkeep of entries, demands at one desk. */
export const dataRegisterCases: Readonly<Record<string, RefusalCase>> = {
  fileObjection: {
    send: ({ resource }) => ({ body: { kind: 'data', resourceId: resource, statement: 'refused' } }),
    wrong: ['data-authority', 'source-agency', 'custodian'],
    foreign: 'developer',
  },
  listObjections: { send: nothing, open: PART },
  readObjection: { send: none(NO_OBJECTION), open: NONE },
  findOnObjection: { send: none(NO_OBJECTION, { holds: true, text: 'refused' }), open: NONE },
  decideObjection: { send: none(NO_OBJECTION, { outcome: 'reject', reasons: ['refused'] }), open: NONE },
  closeObjection: { send: none(NO_OBJECTION), open: NONE },
  applyForRegistration: {
    send: ({ resource }) => ({ body: { kind: 'resource', subjectId: resource, ...statement } }),
    wrong: ['data-authority', 'developer', 'buyer'],
    ...others,
  },
  checkRegistration: { send: none(NO_REGISTRATION, { outcome: 'pass' }), open: NONE },
  amendRegistration: { send: none(NO_REGISTRATION, { act: 'cancelled', reasons: ['refused'] }), open: NONE },
  listRegistrations: { send: nothing, open: PUBLIC },
  readRegistration: { send: none(NO_REGISTRATION), open: NONE },
  noteChange: {
    send: ({ resource }) => ({
      body: { ground: 'law', title: 'refused', happenedOn: '2026-01-05', resources: [resource] },
    }),
    wrong: ['data-authority', 'developer', 'buyer'],
    ...others,
  },
  listChanges: { send: nothing, open: 'changes of law are as public as the entries that they touch' },
  readPromptness: { send: nothing, open: PUBLIC },
  readGatheringFigures: { send: nothing, open: PUBLIC },
  readRollUp: { send: nothing, open: PUBLIC },
  resolveCode: { send: () => ({ query: { identifier: 'none' } }), open: PUBLIC },
  withdrawResource: {
    send: on('resource', { reason: 'refused' }),
    wrong: ['data-authority', 'developer', 'buyer'],
    ...others,
  },
  proposeCatalogueMapping: {
    send: () => ({ body: { records: [{ title: 'refused' }] } }),
    open: 'reads what whoever asks sends, and nothing else',
  },
  importCatalogue: {
    send: () => ({
      body: {
        systemId: 'system_00000000000000000000000000',
        mapping: { title: 'title' },
        records: [{ title: 'refused' }],
      },
    }),
    wrong: ['data-authority', 'developer', 'buyer'],
    foreign: 'developer',
  },
  markExcluded: {
    send: ({ resource }) => ({ params: { id: resource }, body: { ground: 'other-law', basis: 'x' } }),
    wrong: ['developer', 'operator', 'buyer', 'data-authority'],
    rival: 'source-agency',
    foreign: 'source-agency',
  },
  listExclusions: { send: ({ resource }) => ({ params: { id: resource } }), open: 'marks are as public as the entry' },
  liftExclusion: {
    send: () => ({ params: { id: 'exc_none' }, body: { reason: 'x' } }),
    open: 'answers that there is none',
  },
  proposeCollection: {
    send: () => ({
      body: { title: 'refused', basis: 'x', source: 'x', method: 'x', frequency: 'x', unit: 'x' },
    }),
    wrong: ['data-authority', 'developer', 'buyer'],
    foreign: 'developer',
  },
  loadServiceItems: {
    send: () => ({ body: { items: [{ code: 'refused', title: 'refused' }] } }),
    wrong: ['source-agency', 'developer', 'buyer', 'custodian'],
    foreign: 'developer',
  },
  bindServiceItems: {
    send: on('resource', { codes: ['refused'] }),
    wrong: ['data-authority', 'developer', 'buyer'],
    ...others,
  },
  listServiceItems: { send: nothing, open: PUBLIC },
  raiseNeed: { send: () => ({ body: { text: 'refused', purpose: 'refused' } }), wrong: ['buyer', 'custodian'] },
  listNeeds: { send: nothing, open: PART },
  proposeForNeed: { send: none(NO_NEED), open: NONE },
  turnNeed: { send: none(NO_NEED, { turn: 'met' }), open: NONE },
};
