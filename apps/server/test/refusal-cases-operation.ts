import { nothing, on, PUBLIC, type RefusalCase } from './refusal-case.ts';

const OWN = 'makes and shows what is the asker’s own';
const term = { startsOn: '2030-01-01', endsOn: '2030-12-31' };
const to = (body: unknown) => (things: { readonly body: string }) => ({ params: { developer: things.body }, body });

/** Operators' agreements, and who may develop under them. */
export const operationCases: Readonly<Record<string, RefusalCase>> = {
  readResourceHolders: { send: on('resource'), wrong: ['buyer'], foreign: 'data-authority' },
  readProductHolders: { send: on('product'), wrong: ['buyer'], foreign: 'data-authority' },
  draftAgreement: {
    send: ({ jurisdiction, body }) => ({
      body: { jurisdiction, operator: body, ...term, basis: 'refused', contents: {} },
    }),
    wrong: ['operator', 'developer', 'buyer', 'security-regulator'],
    foreign: 'data-authority',
  },
  // No agreement has the id of a case: whoever is let in by his role finds nothing.
  signAgreement: { send: on('case', { digest: '0'.repeat(64) }), foreign: 'data-authority' },
  listAgreements: { send: nothing, wrong: ['buyer'], foreign: 'data-authority' },
  readAgreement: { send: on('case'), foreign: 'data-authority' },
  measureAgreement: { send: on('case', { kind: 'lift', reasons: ['refused'] }), foreign: 'data-authority' },
  endAgreement: {
    send: on('case', { ground: 'breach', reasons: ['refused'], handover: 'end' }),
    foreign: 'data-authority',
  },
  takeOverDeveloper: {
    send: ({ jurisdiction, body }) => ({ body: { jurisdiction, developer: body, ...term, basis: 'refused' } }),
    wrong: ['developer', 'data-authority', 'buyer'],
    foreign: 'operator',
  },
  listAdmissions: { send: nothing, open: PUBLIC },
  readDeveloper: {
    // The answer is about the reader’s own city, and says back the id that was asked for.
    send: ({ body }) => ({ params: { developer: body } }),
    wrong: ['sector-authority'],
  },
  evaluateDeveloper: {
    send: to({ periodFrom: '2026-01-01', periodTo: '2026-06-30', findings: [] }),
    wrong: ['developer', 'data-authority', 'buyer'],
  },
  measureDeveloper: {
    send: to({ kind: 'reminder', reasons: ['refused'] }),
    wrong: ['developer', 'data-authority', 'buyer'],
  },
  giveConsent: {
    send: on('application', { decision: 'consent' }),
    // Of the agencies those that provide are asked, which may be any of the city: told apart beside the module.
    wrong: ['developer', 'operator', 'data-authority'],
    foreign: 'source-agency',
  },
  assessApplication: {
    send: on('application', { level: 'low', risks: ['refused'] }),
    wrong: ['developer', 'data-authority', 'buyer'],
    foreign: 'operator',
  },
  acceptMeasures: { send: on('application'), wrong: ['developer', 'operator', 'buyer'], foreign: 'data-authority' },
  issueSeal: { send: () => ({ body: { owner: 'person', suite: 'intl' } }), open: OWN },
  listSeals: { send: nothing, open: OWN },
  revokeSeal: { send: on('case', { reason: 'refused' }), foreign: 'data-authority' },
  readSealTrust: { send: nothing, open: PUBLIC },
  checkSeal: { send: () => ({ body: {} }), open: PUBLIC },
  suspendGrant: {
    send: on('grant', { ground: 'refused' }),
    wrong: ['developer', 'buyer', 'custodian'],
    foreign: 'data-authority',
  },
  resumeGrant: {
    send: on('grant', { ground: 'refused' }),
    wrong: ['developer', 'buyer', 'custodian'],
    foreign: 'data-authority',
  },
};
