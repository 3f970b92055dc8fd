import { nothing, on, PUBLIC, type RefusalCase } from './refusal-case.ts';

const head = 'a,b\n1,2\n';
/** Who may see the batches of a resource: its owner, its custodian and those who oversee them. */
const seen = {
  wrong: ['developer', 'operator', 'buyer'],
  rival: 'source-agency',
  foreign: 'data-authority',
} as const;
const NO_SOURCE = 'src_00000000000000000000000000';
const NO_ERASURE = 'era_00000000000000000000000000';
const NONE = 'none is there; the vault tests refuse';

/** Proposals, progress, corrections, quality, sources. */
export const gatheringCases: Readonly<Record<string, RefusalCase>> = {
  proposeMapping: {
    send: ({ resource }) => ({ params: { id: resource }, query: { filename: 'refused.csv' }, body: head }),
    ...seen,
  },
  proposeDefinition: {
    send: () => ({ query: { filename: 'refused.csv' }, body: head }),
    open: 'reads what whoever asks sends, and nothing else',
  },
  watchBatch: { send: on('batch'), ...seen },
  correctBatch: {
    send: ({ batch }) => ({ params: { id: batch }, query: { filename: 'refused.csv' }, body: head }),
    wrong: ['developer', 'operator', 'data-authority', 'buyer'],
    rival: 'source-agency',
    foreign: 'source-agency',
  },
  readResourceQuality: { send: on('resource'), ...seen },
  listResourceVersions: { send: on('resource'), open: 'versions are as public as the entry' },
  listResourceUses: { send: on('resource'), ...seen },
  crossCheck: {
    send: ({ resource }) => {
      const side = { resourceId: resource, key: 'refused', field: 'refused' };
      return { body: { authoritative: side, other: side } };
    },
    wrong: ['developer', 'operator', 'data-authority', 'buyer'],
    rival: 'source-agency',
    foreign: 'source-agency',
  },
  requestErasure: {
    send: on('resource', { field: 'refused', key: 'refused', ground: 'subject-request' }),
    wrong: ['developer', 'operator', 'data-authority', 'buyer'],
    rival: 'source-agency',
    foreign: 'source-agency',
  },
  listErasures: { send: on('resource'), ...seen },
  approveErasure: { send: () => ({ params: { id: NO_ERASURE } }), open: NONE },
  withdrawErasure: { send: () => ({ params: { id: NO_ERASURE } }), open: NONE },
  listSourceKinds: { send: nothing, open: 'says what the program can, nothing of anybody' },
  createSource: {
    send: on('resource', {
      ...{ title: 'refused', mode: 'full' },
      settings: { kind: 'folder', folder: 'refused' },
    }),
    wrong: ['developer', 'operator', 'data-authority', 'buyer'],
    rival: 'source-agency',
    foreign: 'source-agency',
  },
  listSources: { send: on('resource'), ...seen },
  changeSource: { send: () => ({ params: { id: NO_SOURCE }, body: { state: 'paused' } }), open: NONE },
  runSource: { send: () => ({ params: { id: NO_SOURCE } }), open: NONE },
  listSourceRuns: { send: () => ({ params: { id: NO_SOURCE } }), open: NONE },
  listDisclosedGrants: { send: nothing, open: PUBLIC },
};
