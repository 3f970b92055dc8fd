import type { ChainNode } from '../../api/evidence.ts';

export interface PlacedNode {
  readonly node: ChainNode;
  readonly x: number;
  readonly y: number;
}

export interface ChainLayout {
  readonly width: number;
  readonly height: number;
  readonly nodeWidth: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly path: string }[];
}

export const NODE_HEIGHT = 66;
const ROW_GAP = 18;
const PAD = 6;
/** Narrower than this a step's name is cut; the chain then scrolls. */
const MIN_NODE = 100;
const MAX_NODE = 184;
const MIN_GAP = 14;

/**
 * Rank of each object: one more than the furthest object it was made from, so that every arrow points to the right.
 * A reference that turns in a circle (which the log forbids) would end at the number of nodes.
 */
function rankNodes(nodes: readonly ChainNode[]): Map<string, number> {
  const ranks = new Map(nodes.map((node) => [node.stream, 0]));
  for (let round = 0; round < nodes.length; round += 1) {
    let moved = false;
    for (const node of nodes) {
      const rank = Math.max(0, ...node.uses.map((used) => (ranks.get(used) ?? -1) + 1));
      if (rank > (ranks.get(node.stream) ?? 0) && rank < nodes.length) {
        ranks.set(node.stream, rank);
        moved = true;
      }
    }
    if (!moved) break;
  }
  return ranks;
}

/** Columns from source to call; sources with nothing before them stand right before what uses them. */
function columnsOf(nodes: readonly ChainNode[]): ChainNode[][] {
  const ranks = rankNodes(nodes);
  for (const node of nodes) {
    if (node.uses.length > 0) continue;
    const users = nodes
      .filter((other) => other.uses.includes(node.stream))
      .map((other) => ranks.get(other.stream) ?? 1);
    if (users.length > 0) ranks.set(node.stream, Math.max(0, Math.min(...users) - 1));
  }
  const columns: ChainNode[][] = [];
  for (const node of nodes) (columns[ranks.get(node.stream) ?? 0] ??= []).push(node);
  return Array.from(columns, (column) => column ?? []).filter((column) => column.length > 0);
}

/** Orders each column by where its neighbours on the left stand, which keeps crossings few. */
function orderColumns(columns: readonly ChainNode[][]): ChainNode[][] {
  const place = new Map<string, number>();
  return columns.map((column) => {
    const keyed = column.map((node, index) => {
      const known = node.uses.map((used) => place.get(used)).filter((at) => at !== undefined);
      return { node, at: known.length > 0 ? known.reduce((a, b) => a + b, 0) / known.length : index };
    });
    keyed.sort((a, b) => a.at - b.at);
    keyed.forEach(({ node }, index) => place.set(node.stream, index - (keyed.length - 1) / 2));
    return keyed.map(({ node }) => node);
  });
}

/** Places the objects of a chain in columns within `available` pixels; wider only where nodes would become unreadable. */
export function layoutChain(nodes: readonly ChainNode[], available: number): ChainLayout {
  const columns = orderColumns(columnsOf(nodes));
  const count = Math.max(1, columns.length);
  const nodeWidth = Math.max(MIN_NODE, Math.min(MAX_NODE, (available - 2 * PAD - (count - 1) * MIN_GAP) / count));
  const gap = count > 1 ? Math.max(MIN_GAP, Math.min(72, (available - 2 * PAD - count * nodeWidth) / (count - 1))) : 0;
  const rows = Math.max(1, ...columns.map((column) => column.length));
  const height = rows * NODE_HEIGHT + (rows - 1) * ROW_GAP + 2 * PAD;
  const placed = columns.flatMap((column, rank) => {
    const top = (height - column.length * NODE_HEIGHT - (column.length - 1) * ROW_GAP) / 2;
    return column.map((node, row) => ({
      node,
      x: PAD + rank * (nodeWidth + gap),
      y: top + row * (NODE_HEIGHT + ROW_GAP),
    }));
  });
  const at = new Map(placed.map((item) => [item.node.stream, item]));
  const edges = placed.flatMap((target) =>
    target.node.uses.flatMap((used) => {
      const source = at.get(used);
      if (!source || source.x >= target.x) return [];
      const [x1, y1] = [source.x + nodeWidth, source.y + NODE_HEIGHT / 2];
      const [x2, y2] = [target.x, target.y + NODE_HEIGHT / 2];
      const bend = Math.max(16, (x2 - x1) / 2);
      return [
        { from: used, to: target.node.stream, path: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}` },
      ];
    }),
  );
  return { width: count * nodeWidth + (count - 1) * gap + 2 * PAD, height, nodeWidth, nodes: placed, edges };
}
