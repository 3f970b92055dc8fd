import { identityRoutes } from '@sluice/contract';
import { createApiClient, DEMO_PASSWORD, demoJurisdictions, type ScenarioResult } from '@sluice/demo';
import { verifyBundle } from '@sluice/ledger/verifier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveCity, type ServedCity } from './served-city.ts';

const SETUP_MS = 420_000;
const [home] = demoJurisdictions;

let city: ServedCity;
let played: ScenarioResult;

beforeAll(async () => {
  city = await serveCity();
  played = city.played(home);
}, SETUP_MS);
afterAll(() => city.stop(), SETUP_MS);

const accountOf = (role: string): string => city.accounts.find((one) => one.role === role)?.account ?? '';

async function tokenOf(account: string): Promise<string> {
  const body = { account, password: DEMO_PASSWORD, mode: 'token' } as const;
  return (await createApiClient(city.url).call(identityRoutes.signIn, { body })).token ?? '';
}

describe('evidence to take away', () => {
  const fetchAs = async (account: string, path: string) =>
    fetch(`${city.url}${path}`, { headers: { authorization: `Bearer ${await tokenOf(account)}` } });

  it('AUD-03 exports stories, versions and times that verify under the published policy', async () => {
    const policy = await (await fetch(`${city.url}/log/keys`)).text();
    const { grantId: grant } = played;
    const story = await (await fetch(`${city.url}/api/v1/evidence/streams/grant:${grant}`)).text();
    const resource = /"kind":"resource","id":"(res_[0-9a-z]{26})"/.exec(story)?.[1] ?? expect.fail('no resource');
    const supervisor = accountOf('inspection');
    for (const path of [
      `/stories/grant:${grant}/bundle`,
      `/resources/${resource}/versions/1/bundle`,
      '/range-bundle?from=0&to=40',
    ]) {
      const response = await fetchAs(supervisor, `/api/v1/evidence${path}`);
      expect([path, response.status]).toEqual([path, 200]);
      expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="evidence-[\w-]+\.zip"$/);
      const report = verifyBundle(new Uint8Array(await response.arrayBuffer()), { policy });
      expect([path, report.problems]).toEqual([path, []]);
    }
    // The holder of the grant is a party to its story, and no auditor of the whole log.
    const developer = accountOf('developer');
    expect((await fetchAs(developer, `/api/v1/evidence/stories/grant:${grant}/bundle`)).status).toBe(200);
    expect((await fetchAs(developer, '/api/v1/evidence/range-bundle?from=0&to=40')).status).toBe(403);
    expect((await fetchAs(supervisor, '/api/v1/evidence/range-bundle')).status).toBe(400);
  });

  it('PLT-14 resolves the identifier of a product to node, owner and state', async () => {
    const { productId } = played;
    const [byId, byName] = await Promise.all(
      [productId, `product:${productId}`].map(async (id) =>
        (await fetch(`${city.url}/api/v1/identifiers/${id}`)).json(),
      ),
    );
    expect(byId).toEqual(byName);
    expect(byId).toMatchObject({ here: true, kind: 'product', id: productId, state: 'current', tombstone: null });
    expect((await fetch(`${city.url}/api/v1/identifiers/prd_00000000000000000000000000`)).status).toBe(404);
  });

  it('AUD-02 serves the page of the verifier to anyone, under a policy without any connection', async () => {
    const response = await fetch(`${city.url}/verify`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'sha256-/);
    expect(await response.text()).not.toMatch(/(src|href)="https?:/);
  });
});
