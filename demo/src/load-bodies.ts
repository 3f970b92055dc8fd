import { authorizationRoutes, clockRoutes, identityRoutes, operationRoutes } from '@sluice/contract';
import type { Actors } from './actors.ts';
import type { DemoCity } from './city/index.ts';
import { agreementContents } from './city/agreement.ts';
import { demoCreditCode } from './city/credit-code.ts';
import { ApiProblem, type ApiClient } from './client.ts';

/** Ids that the platform gave to the bodies of a city, by the demo's own keys. */
export type BodyIds = ReadonlyMap<string, string>;

/** Bodies that are there already are recognised by their credit code. */
export async function loadBodies(administrator: ApiClient, city: DemoCity): Promise<BodyIds> {
  const known = new Map(
    (await administrator.call(identityRoutes.listBodies, { query: { jurisdiction: city.id } })).items.map((body) => [
      body.creditCode,
      body.id,
    ]),
  );
  const ids = new Map<string, string>();
  for (const [n, body] of city.bodies.entries()) {
    const { key, ...rest } = body;
    const creditCode = demoCreditCode(body.type === 'firm' ? 'firm' : 'organ', body.divisionCode, n + 1);
    const id =
      known.get(creditCode) ??
      (await administrator.call(identityRoutes.createBody, { body: { ...rest, jurisdiction: city.id, creditCode } }))
        .data.id;
    ids.set(key, id);
  }
  return ids;
}

export async function loadPeople(
  administrator: ApiClient,
  city: DemoCity,
  bodies: BodyIds,
  passwordOf: (account: string) => string,
): Promise<void> {
  // Each costs the server a password hash: more at a time would only queue there.
  await inParallel(2, city.people, async ({ account, name, body, role }) => {
    try {
      await administrator.call(identityRoutes.createPerson, {
        body: {
          name,
          account,
          password: passwordOf(account),
          memberships: [{ bodyId: bodyId(bodies, body), role, jurisdiction: city.id }],
        },
      });
    } catch (error) {
      // Taken: an earlier run got this far.
      if (!(error instanceof ApiProblem && error.status === 409)) throw error;
    }
  });
}

/** The data authority's appointment of the operator, for two years from the platform's own date. */
export async function appointOperator(actors: Actors, city: DemoCity, bodies: BodyIds): Promise<void> {
  const authority = await actors.as(`${city.id}.authority`);
  const operator = bodyId(bodies, 'operator');
  const { items } = await authority.call(authorizationRoutes.listOperatorAppointments);
  if (items.some((item) => item.operator === operator)) return;
  const today = await platformDate(actors.anyone);
  const term = { startsOn: today, endsOn: addYears(today, 2) };
  await authority.call(authorizationRoutes.appointOperator, {
    body: {
      ...{ jurisdiction: city.id, operator, ...term },
      basis: '市人民政府授权，按有关规定确定运营主体（演示）',
      mandate: '市人民政府授权文件（演示）',
      minutes: '集体决策会议纪要（演示）',
      contents: agreementContents(term),
    },
  });
}

/** The developers that the operator chose before the platform stood, for as long as its own agreement runs. */
export async function admitDevelopers(actors: Actors, city: DemoCity, bodies: BodyIds): Promise<void> {
  const { items } = await actors.anyone.call(operationRoutes.listAdmissions, { query: { jurisdiction: city.id } });
  const operator = await actors.as(`${city.id}.operator`);
  const today = await platformDate(actors.anyone);
  for (const key of new Set(city.people.filter(({ role }) => role === 'developer').map(({ body }) => body))) {
    const developer = bodyId(bodies, key);
    if (items.some((item) => item.developer === developer)) continue;
    await operator.call(operationRoutes.takeOverDeveloper, {
      body: {
        ...{ jurisdiction: city.id, developer, startsOn: today, endsOn: addYears(today, 2) },
        basis: '授权开发公告及评审结果公示（演示）',
      },
    });
  }
}

/** Today in China by the platform's clock, which a demo may have moved. */
export async function platformDate(api: ApiClient): Promise<string> {
  return (await api.call(clockRoutes.readClock)).today;
}

export function addYears(date: string, years: number): string {
  const next = new Date(`${date}T00:00:00Z`);
  next.setUTCFullYear(next.getUTCFullYear() + years);
  next.setUTCDate(next.getUTCDate() - 1);
  return next.toISOString().slice(0, 10);
}

export function bodyId(bodies: BodyIds, key: string): string {
  const id = bodies.get(key);
  if (id === undefined) throw new Error(`the demo has no body '${key}'`);
  return id;
}

/** Runs `work` over `items`, at most `width` at a time; the first failure ends it. */
export async function inParallel<T>(
  width: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of waiting) await work(item);
    }),
  );
}
