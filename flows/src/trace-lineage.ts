import type { Authorization } from '@sluice/authorization';
import type { Db } from '@sluice/database';
import type { Product } from '@sluice/product';
import type { Trading } from '@sluice/trading';
import type { Epochs } from './ports.ts';

export interface LineageParts {
  readonly product: Pick<Product, 'facts' | 'release' | 'usersOf'>;
  readonly trading: Pick<Trading, 'buyersOf'>;
  readonly authorization: Pick<Authorization, 'grantFacts'>;
  readonly epochs: Pick<Epochs, 'origin'>;
}

export type LineageKind =
  | 'system'
  | 'resource'
  | 'epoch'
  | 'batch'
  | 'application'
  | 'grant'
  | 'freeze'
  | 'product'
  | 'order'
  | 'buyer';

export interface LineageNode {
  readonly kind: LineageKind;
  readonly id: string;
  readonly fields: string[];
  readonly depth: number;
}

export interface Lineage {
  readonly nodes: LineageNode[];
  readonly edges: { readonly from: string; readonly to: string; readonly rel: string; readonly fields: string[] }[];
}

/** Collects nodes once, with the fields of every way that leads to them. */
function createGraph() {
  const nodes = new Map<string, LineageNode>();
  const edges: Lineage['edges'] = [];
  return {
    node(kind: LineageKind, id: string, depth: number, fields: readonly string[] = []): string {
      const known = nodes.get(id);
      const all = [...new Set([...(known?.fields ?? []), ...fields])].toSorted();
      nodes.set(id, { kind, id, fields: all, depth: Math.min(known?.depth ?? depth, depth) });
      return id;
    },
    /** `from` lies upstream of `to`. */
    edge(from: string, to: string, rel: string, fields: readonly string[] = []): void {
      edges.push({ from, to, rel, fields: [...fields] });
    },
    done: (): Lineage => ({ nodes: [...nodes.values()], edges }),
  };
}

/**
 * From a product back to its sources (AUD-01), at data set level, or for one output column at field level: product ←
 * freeze ← grant ← application, and freeze ← epoch ← batches, resource ← system.
 */
export async function traceBack(parts: LineageParts, db: Db, productId: string, column?: string): Promise<Lineage> {
  const graph = createGraph();
  const product = await parts.product.facts(db, productId);
  const grant = await parts.authorization.grantFacts(db, product.grantId);
  graph.node('product', productId, 0, column === undefined ? [] : [column]);
  graph.edge(graph.node('grant', grant.id, 1), productId, 'permits');
  graph.edge(graph.node('application', grant.applicationId, 2), grant.id, 'leads-to');
  if (product.releaseId === null) return graph.done();
  const release = await parts.product.release(db, product.releaseId);
  graph.edge(graph.node('freeze', release.freezeId, 1), productId, 'released-as');
  const inputs = release.lineage
    .filter((one) => column === undefined || one.column === column)
    .flatMap((one) => one.inputs);
  for (const source of release.sources) {
    const fields = [
      ...new Set(inputs.filter((one) => one.resourceId === source.resourceId).map((one) => one.field)),
    ].toSorted();
    if (column !== undefined && fields.length === 0) continue;
    graph.edge(graph.node('epoch', source.epochId, 2, fields), release.freezeId, 'read-by', fields);
    graph.edge(graph.node('resource', source.resourceId, 3, fields), source.epochId, 'holds', fields);
    const origin = await parts.epochs.origin(db, source.epochId);
    for (const batch of origin?.batchIds ?? []) graph.edge(graph.node('batch', batch, 3), source.epochId, 'sealed-in');
    if (origin?.systemId !== undefined)
      graph.edge(graph.node('system', origin.systemId, 4), source.resourceId, 'registers');
  }
  return graph.done();
}

/** From a resource, or one of its fields, forward to every product that uses it, its orders and their buyers (AUD-01). */
export async function traceForward(parts: LineageParts, db: Db, resourceId: string, field?: string): Promise<Lineage> {
  const graph = createGraph();
  graph.node('resource', resourceId, 0, field === undefined ? [] : [field]);
  const users = await parts.product.usersOf(db, resourceId, field);
  for (const use of users) {
    graph.node('epoch', use.epochId, 1, [use.field]);
    graph.node('product', use.productId, 2, [use.column]);
  }
  for (const epochId of new Set(users.map((use) => use.epochId)))
    graph.edge(resourceId, epochId, 'holds', field === undefined ? [] : [field]);
  for (const use of users) graph.edge(use.epochId, use.productId, 'read-by', [use.field]);
  for (const order of await parts.trading.buyersOf(db, [...new Set(users.map((use) => use.productId))])) {
    graph.edge(order.productId, graph.node('order', order.orderId, 3), 'ordered-in');
    graph.edge(order.orderId, graph.node('buyer', order.buyer, 4), 'serves');
  }
  return graph.done();
}
