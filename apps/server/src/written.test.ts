import * as contract from '@sluice/contract';
import { describe, expect, it } from 'vitest';

interface RouteShape {
  readonly name: string;
  readonly method: string;
  readonly access: string;
  readonly ok?: object;
}

const isRoute = (value: unknown): value is RouteShape =>
  typeof value === 'object' && value !== null && 'method' in value && 'path' in value;

const routes = Object.entries(contract)
  .filter(([name]) => name.endsWith('Routes'))
  .flatMap(([, area]) => Object.values(area as object).filter(isRoute));

/** Whether the answer has `evidence` beside its data, in each of its forms. */
function hasEvidence(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  if ('shape' in schema) return 'evidence' in (schema.shape as object);
  return 'options' in schema && (schema.options as unknown[]).every(hasEvidence);
}

/** Writes that are no acts, each with its reason. */
const WITHOUT_ENTRY: Readonly<Record<string, string>> = {
  checkProgram: 'what the gate would decide on a text that is being typed; the run that follows is entered',
  checkSeal: 'verifies what is sent and keeps nothing',
  crossCheck: 'compares two sources for the reader; a ruling on what it finds is entered',
  proposeCatalogueMapping: 'reads what is sent and keeps nothing',
  stopRun: 'ends a process; the run was entered when it was admitted, and says itself that it was not completed',
  beginTotp: 'shows a secret; it counts once it is confirmed, which has its entry',
  proposeDefinition: 'reads what is sent and keeps nothing',
  proposeMapping: 'reads what is sent and keeps nothing',
  runSource: 'answers with the run; what it gathers is entered with its batch',
  addChannel: 'where a person wants to be told is no fact of the domain, and its address belongs in no digest',
  confirmChannel: 'as addChannel',
  removeChannel: 'as addChannel',
  takeBackSocialData: 'answers with the records themselves; what becomes of them is entered once they are through',
  askPasskey: 'asks a browser; what it answers opens a session',
  beginPasskey: 'asks a browser; the passkey that it makes has its entry',
  beginProviderLink: 'sends a browser to a provider; the link has its entry',
  beginProviderSignIn: 'sends a browser to a provider',
  finishProviderCode: 'a session is no ledgered act',
  signInByPasskey: 'a session is no ledgered act',
  signInByProvider: 'a session is no ledgered act',
  signIn: 'a session is no ledgered act',
  signOut: 'a session is no ledgered act',
  switchMembership: 'a session is no ledgered act',
  moveClock: 'for demonstrations only; its entry stands in the stream of the clock',
  requestAudit: 'asks for a job; what the job found is entered when it ends',
};

describe('writes', () => {
  it('AUD-02 answer with their evidence, so that every one of them can wait for its receipt', () => {
    const writes = routes.filter(({ method }) => method !== 'GET');
    expect(writes.length).toBeGreaterThan(40);
    const without = writes.filter(({ ok }) => !hasEvidence(ok)).map(({ name }) => name);
    expect(without.toSorted()).toEqual(Object.keys(WITHOUT_ENTRY).toSorted());
  });
});
