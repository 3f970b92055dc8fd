import { connect } from '@sluice/database';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Actor } from './catalogue-context.ts';
import type { ResourceContent } from './resource.ts';
import { aField, codeOf, complete, createTestCity, issuesOf, type TestCity } from './test-city.ts';

let city: TestCity;
let agency: Actor;
let authority: Actor;
let systemId: string;

beforeAll(async () => {
  city = await createTestCity();
  agency = city.owner('state-organ');
  authority = city.actor('data-authority');
  systemId = (await city.catalogue.registerSystem(agency, { name: '事故处理系统' })).value.id;
});

afterAll(() => city.close());

const create = async (content: ResourceContent, by = agency) =>
  (await city.catalogue.createResource(by, content)).value;

async function published(content: ResourceContent = complete(systemId)) {
  const { id } = await create(content);
  await city.catalogue.submitResource(agency, id);
  return (await city.catalogue.reviewResource(authority, id, { decision: 'approve', reasons: [] })).value;
}

it('CAT-02 refuses to submit an entry that lacks one attribute and names each that is missing', async () => {
  const attributes = [
    'description',
    'systemId',
    'form',
    'sector',
    'updateCycle',
    'grade',
    'sharing',
    'opening',
    'returnFlow',
    'authorization',
    'fields',
  ] as const;
  for (const attribute of attributes) {
    const { [attribute]: _, ...rest } = complete(systemId);
    const { id } = await create(rest);
    expect(await issuesOf(city.catalogue.submitResource(agency, id))).toEqual([
      `resource.attribute-missing ${attribute}`,
    ]);
  }
  const { id } = await create({ name: 'empty', title: '空', class: 'public' });
  const all = await issuesOf(city.catalogue.submitResource(agency, id));
  expect(all).toEqual(attributes.map((attribute) => `resource.attribute-missing ${attribute}`));
});

it('CAT-02 refuses “not shared”, “not opened”, “not returned”, “not authorized” without a reason', async () => {
  for (const attribute of ['sharing', 'opening', 'returnFlow', 'authorization'] as const) {
    const { id } = await create(complete(systemId, { [attribute]: { mode: 'none' } }));
    expect(await issuesOf(city.catalogue.submitResource(agency, id))).toEqual([
      `resource.reason-missing ${attribute}.reason`,
    ]);
  }
  const { id } = await create(complete(systemId, { sharing: { mode: 'conditional' } }));
  expect(await issuesOf(city.catalogue.submitResource(agency, id))).toEqual([
    'resource.conditions-missing sharing.conditions',
  ]);
  const low = await create(complete(systemId, { grade: 1 }));
  expect(await issuesOf(city.catalogue.submitResource(agency, low.id))).toEqual(['resource.grade-below-fields grade']);
});

it('CAT-06 submits, returns with reasons, resubmits and publishes the reviewed text byte for byte', async () => {
  const { id } = await create(complete(systemId));
  const first = (await city.catalogue.submitResource(agency, id)).value;
  expect(first.state).toBe('in-review');
  expect(await codeOf(city.catalogue.editResource(agency, id, complete(systemId)))).toBe('resource.in-review');
  expect(await codeOf(city.catalogue.reviewResource(authority, id, { decision: 'return', reasons: [] }))).toBe(
    'review.reasons-missing',
  );
  const returned = await city.catalogue.reviewResource(authority, id, {
    decision: 'return',
    reasons: ['字段说明不清'],
  });
  expect(returned.value.state).toBe('draft');
  await city.catalogue.editResource(agency, id, complete(systemId, { description: '补充说明' }));
  const submitted = (await city.catalogue.submitResource(agency, id)).value;
  const { value, evidence } = await city.catalogue.reviewResource(authority, id, {
    decision: 'approve',
    reasons: ['齐全'],
  });
  expect(value).toMatchObject({ state: 'published', version: 2, digest: submitted.versions[0]?.digest });
  expect(value.content).toEqual(submitted.content);
  expect(value.versions).toMatchObject([
    { version: 2, state: 'published', submittedBy: agency.person, reviewedBy: authority.person, reasons: ['齐全'] },
    {
      version: 1,
      state: 'returned',
      submittedBy: agency.person,
      reviewedBy: authority.person,
      reasons: ['字段说明不清'],
    },
  ]);
  expect(evidence[0]).toMatchObject({ stream: `resource:${id}`, streamSeq: 5 });
});

