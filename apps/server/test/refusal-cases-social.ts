import { nothing, on, PUBLIC, type RefusalCase } from './refusal-case.ts';

const DIGEST = '0'.repeat(64);
const contents = {
  ...{
    name: 'refused_list',
    title: 'refused',
    source: 's',
    acquisition: 'a',
    content: 'c',
    purpose: 'p',
    revenue: 'r',
  },
  ...{ rights: { holder: 'h', basis: 'b' }, exit: 'destroy', sha256: DIGEST },
  fields: [{ name: 'id', title: 'id', type: 'text', required: true, role: 'entity-key', entity: 'person', grade: 3 }],
};
const NONE = 'soc_00000000000000000000000000';
const to = (body?: unknown) => () => ({ params: { id: NONE }, ...(body === undefined ? {} : { body }) });
const UNKNOWN = 'none is there: who may and who may not is shown beside the module';

/** What developers bring in. */
export const socialCases: Readonly<Record<string, RefusalCase>> = {
  applySocialData: {
    send: ({ grant }) => ({ body: { grantId: grant, ...contents } }),
    wrong: ['operator', 'data-authority', 'buyer'],
    rival: 'developer',
    foreign: 'developer',
  },
  listSocialData: { send: nothing, wrong: ['buyer', 'custodian', 'source-agency'], foreign: 'operator' },
  readSocialData: { send: to(), open: UNKNOWN },
  amendSocialData: { send: to(contents), open: UNKNOWN },
  decideSocialData: { send: to({ outcome: 'agree' }), open: UNKNOWN },
  compileSocialData: { send: to({ summary: 'refused' }), open: UNKNOWN },
  publishSocialData: { send: to(), open: UNKNOWN },
  withdrawSocialData: { send: to({ reasons: ['refused'] }), open: UNKNOWN },
  importSocialData: {
    send: () => ({ params: { id: NONE }, query: { filename: 'refused.csv' }, body: 'a\n1\n' }),
    open: UNKNOWN,
  },
  closeSocialReport: {
    send: () => ({ params: { id: NONE, report: 'srp_00000000000000000000000000' }, body: { finding: 'refused' } }),
    open: UNKNOWN,
  },
  takeBackSocialData: { send: to(), open: UNKNOWN },
  listFusionCatalogue: { send: ({ jurisdiction }) => ({ query: { jurisdiction } }), open: PUBLIC },
  listProductOrigins: { send: on('product'), wrong: ['buyer', 'custodian'], rival: 'developer', foreign: 'operator' },
};
