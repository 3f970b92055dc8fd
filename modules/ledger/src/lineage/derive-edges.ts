import type { Entry } from '../entry.ts';
import type { Relation } from './relations.ts';

export interface NodeKey {
  readonly kind: string;
  readonly id: string;
  /** One field of a source or one column of a product. */
  readonly field?: string;
}

export interface DerivedNode extends NodeKey {
  /** Set where the entry is the one by which the thing came to be. */
  readonly jurisdiction?: string;
  readonly body?: string;
}

export interface DerivedEdge {
  readonly from: NodeKey;
  readonly to: NodeKey;
  readonly rel: Relation;
  /** How often the entry says so; once unless said. */
  readonly times?: number;
}

export interface Derived {
  readonly nodes: readonly DerivedNode[];
  readonly edges: readonly DerivedEdge[];
}

/** What one output column was computed from; fields of sources in their epochs. */
export interface ColumnInputs {
  readonly column: string;
  readonly inputs: readonly { readonly resourceId: string; readonly epochId: string; readonly field: string }[];
}

/** What an entry alone does not say: its opened payload, and the columns of a release whose digest it carries. */
export interface EntryDetail {
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly columns?: readonly ColumnInputs[];
}

interface Facts extends EntryDetail {
  readonly entry: Entry;
  /** The object whose story the entry continues. */
  readonly self: NodeKey;
  /** Subjects of one kind and relation. */
  readonly of: (rel: 'about' | 'uses' | 'for', kind: string) => readonly NodeKey[];
}

type Rule = (facts: Facts) => readonly DerivedEdge[];

const join = (rel: Relation, from: readonly NodeKey[], to: readonly NodeKey[]): readonly DerivedEdge[] =>
  from.flatMap((source) => to.map((target) => ({ from: source, to: target, rel })));

const fromSystem: Rule = ({ self, of }) => join('registers', of('uses', 'system'), [self]);
const ofGrant: Rule = ({ self, of }) => join('permits', of('uses', 'grant'), [self]);
const gatePassage: Rule = (facts) => [...ofGrant(facts), ...join('read-by', facts.of('uses', 'epoch'), [facts.self])];

/** Acts that lead on: what their subjects mean for the way of data. Every other act says nothing of it. */
const rules: Readonly<Record<string, Rule>> = {
  'catalogue.resource-registered': fromSystem,
  'catalogue.resource-changed': fromSystem,
  'catalogue.resource-submitted': fromSystem,
  'catalogue.resource-published': fromSystem,
  'catalogue.supply-delivered': deriveSupply,
  'vault.batch-received': ({ self, of }) => join('delivers', of('about', 'resource'), [self]),
  'vault.epoch-committed': ({ self, of }) => [
    ...join('sealed-in', of('uses', 'batch'), [self]),
    ...join('continued-by', of('uses', 'epoch'), [self]),
    ...join('holds', of('about', 'resource'), [self]),
  ],
  'authorization.application-submitted': ({ self, of }) => join('applied-for', of('uses', 'resource'), [self]),
  'authorization.grant-started': ({ self, of }) => [
    ...join('leads-to', of('uses', 'application'), [self]),
    ...join('granted-in', of('uses', 'resource'), [self]),
  ],
  'gate.query-run': gatePassage,
  'gate.cube-released': gatePassage,
  'product.drafted': ofGrant,
  'product.frozen': deriveFreeze,
  'trading.ordered': ({ entry, self, of }) => [
    ...join('ordered-in', of('uses', 'product'), [self]),
    ...(entry.actor.kind === 'person' ? join('serves', [self], [{ kind: 'buyer', id: entry.actor.body }]) : []),
  ],
  // One edge for all calls of an order: it counts them, and each of them stands in the log.
  'trading.called': ({ of }) => {
    const times = Math.max(1, of('about', 'call').length);
    return join('called-by', of('uses', 'freeze'), of('uses', 'order')).map((edge) => ({ ...edge, times }));
  },
};

function deriveSupply({ self, of, payload }: Facts): readonly DerivedEdge[] {
  const epochs = of('uses', 'epoch');
  const supply = payload?.['supply'];
  const fields = payload?.['fields'];
  const to: NodeKey = typeof supply === 'string' ? { kind: 'supply', id: supply } : self;
  const named = Array.isArray(fields) ? fields.filter((field) => typeof field === 'string') : [];
  const resources = of('uses', 'resource');
  return [
    ...join('supplied-as', epochs, [to]),
    ...resources.flatMap((resource) =>
      named.flatMap((field): readonly DerivedEdge[] => [
        { from: resource, to: { ...resource, field }, rel: 'has-field' },
        ...epochs.map((epoch) => ({ from: { ...resource, field }, to: { ...epoch, field }, rel: 'holds' as const })),
      ]),
    ),
    ...epochs.flatMap((epoch) =>
      named.flatMap((field): readonly DerivedEdge[] => [
        { from: epoch, to: { ...epoch, field }, rel: 'has-field' },
        { from: { ...epoch, field }, to: { ...to, field }, rel: 'supplied-as' },
        { from: { ...to, field }, to, rel: 'field-of' },
      ]),
    ),
  ];
}