it('CAT-06 refuses to publish a text that is not the submitted one', async () => {
  const { id } = await create(complete(systemId));
  await city.catalogue.submitResource(agency, id);
  const owner = connect({ url: city.database.ownerUrl, max: 1 });
  await sql`alter table catalogue.resource_version disable trigger user`.execute(owner.q);
  await sql`update catalogue.resource_version set content = replace(content, '道路', '公路') where resource_id = ${id}`.execute(
    owner.q,
  );
  await sql`alter table catalogue.resource_version enable trigger user`.execute(owner.q);
  await owner.close();
  expect(await codeOf(city.catalogue.reviewResource(authority, id, { decision: 'approve', reasons: [] }))).toBe(
    'resource.text-changed',
  );
});

it('CAT-06 lets nobody review an entry that he submitted, and no other body edit or submit it', async () => {
  const { id } = await create(complete(systemId));
  const stranger = city.owner('state-organ');
  expect(await codeOf(city.catalogue.editResource(stranger, id, complete(systemId)))).toBe('policy.not-own');
  expect(await codeOf(city.catalogue.submitResource(stranger, id))).toBe('policy.not-own');
  await city.catalogue.submitResource(agency, id);
  const both = { ...authority, person: agency.person };
  expect(await codeOf(city.catalogue.reviewResource(both, id, { decision: 'approve', reasons: [] }))).toBe(
    'policy.own-case',
  );
  const west = city.actor('data-authority', { jurisdiction: 'west' });
  expect(await codeOf(city.catalogue.reviewResource(west, id, { decision: 'approve', reasons: [] }))).toBe(
    'policy.other-jurisdiction',
  );
  expect(await codeOf(city.catalogue.reviewResource(agency, id, { decision: 'approve', reasons: [] }))).toBe(
    'policy.no-power',
  );
});

it('CAT-06 keeps the published version visible while the next one is reviewed, and its identifier for ever', async () => {
  const before = await published();
  expect(before.code).toMatch(/^CODE\d{4}\/\d{6}$/);
  await city.catalogue.editResource(agency, before.id, complete(systemId, { title: '道路交通事故记录（新）' }));
  await city.catalogue.submitResource(agency, before.id);
  const reader = city.actor('developer');
  expect(await city.catalogue.readResource(reader, before.id)).toMatchObject({
    title: before.title,
    version: 1,
    state: 'published',
  });
  const after = (await city.catalogue.reviewResource(authority, before.id, { decision: 'approve', reasons: [] })).value;
  expect(after).toMatchObject({ version: 2, code: before.code, title: '道路交通事故记录（新）' });
  expect(after.versions.map((version) => version.state)).toEqual(['published', 'superseded']);
  expect((await published()).code).not.toBe(before.code);
  expect(await codeOf(city.catalogue.submitResource(agency, before.id))).toBe('resource.nothing-to-submit');
});

it('shows a draft to its owner and to those who inspect, and to nobody else', async () => {
  const { id } = await create(complete(systemId));
  expect((await city.catalogue.readResource(agency, id)).state).toBe('draft');
  expect((await city.catalogue.readResource(authority, id)).state).toBe('draft');
  expect(await codeOf(city.catalogue.readResource(city.actor('developer'), id))).toBe('resource.unknown');
  const west = city.actor('data-authority', { jurisdiction: 'west' });
  expect(await codeOf(city.catalogue.readResource(west, id))).toBe('resource.unknown');
});

