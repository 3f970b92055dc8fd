import { catalogueRoutes, vaultRoutes } from '@sluice/contract';
import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import { residentFields } from '../city/person-tables.ts';
import { personalResource } from '../city/describe-resource.ts';
import type { DemoResource } from '../city/index.ts';
import { deliver } from '../deliver-file.ts';
import { generateCity } from '../generate-city.ts';
import { planCity } from '../generate-plan.ts';
import { authorizeResource } from '../load-authorized.ts';
import { loadSystems, publishResource } from '../load-resources.ts';
import { as, type ScenarioContext } from './scenario-context.ts';

/** A delivery of this run: one day's registrations, in GB 18030 and with their dirt. */
const INTAKE = { residents: 3_000, visits: 1 };

/** Chain a–c: a source agency delivers, the entry is found, confirmed for authorized operation and offered to developers. */
export async function gather(context: ScenarioContext): Promise<void> {
  const { city, actors, bodies, run, folder } = context;
  const resource = describeIntake(context);
  const id = await context.step('a', ['登记系统与资源', 'system and resource registered'], async (facts) => {
    const systems = await loadSystems(actors, city);
    const registered = await publishResource(actors, city, resource, systems.get(resource.system) ?? '');
    facts['resource'] = { zh: resource.content.title, en: resource.content.titleEn ?? resource.content.title };
    return registered;
  });
  await context.step('a', ['归集一批数据', 'a batch gathered, checked, sealed'], async (facts) => {
    const made = await generateCity(await planCity(city.id, INTAKE, run), join(folder, `intake-${city.id}-${run}`));
    const agency = await as(context, 'population');
    const batch = await deliver(agency, id, {
      filename: `intake-${run}.csv`,
      bytes: await openAsBlob(made.residentsFile),
    });
    facts['records'] = batch.rows?.records ?? 0;
    facts['good'] = batch.rows?.good ?? 0;
    facts['quarantined'] = batch.rows?.quarantined ?? 0;
    facts['encoding'] = batch.encoding ?? '';
    const { items } = await agency.call(vaultRoutes.readQuarantine, { params: { id: batch.id }, query: {} });
    const [first] = items;
    if (first)
      facts['first bad line'] =
        `${String(first.line)} (${first.faults.map((fault) => `${fault.field ?? '*'} ${fault.rule}`).join(', ')})`;
  });
  await context.step('b', ['中文检索目录', 'found in the catalogue by Chinese words'], async (facts) => {
    const developer = await as(context, 'developer');
    const found = await developer.call(catalogueRoutes.listResources, {
      query: { q: '人口 登记日报', page: 1, pageSize: 20 },
    });
    const hit = found.items.find((item) => item.id === id);
    facts['hits'] = found.total;
    facts['identifier'] = hit?.code ?? '';
    facts['grade'] = hit?.grade ?? '';
    facts['quality'] = hit?.quality ?? '';
    if (!hit) throw new Error('the delivered resource was not found by its Chinese words');
  });
  await context.step(
    'c',
    ['确认授权运营并发布开发目录', 'confirmed and put into the development catalogue'],
    async (facts) => {
      await authorizeResource(actors, city, bodies, resource, id);
      const developer = await as(context, 'developer');
      const { items } = await developer.call(catalogueRoutes.listDevelopmentCatalogue, { query: {} });
      facts['entries offered'] = items.length;
    },
  );
}

function describeIntake({ city }: ScenarioContext): DemoResource {
  const register = city.resources.find(({ file }) => file.kind === 'residents');
  const codes = (name: string) => register?.content.fields.find((field) => field.name === name)?.codes ?? [];
  return {
    ...personalResource(
      'population',
      { kind: 'residents' },
      {
        name: 'registration_intake',
        title: '人口登记日报（合成数据）',
        titleEn: 'Daily registrations (synthetic)',
        description: '演示流程逐次送交的登记记录，GB 18030 编码，带有预置错误；合成数据，不对应任何真实个人。',
        sector: 'population',
        keywords: ['人口', '登记', '日报', '合成数据'],
        cycle: 'daily',
        grade: 4,
        fields: residentFields(codes('district_code'), codes('street_code')),
      },
    ),
    authorizedFor: [city.scenario.title],
  };
}
