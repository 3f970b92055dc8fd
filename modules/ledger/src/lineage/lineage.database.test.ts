import { asOwner } from '../ledgered-database.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addCall,
  addCorrection,
  addGrant,
  addOrder,
  addProduct,
  addSource,
  createLineageWorld,
  reader,
  type LineageWorld,
} from './lineage-world.ts';
import { projectLineage } from './project-lineage.ts';

const input = (name: string, field: string) => ({ resourceId: `res_${name}`, epochId: `epo_${name}`, field });

let world: LineageWorld;

// Two sources; one product of both, one of the first alone; a third product of another developer under a wider grant.
beforeAll(async () => {
  world = await createLineageWorld({
    prl_both: [
      { column: 'cost', inputs: [input('visits', 'cost')] },
      { column: 'wet', inputs: [input('weather', 'rain'), input('visits', 'day')] },
    ],
    prl_one: [{ column: 'cost', inputs: [input('visits', 'cost')] }],
    prl_wide: [{ column: 'rain', inputs: [input('weather', 'rain')] }],
  });
  await world.write((tx) => {
    addSource(tx, 'visits', 'bod_health');
    addSource(tx, 'weather', 'bod_sky');
    addGrant(tx, 'g', 'bod_dev', ['visits', 'weather']);
    addProduct(tx, 'both', { grant: 'g', developer: 'bod_dev', sources: ['visits', 'weather'] });
    addProduct(tx, 'one', { grant: 'g', developer: 'bod_dev', sources: ['visits'] });
    addGrant(tx, 'h', 'bod_rival', ['weather', 'visits']);
    addProduct(tx, 'wide', { grant: 'h', developer: 'bod_rival', sources: ['weather'] });
    addOrder(tx, 'a', 'both', 'bod_a');
    addOrder(tx, 'b', 'both', 'bod_b');
    addOrder(tx, 'c', 'one', 'bod_c');
    for (let i = 0; i < 3; i += 1) addCall(tx, `a${i}`, 'a', 'both', 'bod_a');
    addCall(tx, 'b0', 'b', 'both', 'bod_b');
  });
  await world.lineage.project();
});
afterAll(() => world.close());

const regulator = reader('bod_reg', 'security-regulator');
const trace = (id: string, direction: 'back' | 'forward', field?: string, who = regulator) =>
  world.lineage.trace(who, { id, direction, field, limit: 200 });
const ids = (view: { readonly nodes: readonly { kind: string; id: string }[] }, kind: string) =>
  view.nodes
    .filter((node) => node.kind === kind)
    .map((node) => node.id)
    .toSorted();
const fieldsOf = (view: Awaited<ReturnType<typeof trace>>, id: string) =>
  view.nodes.find((node) => node.id === id)?.fields;
const dump = async () =>
  (
    await sql`
      select a.kind || ':' || a.id || '#' || a.field as a, b.kind || ':' || b.id || '#' || b.field as b, e.rel, e.entries, e.first_idx, e.last_idx, a.body
      from ledger.lineage_edge e join ledger.lineage_node a on a.no = e.source join ledger.lineage_node b on b.no = e.target order by 1, 2, 3`.execute(
      world.db.q,
    )
  ).rows;

describe('lineage at the level of things', () => {
  it('AUD-01 leads from a product back to its sources and what permits it, and to no more', async () => {
    const view = await trace('prd_one', 'back');
    expect(view.counts).toEqual({
      ...{ product: 1, freeze: 1, epoch: 1, batch: 1, resource: 1, system: 1, grant: 1, application: 1 },
    });
    expect(ids(view, 'resource')).toEqual(['res_visits']);
    expect(ids(view, 'grant')).toEqual(['grt_g']);
    expect(fieldsOf(view, 'res_visits')).toEqual(['cost']);
    expect(view.edges).toContainEqual({
      from: 'epo_visits',
      to: 'rel_one',
      rel: 'read-by',
      fields: ['cost'],
      entries: 2,
    });
  });

  it('AUD-01 leads from a source forward to every product, order and buyer, with the grants that name it', async () => {
    const view = await trace('res_visits', 'forward');
    expect(ids(view, 'product')).toEqual(['prd_both', 'prd_one']);
    expect(ids(view, 'order')).toEqual(['ord_a', 'ord_b', 'ord_c']);
    expect(ids(view, 'buyer')).toEqual(['bod_a', 'bod_b', 'bod_c']);
    expect(ids(view, 'grant')).toEqual(['grt_g', 'grt_h']);
    expect(view.edges.find((edge) => edge.to === 'ord_a' && edge.rel === 'called-by')?.entries).toBe(3);
  });

  it('AUD-01 leads from a call back to the source it was answered from', async () => {
    const view = await trace('call_b0', 'back');
    expect(view.start).toEqual({ kind: 'call', id: 'call_b0', field: null });
    expect(ids(view, 'resource')).toEqual(['res_visits', 'res_weather']);
    expect(ids(view, 'order')).toEqual([]);
  });
});