function deriveFreeze({ self, of, columns }: Facts): readonly DerivedEdge[] {
  const freezes = of('uses', 'freeze');
  return [
    ...join('read-by', of('uses', 'epoch'), freezes),
    ...join('permits', of('uses', 'grant'), freezes),
    ...join('released-as', freezes, [self]),
    ...freezes.flatMap((freeze) => (columns ?? []).flatMap((column) => deriveColumn(freeze, self, column))),
  ];
}

/** source.field → epoch.field → freeze.column → product.column, and where each of them belongs. */
function deriveColumn(freeze: NodeKey, product: NodeKey, { column, inputs }: ColumnInputs): readonly DerivedEdge[] {
  const [frozen, offered] = [
    { ...freeze, field: column },
    { ...product, field: column },
  ];
  return [
    { from: frozen, to: offered, rel: 'released-as' },
    { from: frozen, to: freeze, rel: 'field-of' },
    { from: offered, to: product, rel: 'field-of' },
    ...inputs.flatMap(({ resourceId, epochId, field }): readonly DerivedEdge[] => {
      const resource = { kind: 'resource', id: resourceId };
      const epoch = { kind: 'epoch', id: epochId };
      return [
        { from: resource, to: { ...resource, field }, rel: 'has-field' },
        { from: epoch, to: { ...epoch, field }, rel: 'has-field' },
        { from: { ...resource, field }, to: { ...epoch, field }, rel: 'holds' },
        { from: { ...epoch, field }, to: frozen, rel: 'read-by' },
      ];
    }),
  ];
}

/** Acts by which a thing comes to be, or comes to an owner: whose it is from then on. */
const births: Readonly<Record<string, (facts: Facts) => string | undefined>> = {
  'catalogue.system-registered': (facts) => facts.of('about', 'body')[0]?.id,
  'catalogue.resource-registered': (facts) => facts.of('about', 'body')[0]?.id,
  'vault.batch-received': actorBody,
  'vault.epoch-committed': () => undefined,
  'authorization.application-drafted': actorBody,
  'authorization.application-submitted': actorBody,
  'authorization.grant-started': (facts) => facts.of('about', 'body')[0]?.id,
  'gate.query-run': actorBody,
  'gate.cube-released': actorBody,
  'product.drafted': actorBody,
  'trading.ordered': actorBody,
};

function actorBody({ entry: { actor } }: Facts): string | undefined {
  return actor.kind === 'person' ? actor.body : undefined;
}

/** Rules of a jurisdiction are named `<jurisdiction>@<version>`. */
export const jurisdictionOf = (ruleVersion: string): string | undefined => /^([a-z][a-z0-9-]*)@/.exec(ruleVersion)?.[1];

/** Types whose payload the derivation reads. */
export const payloadTypes: ReadonlySet<string> = new Set(['catalogue.supply-delivered']);

/** The release that an entry speaks of, where columns have to be asked for. */
export const releaseOf = (entry: Entry): string | undefined =>
  entry.type === 'product.frozen'
    ? entry.commitments.state.find((row) => row.table === 'product.release')?.id
    : undefined;

/** What one entry adds to the graph. */
export function deriveEdges(entry: Entry, detail: EntryDetail = {}): Derived {
  const cut = entry.stream.indexOf(':');
  const self = { kind: entry.stream.slice(0, cut), id: entry.stream.slice(cut + 1) };
  const of: Facts['of'] = (rel, kind) =>
    entry.subjects.filter((one) => one.rel === rel && one.kind === kind).map(({ id }) => ({ kind, id }));
  const facts: Facts = { ...detail, entry, self, of };
  const edges = rules[entry.type]?.(facts) ?? [];
  const owner = births[entry.type];
  const jurisdiction = jurisdictionOf(entry.ruleVersion);
  const body = owner?.(facts);
  const born: readonly DerivedNode[] =
    owner === undefined ? [] : [{ ...self, ...(jurisdiction ? { jurisdiction } : {}), ...(body ? { body } : {}) }];
  // A caller does not own what it calls.
  const placed =
    entry.type === 'trading.called'
      ? []
      : edges.flatMap((edge) => [edge.from, edge.to]).filter((node) => ownKinds.has(node.kind));
  return { nodes: [...born, ...placed.map((node) => inherit(node, { jurisdiction, body, entry }))], edges };
}

/** Kinds that have no birth of their own: they belong where the act that names them belongs. */
const ownKinds: ReadonlySet<string> = new Set(['freeze', 'supply', 'buyer']);

function inherit(
  node: NodeKey,
  { jurisdiction, body, entry }: { jurisdiction: string | undefined; body: string | undefined; entry: Entry },
): DerivedNode {
  const owner =
    node.kind === 'buyer' ? node.id : (body ?? (entry.actor.kind === 'person' ? entry.actor.body : undefined));
  // A buyer belongs to no jurisdiction: it may buy in several.
  const place = node.kind === 'buyer' ? undefined : jurisdiction;
  return { ...node, ...(place ? { jurisdiction: place } : {}), ...(owner ? { body: owner } : {}) };
}
