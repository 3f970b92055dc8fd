import { identityRoutes } from '@sluice/contract';
import { mkdir } from 'node:fs/promises';
import { createActors } from '../actors.ts';
import { demoCreditCode } from '../city/credit-code.ts';
import { describeCity, type DemoCity, type DemoJurisdiction } from '../city/index.ts';
import type { ApiClient } from '../client.ts';
import type { BodyIds } from '../load-bodies.ts';
import { ensureCalendarReaches } from '../load-calendar.ts';
import { apply } from './apply.ts';
import { delist } from './delist.ts';
import { difference } from './difference.ts';
import { gather } from './gather.ts';
import { prove } from './prove.ts';
import { query } from './query.ts';
import { releaseProduct } from './release-product.ts';
import type { Facts, ScenarioContext, StepLine } from './scenario-context.ts';
import { trade } from './trade.ts';

export interface ScenarioOptions {
  readonly url: string;
  readonly jurisdiction: DemoJurisdiction;
  /** Password of the demo accounts. */
  readonly password: string;
  /** Account that may move a controllable clock; without it no time passes. */
  readonly administrator?: { readonly account: string; readonly password: string };
  readonly folder: string;
  /** Told apart from earlier runs; lower-case letters and digits. */
  readonly run: string;
  readonly onStep: (line: StepLine) => void;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
}

export interface ScenarioResult {
  readonly jurisdiction: DemoJurisdiction;
  readonly grantId: string;
  /** Grant of the second developer for the same data. */
  readonly secondGrantId: string;
  readonly productId: string;
  readonly entryId: string;
  /** Rows that the first call was answered with. */
  readonly rows: number;
  readonly bundle: string;
}

/**
 * Takes one scenario of a loaded city from the agency's file to a call, with every step through the public HTTP API, and
 * ends with a bundle verified offline. Each run makes an application and a product of its own.
 */
export async function runScenario(options: ScenarioOptions): Promise<ScenarioResult> {
  const city = await describeCity(options.jurisdiction);
  await mkdir(options.folder, { recursive: true });
  const actors = createActors(options.url, (account) =>
    account === options.administrator?.account ? options.administrator.password : options.password,
  );
  const context: ScenarioContext = {
    city,
    actors,
    bodies: await findBodies(await actors.as(`${city.id}.authority`), city),
    administrator: options.administrator ? await actors.as(options.administrator.account) : undefined,
    developer: 'developer',
    run: options.run,
    folder: options.folder,
    step: stepper(city, options),
  };
  await ensureCalendarReaches(actors, `${city.id}.authority`);
  await gather(context);
  const grantId = await apply(context);
  await query(context, grantId);
  const productId = await releaseProduct(context, grantId);
  const { entryId, rows } = await trade(context, productId);
  await delist(context, grantId);
  const secondGrantId = await difference(context, grantId);
  const bundle = await prove(context, entryId);
  return { jurisdiction: city.id, grantId, secondGrantId, productId, entryId, rows, bundle };
}

function stepper(city: DemoCity, { onStep, now }: ScenarioOptions): ScenarioContext['step'] {
  return async (step, [title, titleEn], work) => {
    const started = now();
    const facts: Facts = {};
    const value = await work(facts);
    onStep({ jurisdiction: city.id, step, title, titleEn, ms: Math.round(now() - started), facts });
    return value;
  };
}

async function findBodies(api: ApiClient, city: DemoCity): Promise<BodyIds> {
  const { items } = await api.call(identityRoutes.listBodies, { query: { jurisdiction: city.id } });
  const byCode = new Map(items.map((body) => [body.creditCode, body.id]));
  const ids = new Map<string, string>();
  for (const [n, body] of city.bodies.entries()) {
    const id = byCode.get(demoCreditCode(body.type === 'firm' ? 'firm' : 'organ', body.divisionCode, n + 1));
    if (id === undefined) throw new Error(`body '${body.name}' is not registered: load the demo city first`);
    ids.set(body.key, id);
  }
  return ids;
}