describe('lineage at the level of fields', () => {
  it('AUD-01 leads from one column back to the fields it was computed from', async () => {
    const cost = await trace('prd_both', 'back', 'cost');
    expect(ids(cost, 'resource')).toEqual(['res_visits']);
    expect(fieldsOf(cost, 'res_visits')).toEqual(['cost']);
    expect(ids(cost, 'grant')).toEqual(['grt_g']);
    const wet = await trace('prd_both', 'back', 'wet');
    expect(ids(wet, 'resource')).toEqual(['res_visits', 'res_weather']);
    expect(fieldsOf(wet, 'res_visits')).toEqual(['day']);
  });

  it('AUD-01 leads from one field forward to the columns and buyers that it reaches', async () => {
    const day = await trace('res_visits', 'forward', 'day');
    expect(ids(day, 'product')).toEqual(['prd_both']);
    expect(fieldsOf(day, 'prd_both')).toEqual(['wet']);
    expect(ids(day, 'buyer')).toEqual(['bod_a', 'bod_b']);
    await expect(trace('res_visits', 'forward', 'unused')).rejects.toMatchObject({ code: 'lineage.unknown' });
  });
});

describe('projection', () => {
  it('AUD-01 gives the same graph whatever the batches, after a stop between them, and made anew', async () => {
    const before = await dump();
    expect(before.length).toBeGreaterThan(30);
    await world.lineage.rebuild();
    expect(await dump()).toEqual(before);
    await sql`truncate ledger.lineage_edge, ledger.lineage_node, ledger.log_index`.execute(world.db.q);
    await sql`update ledger.projection set next_idx = 0`.execute(world.db.q);
    let columnsAsked = 0;
    const failing = projectLineage({
      ...world.options,
      batch: 4,
      columns: async (...asked) => {
        columnsAsked += 1;
        if (columnsAsked === 2) throw new Error('stopped here');
        return world.options.columns(...asked);
      },
    });
    await expect(failing).rejects.toThrow('stopped here');
    expect(await projectLineage({ ...world.options, batch: 3 })).toBe(await world.lineage.projected());
    expect(await dump()).toEqual(before);
  });

  it('AUD-01 does not count an entry twice when two processes project at once', async () => {
    const before = await dump();
    await world.write((tx) => addCall(tx, 'late', 'c', 'one', 'bod_c'));
    await Promise.all([world.lineage.project(), world.lineage.project(), world.lineage.project()]);
    await world.lineage.project();
    expect((await dump()).length).toBe(before.length + 1);
  });
});

