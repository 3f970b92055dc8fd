import { authorizationRoutes, catalogueRoutes, identityRoutes, tradingRoutes, vaultRoutes } from '@sluice/contract';
import type { ApiClient } from '@sluice/demo';
import { expect } from 'vitest';
import type { Things } from './refusal-case.ts';

/** One thing of each kind in the first city, as those who may see it find it. */
export async function gatherThings(
  { home, as }: { readonly home: string; readonly as: (role: string) => Promise<ApiClient> },
  grant: string,
  product: string,
  entry: string,
): Promise<{ readonly things: Things; readonly accessKey: string }> {
  const [developer, operator, authority, buyer] = [
    await as('developer'),
    await as('operator'),
    await as('data-authority'),
    await as('buyer'),
  ];
  const { active } = await developer.call(identityRoutes.getSession);
  const { items: bodies } = await authority.call(identityRoutes.listBodies, { query: {} });
  const { items: entries } = await authority.call(catalogueRoutes.listResources, {
    query: { jurisdiction: home, pageSize: 50 },
  });
  const batches = [];
  for (const { id } of entries)
    batches.push(...(await authority.call(vaultRoutes.listBatches, { params: { id }, query: {} })).items);
  const batch =
    batches.find((one) => (one.rows?.quarantined ?? 0) > 0) ?? expect.fail('no batch has rows in quarantine');
  const { items: demands } = await operator.call(catalogueRoutes.listDemandItems, { query: {} });
  const open = await applyAgain(home, developer);
  const order = await buyer.call(tradingRoutes.placeOrder, {
    query: {},
    body: { productId: product, use: 'refusals' },
  });
  const key = await buyer.call(tradingRoutes.createKey, { params: { id: order.data.id }, query: {} });
  const body =
    bodies.find((one) => one.id === batch.sourceBody) ?? expect.fail('the body that delivered is not listed');
  const things: Things = {
    ...{
      jurisdiction: home,
      body: body.id,
      membership: active.id,
      system: '',
      resource: batch.resourceId,
      batch: batch.id,
    },
    ...{ demand: demands[0]?.id ?? '', grant, product, entry, order: order.data.id, key: key.data.id },
    ...open,
  };
  return { things, accessKey: key.data.key };
}

/** A second application of the same contents, handed in: its first step waits for a decision. */
async function applyAgain(
  home: string,
  developer: ApiClient,
): Promise<Pick<Things, 'application' | 'case' | 'step' | 'document'>> {
  const { items } = await developer.call(authorizationRoutes.listApplications, { query: {} });
  const first = await developer.call(authorizationRoutes.readApplication, { params: { id: items[0]?.id ?? '' } });
  const scenarios = first.contents.scenarios?.map((one) => ({ ...one, code: `${one.code}-again` })) ?? [];
  const draft = await developer.call(authorizationRoutes.createApplication, {
    body: { jurisdiction: home, contents: { ...first.contents, scenarios } },
  });
  const { data } = await developer.call(authorizationRoutes.submitApplication, { params: { id: draft.data.id } });
  return {
    application: data.id,
    case: data.case?.id ?? '',
    step: data.current?.step ?? '',
    document: data.documents[0]?.kind ?? '',
  };
}
