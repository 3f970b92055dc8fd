/** Answers of the interface as the explorer gets them; short, and of no real city. */

const id = (prefix: string, n: number): string => `${prefix}_${String(n).padStart(26, '0')}`;
export const PRODUCT = id('prd', 1);
export const RESOURCE = id('res', 1);
export const STREAM = `product:${PRODUCT}`;
const hex = 'ab'.repeat(32);
const person = { kind: 'person', person: id('per', 1), body: id('bod', 1), role: 'developer' };

const entry = (n: number, type: string, stream: string, seq: number, status = 'published') => ({
  entryId: id('ent', n),
  type,
  at: new Date(Date.UTC(2026, 2, 2, 8, n)).toISOString(),
  actor: type.startsWith('vault') ? { kind: 'system', part: 'vault' } : person,
  subjects: [],
  stream,
  streamSeq: seq,
  ruleVersion: 'north@1',
  leafHash: hex,
  index: 100 + n,
  status,
});

const acts = [
  'product.drafted',
  'product.frozen',
  'product.release-applied',
  'product.release-decided',
  'product.listed',
];
export const entries = acts.map((type, seq) => entry(seq + 1, type, STREAM, seq));
const people = { [person.person]: '林知远' };
const bodies = { [person.body]: '北城数据科技有限公司' };

export const search = { items: entries.toReversed(), people, bodies, next: 100 };
export const searchEmpty = { items: [], people: {}, bodies: {}, next: null };

export const story = {
  ...{ stream: STREAM, kind: 'product', id: PRODUCT, name: '就诊费用区间查询', state: 'complete', length: 5 },
  ...{ entries, people, bodies },
  uses: [
    { kind: 'freeze', id: id('rel', 1), name: null, rel: 'released-as', entries: 1 },
    { kind: 'grant', id: id('grt', 1), name: null, rel: 'permits', entries: 2 },
  ],
  usedBy: [{ kind: 'order', id: id('ord', 1), name: null, rel: 'ordered-in', entries: 1 }],
};

const node = (kind: string, n: number, name: string | null, depth: number, fields: string[] = []) => ({
  ...{ kind, id: id(kind.slice(0, 3), n), name, depth, fields },
});
const product = { ...node('product', 1, '就诊费用区间查询', 0, ['cost', 'wet']), id: PRODUCT };
const resources = [
  { ...node('resource', 1, '门诊就诊记录', 3, ['cost', 'visit_date']), id: RESOURCE },
  node('resource', 2, '逐日气象观测', 3, ['rain']),
];
const chainOf = [
  product,
  node('freeze', 1, null, 1, ['cost', 'wet']),
  node('grant', 1, null, 1),
  node('epoch', 1, null, 2, ['cost', 'visit_date']),
  node('epoch', 2, null, 2, ['rain']),
  ...resources,
  node('batch', 1, null, 3),
  node('batch', 2, null, 3),
  node('application', 1, null, 2),
  node('system', 1, null, 4),
];
const edge = (from: { id: string }, to: { id: string }, rel: string) => ({
  from: from.id,
  to: to.id,
  rel,
  fields: [],
  entries: 1,
});
const [, freeze, grant, epoch1, epoch2, visits, weather, batch1, batch2, application, system] = chainOf as [
  ...(typeof product)[],
] as readonly (typeof product)[];
const ways: [typeof product | undefined, typeof product | undefined, string][] = [
  [freeze, product, 'released-as'],
  [grant, product, 'permits'],
  [grant, freeze, 'permits'],
  [application, grant, 'leads-to'],
  [epoch1, freeze, 'read-by'],
  [epoch2, freeze, 'read-by'],
  [batch1, epoch1, 'sealed-in'],
  [batch2, epoch2, 'sealed-in'],
  [visits, epoch1, 'holds'],
  [weather, epoch2, 'holds'],
  [visits, batch1, 'delivers'],
  [weather, batch2, 'delivers'],
  [system, visits, 'registers'],
];

export const lineage = {
  start: { kind: 'product', id: PRODUCT, field: null },
  nodes: chainOf,
  edges: ways.flatMap(([from, to, rel]) => (from && to ? [edge(from, to, rel)] : [])),
  counts: { product: 1, freeze: 1, grant: 1, epoch: 2, resource: 2, batch: 2, application: 1, system: 1 },
  hidden: { query: 3 },
  ...{ truncated: false, upTo: 1204 },
};

export const blast = {
  start: { kind: 'product', id: PRODUCT, field: null },
  counts: { grant: 2, application: 2, product: 2, order: 3, buyer: 3, freeze: 2 },
  hidden: {},
  kind: 'product',
  items: [
    {
      kind: 'product',
      id: PRODUCT,
      name: '就诊费用区间查询',
      owner: '北城数据科技有限公司',
      fields: ['cost'],
      calls: 0,
    },
    {
      kind: 'product',
      id: id('prd', 2),
      name: '区域就诊热度',
      owner: '北城数据科技有限公司',
      fields: ['cost'],
      calls: 0,
    },
  ],
  ...{ next: null, truncated: false, upTo: 1204 },
};

const lastAudit = { kind: 'full', finishedAt: '2026-03-02T08:00:00.000Z', size: 1204, findings: 0 };
export const health = {
  ...{ origin: 'example.org/log', size: 1204, root: hex, checkpointAt: '2026-03-02T08:30:00.000Z', checkpointAge: 2 },
  ...{ sequenced: 1204, waiting: 0, refusing: null, behind: 0, lastAudit },
  witnesses: { met: true, held: null, items: [{ name: 'beside', at: null, size: 1204, problem: null }] },
};

const run = (n: number, findings: object[]) => ({
  ...{ id: id('aud', n), kind: 'full', startedAt: '2026-03-02T08:00:00.000Z', finishedAt: '2026-03-02T08:00:01.000Z' },
  ...{ milliseconds: 940, fromIndex: 0, size: 1204, root: hex, rows: 812, payloads: 1204, findings },
});
export const audits = {
  items: [
    run(2, []),
    run(1, [
      { code: 'row-changed', place: 'catalogue.resource/res_1', count: 1, places: ['catalogue.resource/res_1'] },
    ]),
  ],
};

export const session = {
  person: { id: id('per', 9), name: '周明' },
  active: {
    ...{
      id: id('mem', 1),
      bodyId: id('bod', 9),
      bodyName: '北城网信办',
      role: 'security-regulator',
      jurisdiction: 'north',
    },
    state: 'active',
  },
  memberships: [],
  powers: [],
  expiresAt: '2027-01-01T00:00:00.000Z',
};

export const problem = (status: number, code: string) => ({
  ...{ type: 'about:blank', title: 'refused', status, code, requestId: 'req_1' },
});
