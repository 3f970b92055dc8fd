import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createActors } from './actors.ts';
import { demoJurisdictions, describeCity, type DemoCity, type DemoJurisdiction } from './city/index.ts';
import { createApiClient } from './client.ts';
import { openDelivery } from './deliver-file.ts';
import { generateCity, type GeneratedCity } from './generate-city.ts';
import { citySizes, planCity } from './generate-plan.ts';
import { authorizeResource } from './load-authorized.ts';
import { ensureCalendarReaches } from './load-calendar.ts';
import { admitDevelopers, appointOperator, inParallel, loadBodies, loadPeople } from './load-bodies.ts';
import type { LoadProgress, OnProgress } from './load-progress.ts';
import { deliverResource, loadSystems, publishResource } from './load-resources.ts';

export interface LoadOptions {
  readonly url: string;
  /** The platform administrator, who enters bodies and people. */
  readonly administrator: { readonly account: string; readonly password: string } | { readonly token: string };
  /** Password of every demo account. */
  readonly password: string;
  /** Where the generated files are kept while they are loaded, and the mark that loading was completed. */
  readonly dataFolder: string;
  readonly size: 'small' | 'full';
  readonly jurisdictions?: readonly DemoJurisdiction[];
  readonly onProgress?: OnProgress;
}

/** Raised when the demo's content changes: an installation that was loaded before is then brought up to date. */
const EDITION = 1;

/** Units of progress that a step counts for, roughly its seconds. */
const WEIGHT = { generate: 8, bodies: 1, people: 3, systems: 1, catalogue: 1, deliver: 2, authorize: 1 } as const;

/**
 * Loads the demo cities through the public HTTP API: bodies, people, systems, resources, batches, reviews and the
 * catalogues of authorized operation. Each step first looks at what is there, so that a run that was killed is simply
 * run again: nothing is doubled.
 */
export async function loadDemoCity(options: LoadOptions): Promise<void> {
  const jurisdictions = options.jurisdictions ?? demoJurisdictions;
  const mark = join(options.dataFolder, 'loaded.json');
  const loaded = JSON.stringify({ edition: EDITION, size: options.size, jurisdictions });
  if ((await readFile(mark, 'utf8').catch(() => '')) === loaded) return;
  const cities = await Promise.all(jurisdictions.map(describeCity));
  // The generator uses all cores: one city after the other, while the other city's small steps go on.
  let previous: Promise<unknown> = Promise.resolve();
  await Promise.all(
    cities.map(async (city) => {
      const generated = lazy(() => {
        const made = previous.then(async () => generateOnce(city, options));
        previous = made.catch(() => undefined);
        return made;
      });
      await loadOne(city, options, generated);
    }),
  );
  await mkdir(options.dataFolder, { recursive: true });
  await writeFile(`${mark}.new`, loaded, { flush: true });
  await rename(`${mark}.new`, mark);
  await Promise.all(
    jurisdictions.map(async (city) => rm(generatedFolder(city, options), { recursive: true, force: true })),
  );
}

const generatedFolder = (city: DemoJurisdiction, { dataFolder, size }: LoadOptions): string =>
  join(dataFolder, `${city}-${size}`);

async function loadOne(city: DemoCity, options: LoadOptions, generated: () => Promise<GeneratedCity>): Promise<void> {
  const actors = createActors(options.url, () => options.password);
  const administrator = await administratorOf(options);
  const track = createTracker(city, options.onProgress);
  const files = generated().then(
    (made) => (track('generate', { zh: '生成合成数据', en: 'synthetic data generated' }), made),
  );
  files.catch(() => undefined);
  const bodies = await loadBodies(administrator, city);
  track('bodies', { zh: '登记机构', en: 'bodies registered' });
  await loadPeople(administrator, city, bodies, () => options.password);
  track('people', { zh: '登记人员', en: 'people registered' });
  await ensureCalendarReaches(actors, `${city.id}.authority`);
  await appointOperator(actors, city, bodies);
  await admitDevelopers(actors, city, bodies);
  const systems = await loadSystems(actors, city);
  track('systems', { zh: '登记业务系统', en: 'systems registered' });
  // Large generated files last: they are not ready yet, and the small ones make a city to look at.
  const ordered = city.resources.toSorted((a, b) => Number(a.file.kind !== 'table') - Number(b.file.kind !== 'table'));
  await inParallel(2, ordered, async (resource) => {
    const { title: zh, titleEn: en = zh } = resource.content;
    const title = { zh, en };
    const id = await publishResource(actors, city, resource, systems.get(resource.system) ?? '');
    track('catalogue', title);
    await deliverResource(
      actors,
      city,
      resource,
      id,
      async () => openDelivery(resource, async () => files),
      () => undefined,
    );
    track('deliver', title);
    if (resource.authorizedFor) await authorizeResource(actors, city, bodies, resource, id);
    track('authorize', title);
  });
}

async function administratorOf({ url, administrator }: LoadOptions) {
  if ('token' in administrator) return createApiClient(url, administrator.token);
  return createActors(url, () => administrator.password).as(administrator.account);
}

function createTracker(
  city: DemoCity,
  onProgress: OnProgress | undefined,
): (phase: LoadProgress['phase'], title: LoadProgress['title']) => void {
  const perResource = WEIGHT.catalogue + WEIGHT.deliver + WEIGHT.authorize;
  const total = WEIGHT.generate + WEIGHT.bodies + WEIGHT.people + WEIGHT.systems + perResource * city.resources.length;
  let done = 0;
  return (phase, title) => {
    done += WEIGHT[phase];
    onProgress?.({ jurisdiction: city.id, phase, title, done, total });
  };
}

/** Generated files are kept until loading is complete, so that a second try delivers the very same bytes. */
async function generateOnce(city: DemoCity, options: LoadOptions): Promise<GeneratedCity> {
  const planned = citySizes[options.size][city.id];
  if (!planned) throw new Error(`the demo has no size for '${city.id}'`);
  const folder = generatedFolder(city.id, options);
  const made = {
    residentsFile: join(folder, `${city.id}-residents.csv`),
    visitsFile: join(folder, `${city.id}-visits.parquet`),
  };
  const there = await Promise.all(
    Object.values(made).map(async (file) =>
      stat(file).then(
        () => true,
        () => false,
      ),
    ),
  );
  if (there.every(Boolean)) return { ...made, rows: planned, defects: { residents: {}, visits: {} } };
  return generateCity(await planCity(city.id, planned), folder);
}

function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