describe('who may ask', () => {
  const code = (work: Promise<unknown>) =>
    work.then(
      () => 'allowed',
      (error: { code: string }) => error.code,
    );

  it('AUD-01 refuses strangers, other bodies and other jurisdictions', async () => {
    expect(await code(trace('res_visits', 'forward', undefined, reader('bod_sky', 'source-agency')))).toBe(
      'lineage.not-party',
    );
    expect(await code(trace('prd_one', 'back', undefined, reader('bod_rival', 'developer')))).toBe('lineage.not-party');
    expect(await code(trace('ord_a', 'back', undefined, reader('bod_b', 'buyer')))).toBe('lineage.not-party');
    expect(await code(trace('prd_one', 'back', undefined, reader('bod_reg', 'inspection', 'south')))).toBe(
      'lineage.other-jurisdiction',
    );
    expect(await code(trace('prd_nowhere', 'back'))).toBe('lineage.unknown');
  });

  it('AUD-01 tells a custodian how far its data went, and not who the buyers are', async () => {
    const view = await trace('res_visits', 'forward', undefined, reader('bod_health', 'source-agency'));
    expect(ids(view, 'product')).toEqual(['prd_both', 'prd_one']);
    expect([...ids(view, 'buyer'), ...ids(view, 'order'), ...ids(view, 'grant')]).toEqual([]);
    expect(view.hidden).toEqual({ application: 2, buyer: 3, grant: 2, order: 3 });
    expect(JSON.stringify(view)).not.toMatch(/bod_[abc]"/);
  });

  it('AUD-01 tells a developer the buyers of its own product', async () => {
    const view = await trace('prd_both', 'forward', undefined, reader('bod_dev', 'developer'));
    expect(ids(view, 'buyer')).toEqual(['bod_a', 'bod_b']);
  });

  it('AUD-01 tells a buyer its own way to the source, of others nothing, not even a number', async () => {
    const own = await trace('ord_a', 'back', undefined, reader('bod_a', 'buyer'));
    expect(ids(own, 'resource')).toEqual(['res_visits', 'res_weather']);
    expect(own.hidden).toEqual({});
    expect(own.counts['grant']).toBeUndefined();
    expect(JSON.stringify(own)).not.toMatch(/bod_b|ord_b|grt_|app_/);
  });
});

describe('blast radius', () => {
  const radius = (id: string, kind: string, after = 0, limit = 2, who = regulator) =>
    world.lineage.blastRadius(who, { id, kind, after, limit });

  it('AUD-01 says what withdrawing a source reaches, with counts, page by page', async () => {
    const first = await radius('res_visits', 'order');
    expect(first.counts).toMatchObject({ grant: 2, product: 2, order: 3, buyer: 3 });
    expect(first.items.map((one) => [one.id, one.calls])).toEqual([
      ['ord_a', 3],
      ['ord_b', 1],
    ]);
    const second = await radius('res_visits', 'order', first.next ?? 0);
    expect(second.items.map((one) => one.id)).toEqual(['ord_c']);
    expect(second.next).toBeNull();
  });

  it('QUA-07 follows a disputed record from its batch to every product and buyer that used it', async () => {
    expect((await radius('bat_weather', 'product', 0, 10)).items.map((one) => one.id)).toEqual([
      'prd_both',
      'prd_wide',
    ]);
    expect((await radius('bat_weather', 'buyer', 0, 10)).items.map((one) => one.id)).toEqual(['bod_a', 'bod_b']);
  });

  it('QUA-07 tells each owner once, enters the act, and lets each read its own notice only', async () => {
    const { value, evidence } = await world.lineage.notify(reader('bod_op', 'operator'), {
      id: 'bat_weather',
      ground: 'record-disputed',
      reference: 'YY-2026-0312',
    });
    expect(value.map((one) => [one.body, one.objects])).toEqual([
      ['bod_a', { order: ['ord_a'] }],
      ['bod_b', { order: ['ord_b'] }],
      ['bod_dev', { product: ['prd_both'] }],
      ['bod_rival', { product: ['prd_wide'] }],
    ]);
    expect(evidence).toHaveLength(4);
    const own = await world.lineage.notices(reader('bod_a', 'buyer'), 50);
    expect(own.map((one) => one.body)).toEqual(['bod_a']);
    expect(await world.lineage.notices(reader('bod_c', 'buyer'), 50)).toEqual([]);
    await expect(
      world.lineage.notify(reader('bod_reg', 'security-regulator'), {
        id: 'bat_weather',
        ground: 'record-disputed',
        reference: 'x',
      }),
    ).rejects.toMatchObject({ code: 'lineage.not-teller' });
    await expect(
      world.lineage.notify(reader('bod_health', 'source-agency'), {
        id: 'bat_weather',
        ground: 'record-disputed',
        reference: 'x',
      }),
    ).rejects.toMatchObject({ code: 'lineage.not-party' });
  });
});

describe('search and story', () => {
  it('AUD-03 finds entries by object, person, act and time, page by page', async () => {
    const found = async (search: object, who = regulator) =>
      (await world.lineage.search(who, { limit: 50, ...search })).map((one) => one.entry.type);
    expect(await found({ object: 'batch:bat_weather' })).toEqual(['vault.epoch-committed', 'vault.batch-received']);
    expect(await found({ person: 'per_of_bod_c' })).toEqual(['trading.called', 'trading.ordered']);
    expect(await found({ type: 'authorization', limit: 1 })).toEqual(['authorization.grant-started']);
    expect(await found({ to: new Date('2000-01-01') })).toEqual([]);
    expect(await found({ jurisdiction: 'south' })).toEqual([]);
    const all = await world.lineage.search(regulator, { limit: 50 });
    const [third] = await world.lineage.search(regulator, { limit: 1, before: all[1]?.index ?? 0 });
    expect(third?.index).toBe(all[2]?.index);
    // Counted on every page alike, whatever the limit; and asked under the same condition.
    expect(await world.lineage.count(regulator, { limit: 1, before: all[1]?.index ?? 0 })).toBe(all.length);
    expect(await world.lineage.count(regulator, { limit: 1, jurisdiction: 'south' })).toBe(0);
    await expect(
      world.lineage.count(reader('bod_a', 'buyer'), { person: 'per_of_bod_c', limit: 1 }),
    ).rejects.toMatchObject({ code: 'ledger.not-party' });
  });

  it('AUD-03 searches for a person only for overseers of the jurisdiction, and for that person', async () => {
    const search = { person: 'per_of_bod_c', limit: 50 };
    const refused = (who: ReturnType<typeof reader>, more: object = {}) =>
      Promise.resolve()
        .then(() => world.lineage.search(who, { ...search, ...more }))
        .then(
          (all) => all.length,
          (error: { code: string }) => error.code,
        );
    expect(await refused(reader('bod_a', 'buyer'))).toBe('ledger.not-party');
    expect(await refused(reader('bod_c', 'buyer'))).toBe(2);
    expect(await refused(reader('bod_far', 'inspection', 'south'))).toBe(0);
    expect(await refused(reader('bod_far', 'inspection', 'south'), { jurisdiction: 'north' })).toBe(
      'ledger.other-jurisdiction',
    );
  });

  it('AUD-01 tells the story of an object and whether it is whole', async () => {
    const story = await world.lineage.story(regulator, 'product:prd_both');
    expect(story).toMatchObject({ state: 'complete', length: 2 });
    expect(story.usedBy.map((one) => one.id)).toEqual(['ord_a', 'ord_b']);
    expect((await world.lineage.story(reader('bod_health', 'source-agency'), 'product:prd_both')).usedBy).toEqual([]);
    await asOwner(world.ownerUrl, (owner) =>
      owner.query(`update ledger.stream_head set next_seq = 3 where stream = 'product:prd_both'`),
    );
    expect((await world.lineage.story(regulator, 'product:prd_both')).state).toBe('incomplete');
    await expect(world.lineage.story(regulator, 'product:prd_none')).rejects.toMatchObject({
      code: 'ledger.stream-unknown',
    });
  });
});

describe('a corrected re-supply', () => {
  const correct = (by: string, committed: boolean) =>
    world.write((tx) => addCorrection(tx, 'visits', 'bod_health', by, committed));
  const toldOf = async (reference: string) =>
    (await world.lineage.notices(regulator, 200)).filter((one) => one.reference === reference);

  it('QUA-07 tells everyone who used the batch once its correction is part of the data, each once, in an act', async () => {
    await correct('late', false);
    await world.lineage.project();
    expect(await world.lineage.tellCorrections()).toBe(0);
    await correct('mended', true);
    // Not before the graph has come so far.
    expect(await world.lineage.tellCorrections()).toBe(0);
    await world.lineage.project();
    expect(await world.lineage.tellCorrections()).toBe(4);
    expect(await world.lineage.tellCorrections()).toBe(0);
    const told = await toldOf('bat_mended');
    expect(told.map((one) => one.body).toSorted()).toEqual(['bod_a', 'bod_b', 'bod_c', 'bod_dev']);
    expect(told.every((one) => one.ground === 'record-corrected' && one.origin === 'bat_visits')).toBe(true);
    expect(told.find((one) => one.body === 'bod_c')?.objects).toEqual({ order: ['ord_c'] });
    await world.write(() => undefined);
    await world.lineage.project();
    const acts = await world.lineage.search(regulator, { type: 'lineage.owner-notified', limit: 50 });
    expect(acts.filter((one) => one.entry.actor.kind === 'system').length).toBe(4);
  });

  it('QUA-07 finishes what a stop left half told, and tells nobody twice', async () => {
    await asOwner(world.ownerUrl, (owner) => owner.query('update ledger.correction_told set next_idx = 0'));
    expect(await world.lineage.tellCorrections()).toBe(0);
    expect(await toldOf('bat_mended')).toHaveLength(4);
  });
});
