/** Every page with an address of its own, as who sees it; `{…}` is filled with something of the loaded city. */
export const consolePages: readonly (readonly [account: string | null, path: string])[] = [
  [null, '/'],
  [null, '/operators'],
  [null, '/products'],
  [null, '/products/{product}'],
  [null, '/notices'],
  [null, '/chain'],
  [null, '/evidence'],
  [null, '/me'],
  ['authority', '/screen'],
  ['authority', '/console'],
  ['developer', '/console'],
  ['authority', '/console/todo'],
  ['authority', '/console/cases'],
  ['authority', '/console/cases/{application}'],
  ['developer', '/console/cases/new'],
  ['authority', '/console/catalogue'],
  ['authority', '/console/catalogue/{resource}'],
  ['population', '/console/deliveries'],
  ['health', '/console/agency'],
  ['health', '/console/agency?tab=gaps'],
  ['authority', '/console/agency?tab=agencies'],
  ['health', '/console/agency?tab=tickets'],
  ['custodian', '/console/agency?tab=compare'],
  ['authority', '/console/agency?tab=services'],
  ['health', '/console/agency/entry'],
  ['health', '/console/agency/import'],
  ['custodian', '/console/agency/source?resource={resource}'],
  ['custodian', '/console/catalogue/{resource}?tab=sources'],
  ['authority', '/console/catalogue/{resource}?tab=holders'],
  ['developer', '/console/products/{product}/holders'],
  ['authority', '/console/demand'],
  ['operator', '/console/demand/{demand}'],
  ['operator', '/console/demand?resource={resource}'],
  ['developer', '/console/grants'],
  ['developer', '/console/grants/{grant}'],
  ['developer', '/console/workbench'],
  ['developer', '/console/workbench?grant={grant}'],
  ['developer', '/console/products'],
  ['developer', '/console/products/{product}'],
  ['developer', '/console/products/new?grant={grant}'],
  ['custodian', '/console/registers'],
  ['authority', '/console/registers?tab=needs'],
  ['operator', '/console/holds'],
  ['authority', '/console/oversight'],
  ['authority', '/console/oversight?tab=work'],
  ['operator', '/console/oversight?tab=providers'],
  ['authority', '/console/oversight?tab=plans'],
  ['authority', '/console/oversight?tab=violations'],
  ['authority', '/console/oversight?tab=domain'],
  ['authority', '/console/people'],
  ['authority', '/console/people?tab=people'],
  ['authority', '/console/people?tab=powers'],
  ['authority', '/console/rules'],
  ['authority', '/console/account?tab=deputies'],
  ['authority', '/console/account?tab=seals'],
  ['custodian', '/console/keeping'],
  ['supervisor', '/console/keeping?tab=bundles'],
  ['authority', '/console/selections'],
  ['authority', '/console/selections/agreements/{agreement}'],
  ['operator', '/console/selections'],
  ['authority', '/console/selections/agreements/new'],
  ['operator', '/console/selections/developers/{developer}'],
  ['buyer', '/console/market'],
  ['buyer', '/console/market/{product}'],
  ['buyer', '/console/orders'],
  ['supervisor', '/console/supervision'],
  ['supervisor', '/console/evidence'],
];

type Named = Readonly<
  Record<'grant' | 'product' | 'application' | 'resource' | 'demand' | 'agreement' | 'developer', string>
>;

export const addressOf = (path: string, named: Named): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: keyof Named) => named[name]);

/** Something of each kind in a city in which the demo has run, as its developer sees it. */
export async function findThings(url: string, jurisdiction: string): Promise<Named> {
  const signed = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sluice-request': '1' },
    body: JSON.stringify({ account: `${jurisdiction}.developer`, password: 'sluice-demo-2026', mode: 'token' }),
  });
  if (!signed.ok) throw new Error(`the developer could not sign in: ${signed.status} ${await signed.text()}`);
  const { token } = (await signed.json()) as { readonly token: string };
  const read = async (path: string) => {
    const answer = await fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    const { items } = (await answer.json()) as { readonly items: readonly Readonly<Record<string, string>>[] };
    return items;
  };
  const [grants, products, entries, agreements] = await Promise.all([
    read('/grants'),
    read(`/products?state=listed&jurisdiction=${jurisdiction}`),
    read('/development-catalogue'),
    read('/operation-agreements'),
  ]);
  return {
    grant: grants[0]?.['id'] ?? '',
    application: grants[0]?.['applicationId'] ?? '',
    product: products[0]?.['id'] ?? '',
    resource: entries[0]?.['resourceId'] ?? '',
    agreement: agreements[0]?.['id'] ?? '',
    developer: grants[0]?.['developer'] ?? '',
    demand: entries[0]?.['demandItemId'] ?? '',
  };
}
