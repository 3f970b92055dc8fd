import { catalogueRoutes, type Answer } from '@sluice/contract';
import type { Actors } from './actors.ts';
import type { DemoCity, DemoResource } from './city/index.ts';
import { bodyId, platformDate, type BodyIds } from './load-bodies.ts';

type DemandItem = Answer<typeof catalogueRoutes.getDemandItem>;

/**
 * Takes a published resource into the development catalogue: demand, opinion where a sector authority is at home,
 * confirmation, supply, publication with a class and grade per field. Goes on from wherever an earlier run stopped.
 * @returns id of the demand item
 */
export async function authorizeResource(
  actors: Actors,
  city: DemoCity,
  bodies: BodyIds,
  resource: DemoResource,
  resourceId: string,
): Promise<string> {
  const item = await demand(actors, city, resource, resourceId);
  const confirmed = await confirm(actors, city, bodies, resource, item);
  await supply(actors, city, confirmed);
  if (confirmed.developmentEntryId === undefined) await publish(actors, city, resource, confirmed);
  return item.id;
}

async function demand(actors: Actors, city: DemoCity, resource: DemoResource, resourceId: string): Promise<DemandItem> {
  const operator = await actors.as(`${city.id}.operator`);
  const { items } = await operator.call(catalogueRoutes.listDemandItems, { query: { resourceId } });
  const known = items.find(({ state }) => state !== 'refused');
  if (known) return known;
  const { data } = await operator.call(catalogueRoutes.createDemandItem, {
    body: {
      resourceId,
      fields: resource.content.fields.filter(({ role }) => role !== 'direct-identifier').map(({ name }) => name),
      scenarios: [...(resource.authorizedFor ?? [])],
      studiedOn: await platformDate(actors.anyone),
    },
  });
  return data;
}

async function confirm(
  actors: Actors,
  city: DemoCity,
  bodies: BodyIds,
  resource: DemoResource,
  item: DemandItem,
): Promise<DemandItem> {
  if (item.state === 'confirmed') return item;
  const authority = await actors.as(`${city.id}.authority`);
  const params = { id: item.id };
  if (resource.content.sector === 'health') {
    const lead = await actors.as(`${city.id}.health-lead`);
    if (item.opinions.length === 0)
      await authority.call(catalogueRoutes.requestOpinion, { params, body: { bodyId: bodyId(bodies, 'health') } });
    if (item.state !== 'opinion-given') {
      await lead.call(catalogueRoutes.giveOpinion, {
        params,
        body: { opinion: 'agree-with-conditions', text: '同意，限统计用途，不得输出个人记录' },
      });
    }
  }
  return (
    await authority.call(catalogueRoutes.confirmDemandItem, { params, body: { decision: 'confirm', reasons: [] } })
  ).data;
}

async function supply(actors: Actors, city: DemoCity, item: DemandItem): Promise<void> {
  const params = { id: item.id };
  const last = item.supplies.at(-1);
  const fields = item.confirmedFields ?? item.fields;
  if (last === undefined || last.state === 'refused' || last.state === 'rejected') {
    await (
      await actors.as(`${city.id}.operator`)
    ).call(catalogueRoutes.supplyDemandItem, { params, body: { act: 'apply', fields } });
  }
  if (last === undefined || last.state !== 'delivered') {
    if (last?.state !== 'confirmed') {
      await (
        await actors.as(`${city.id}.authority`)
      ).call(catalogueRoutes.supplyDemandItem, { params, body: { act: 'decide', decision: 'confirm' } });
    }
    await (
      await actors.as(`${city.id}.custodian`)
    ).call(catalogueRoutes.supplyDemandItem, { params, body: { act: 'push' } });
  }
}

const CATEGORY: Readonly<Record<string, string>> = {
  'direct-identifier': '直接标识',
  'entity-key': '实体标识',
  'quasi-identifier': '准标识',
  sensitive: '敏感属性',
  other: '一般属性',
};

async function publish(actors: Actors, city: DemoCity, resource: DemoResource, item: DemandItem): Promise<void> {
  const operator = await actors.as(`${city.id}.operator`);
  const offered = new Set(item.confirmedFields ?? item.fields);
  await operator.call(catalogueRoutes.publishDevelopmentEntry, {
    params: { id: item.id },
    body: {
      category: resource.content.sector ?? 'government',
      grade: resource.content.grade ?? 1,
      fields: resource.content.fields
        .filter(({ name }) => offered.has(name))
        .map(({ name, role, grade }) => ({ field: name, category: CATEGORY[role] ?? '一般属性', grade })),
    },
  });
}