it('JUR-03 refuses public data of an owner without public-body type and accepts it as sector or social data', async () => {
  const firm = city.owner('firm');
  const own = (await city.catalogue.registerSystem(firm, { name: '企业系统' })).value.id;
  expect(await codeOf(create(complete(own), firm))).toBe('resource.owner-not-public');
  for (const dataClass of ['sector', 'social'] as const) {
    expect((await create(complete(own, { class: dataClass }), firm)).class).toBe(dataClass);
  }
});

it('JUR-03 catalogues one entry per media form', async () => {
  for (const form of ['text', 'table', 'image', 'audio', 'video'] as const) {
    const entry = await published(complete(systemId, { form, ...(form === 'table' ? {} : { fields: [] }) }));
    expect(entry.form).toBe(form);
  }
});

it('CAT-01 counts 5 systems of which 4 are catalogued as 80 % and names the fifth', async () => {
  const other = city.owner('state-organ', { jurisdiction: 'north' });
  const north = city.actor('data-authority', { jurisdiction: 'north' });
  const systems: string[] = [];
  for (const name of ['甲', '乙', '丙', '丁', '戊'])
    systems.push((await city.catalogue.registerSystem(other, { name })).value.id);
  for (const own of systems.slice(0, 4)) {
    const { id } = await create(complete(own), other);
    await city.catalogue.submitResource(other, id);
    await city.catalogue.reviewResource(north, id, { decision: 'approve', reasons: [] });
  }
  await create(complete(systems[4] ?? ''), other);
  const coverage = await city.catalogue.readCoverage(north, {});
  expect(coverage).toMatchObject({ systems: 5, catalogued: 4, percent: 80 });
  expect(coverage.owners[0]?.gaps).toEqual([{ systemId: systems[4], name: '戊' }]);
  expect(await codeOf(city.catalogue.registerSystem(other, { name: '甲' }))).toBe('system.name-taken');
});

it('refuses a draft with faulty fields and a system of somebody else', async () => {
  const twice = complete(systemId, { fields: [aField('a'), aField('a')] });
  expect(await issuesOf(create(twice))).toEqual(['field.name-twice fields.1.name']);
  expect(await codeOf(create(complete('system_of_somebody')))).toBe('resource.system-not-own');
});

it('COL-07 leads a hospital that sends directly through its sector authority, and a utility through its own zone', async () => {
  const hospital = city.owner('undertaking-health', { sector: 'health' });
  const own = (await city.catalogue.registerSystem(hospital, { name: '医院信息系统' })).value.id;
  const entry = await create(complete(own), hospital);
  expect(await codeOf(city.catalogue.routeGathering(city.database.db, entry.id, 'authority'))).toBe(
    'gather.sector-authority-missing',
  );
  const commission = city.owner('sector-office', { sector: 'health' });
  expect(await city.catalogue.routeGathering(city.database.db, entry.id, 'authority')).toEqual({
    via: 'sector-authority',
    redirected: true,
    through: commission.body,
    clause: 'F4 §三(二)4',
  });
  const organ = await create(complete(systemId));
  expect(await city.catalogue.routeGathering(city.database.db, organ.id, 'authority')).toEqual({
    via: 'authority',
    redirected: false,
  });
  const logged = await sql<{ n: number }>`
    select count(*)::int as n from catalogue.system where gather_via = 'sector-authority'`.execute(city.database.db.q);
  expect(logged.rows[0]?.n).toBe(1);
});

it('notes what the vault holds of an entry as an act of its own', async () => {
  const entry = await published();
  const actor = { kind: 'system', part: 'vault' } as const;
  const { evidence } = await city.transact((tx) =>
    city.catalogue.noteSupply(tx, actor, { resourceId: entry.id, epochId: 'epoch_1', rows: 12, quality: 0.98 }),
  );
  expect(evidence[0]?.stream).toBe(`resource:${entry.id}`);
  expect(await city.catalogue.readResource(agency, entry.id)).toMatchObject({
    currentEpochId: 'epoch_1',
    rowCount: 12,
    quality: 0.98,
  });
  expect(await city.catalogue.publishedResource(city.database.db, entry.id)).toMatchObject({
    code: entry.code,
    currentEpochId: 'epoch_1',
  });
});
