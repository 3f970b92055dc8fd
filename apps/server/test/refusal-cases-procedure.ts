import { nothing, on, PUBLIC, type RefusalCase } from './refusal-case.ts';

const noPasskey = {
  ...{ id: 'refused', rawId: 'refused', type: 'public-key', clientExtensionResults: {} },
  response: { clientDataJSON: 'refused' },
};
const OWN_WORK = 'shows the work, the cases and the notices of whoever asks';
/** A case is not there for whoever has no part in it, whatever he wants to do with it. */
const noPart = { rival: 'developer', foreign: 'data-authority' } as const;

/** Cases, what offices do with them, public notices, second factors. */
export const procedureCases: Readonly<Record<string, RefusalCase>> = {
  readInbox: { send: nothing, open: OWN_WORK },
  listCases: { send: nothing, open: OWN_WORK },
  readCase: { send: on('case'), ...noPart },
  voteOnCase: { send: on('case', { step: 'refused', outcome: 'pass', scores: {} }), ...noPart },
  askSigner: {
    send: ({ case: id, body }) => ({
      params: { id },
      body: { role: 'operator', body, mode: 'joint', reason: 'refused' },
    }),
    ...noPart,
  },
  signCaseStep: { send: on('case', { outcome: 'pass' }), ...noPart },
  handOverCase: { send: on('case', { reason: 'refused' }), ...noPart },
  remindHandler: { send: on('case', { text: 'refused' }), ...noPart },
  informBody: { send: on('case', { role: 'inspection', text: 'refused' }), ...noPart },
  declareInterest: { send: on('case', { reason: 'refused' }), ...noPart },
  announceRefusal: { send: on('case', { reasons: ['refused'] }), ...noPart },
  commentOnRefusal: { send: on('case', { text: 'refused' }), ...noPart },
  listCaseNotices: { send: nothing, open: OWN_WORK },
  readNotice: { send: on('case'), ...noPart },
  createDelegation: {
    send: ({ membership }) => ({
      body: { deputy: membership, fromOn: '2026-11-01', untilOn: '2026-11-02', reason: 'refused' },
    }),
    open: OWN_WORK,
  },
  endDelegation: { send: on('case'), ...noPart },
  listDelegations: { send: nothing, open: OWN_WORK },
  reexamineApplication: {
    send: on('application', { ground: 'refused' }),
    wrong: ['operator', 'data-authority'],
    rival: 'developer',
    foreign: 'developer',
  },
  publishNotice: {
    send: ({ jurisdiction }) => ({
      body: { jurisdiction, kind: 'draft', subject: 'refused', title: 'refused', contents: {} },
    }),
    wrong: ['developer', 'buyer', 'source-agency'],
    foreign: 'data-authority',
  },
  issueCredential: {
    send: () => ({ body: { holder: { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) } } }),
    open: OWN_WORK,
  },
  listCredentials: { send: nothing, open: OWN_WORK },
  revokeCredential: { send: on('case'), rival: 'developer', foreign: 'data-authority' },
  readCredentialStatus: { send: nothing, open: PUBLIC },
  listChannels: { send: nothing, open: OWN_WORK },
  addChannel: { send: () => ({ body: { kind: 'webhook', address: 'http://127.0.0.1/' } }), open: OWN_WORK },
  confirmChannel: { send: on('case', { code: '000000' }), rival: 'developer', foreign: 'data-authority' },
  removeChannel: { send: on('case'), rival: 'developer', foreign: 'data-authority' },
  askPasskey: { send: nothing, open: PUBLIC },
  signInByPasskey: { send: () => ({ body: { response: noPasskey } }), open: PUBLIC },
  beginPasskey: { send: () => ({ body: { password: 'refused' } }), open: OWN_WORK },
  makePasskey: { send: () => ({ body: { response: noPasskey, name: 'refused' } }), open: OWN_WORK },
  listPasskeys: { send: nothing, open: OWN_WORK },
  removePasskey: { send: () => ({ body: { id: 'refused', password: 'refused' } }), open: OWN_WORK },
  listSignInProviders: { send: nothing, open: PUBLIC },
  beginProviderSignIn: { send: () => ({ body: { provider: 'refused' } }), open: PUBLIC },
  signInByProvider: { send: () => ({ body: { flow: 'refused', returned: '' } }), open: PUBLIC },
  finishProviderCode: { send: () => ({ body: { flow: 'refused', code: '000000' } }), open: PUBLIC },
  listProviderLinks: { send: nothing, open: OWN_WORK },
  beginProviderLink: { send: () => ({ body: { provider: 'refused' } }), open: OWN_WORK },
  linkProvider: { send: () => ({ body: { flow: 'refused', returned: '', password: 'refused' } }), open: OWN_WORK },
  unlinkProvider: { send: () => ({ body: { provider: 'refused', password: 'refused' } }), open: OWN_WORK },
  issuePaper: {
    send: ({ grant }) => ({ body: { kind: 'grant', object: grant } }),
    wrong: ['buyer'],
    rival: 'developer',
    foreign: 'data-authority',
  },
  readPaperPdf: { send: on('case'), ...noPart },
  readPaperWord: { send: on('case'), ...noPart },
  readNoticePdf: { send: on('case'), open: PUBLIC },
  checkPaper: { send: () => ({ params: { code: '0000-0000-0000-0000' } }), open: PUBLIC },
  listPublicNotices: { send: nothing, open: PUBLIC },
  readPublicNotice: { send: on('case'), open: PUBLIC },
  raiseObjection: { send: on('case', { text: 'refused' }), open: PUBLIC },
  answerObjection: {
    send: on('case', { number: 1, outcome: 'founded', answer: 'refused' }),
    foreign: 'data-authority',
  },
  openSelection: {
    send: ({ jurisdiction }) => ({
      body: {
        ...{ jurisdiction, kind: 'operator', title: 'refused', conditions: 'refused' },
        ...{ opensAt: '2026-11-01T00:00:00Z', closesAt: '2099-11-02T00:00:00Z' },
      },
    }),
    wrong: ['developer', 'operator', 'buyer'],
    foreign: 'data-authority',
  },
  listSelections: { send: nothing, open: PUBLIC },
  readSelection: { send: on('case'), foreign: 'data-authority' },
  applyForSelection: { send: on('case', {}), foreign: 'developer' },
  examineCandidates: { send: on('case', {}), foreign: 'data-authority' },
  declareSelectionInterest: { send: on('case'), foreign: 'data-authority' },
  scoreCandidate: {
    send: ({ case: id }) => ({ params: { id }, body: { candidate: id, points: {} } }),
    foreign: 'data-authority',
  },
  decideSelection: { send: on('case', { chosen: [] }), foreign: 'data-authority' },
  importList: {
    send: () => ({ body: { entries: [{ list: 'refused', subject: 'x', source: 'refused', since: '2026-11-01' }] } }),
    wrong: ['developer', 'buyer', 'source-agency'],
  },
  beginTotp: { send: () => ({ body: { password: 'no password of anyone' } }), wrong: ['buyer'] },
  confirmTotp: { send: () => ({ body: { code: '000000' } }), open: 'concerns the session of whoever asks' },
  removeTotp: { send: () => ({ body: { password: 'no password of anyone', code: '000000' } }), wrong: ['operator'] },
};
