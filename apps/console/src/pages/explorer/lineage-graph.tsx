import { useState, type CSSProperties } from 'react';
import { Icon } from '../../design/icon.tsx';
import { shorten } from '../../i18n/format.ts';
import type { ChainNode } from '../../api/evidence.ts';
import chain from '../evidence/chain.module.css';
import { layoutChain, NODE_HEIGHT } from '../evidence/chain-layout.ts';
import { lookOf } from '../evidence/node-look.ts';
import css from './explorer.module.css';
import type { Lineage, LineageNode } from './explorer-api.ts';
import { useKindName } from './kind-name.ts';
import { useWords } from './words.ts';

interface Props {
  readonly lineage: Lineage;
  readonly onChoose: (stream: string) => void;
}

/** Things in the shape that the chain's layout places: what flows into each of them. */
function asChain(lineage: Lineage): readonly ChainNode[] {
  return lineage.nodes.map((node) => ({
    stream: node.id,
    kind: node.kind,
    id: node.id,
    depth: node.depth,
    partial: false,
    entries: [],
    uses: [...new Set(lineage.edges.filter((edge) => edge.to === node.id).map((edge) => edge.from))],
  }));
}

const streamOf = (node: LineageNode): string => `${node.kind === 'buyer' ? 'body' : node.kind}:${node.id}`;

/** Drawn from source to buyer; the thing asked about is ringed, what it touches is blue. */
export function LineageGraph({ lineage, width, onChoose }: Props & { readonly width: number }) {
  const [hover, setHover] = useState<string | null>(null);
  const layout = layoutChain(asChain(lineage), width);
  const nodes = new Map(lineage.nodes.map((node) => [node.id, node]));
  const asked = lineage.start.id;
  const focus = hover ?? asked;
  const near = new Set(layout.edges.filter((e) => e.from === focus || e.to === focus).flatMap((e) => [e.from, e.to]));
  return (
    <div className={chain['scroll']} tabIndex={0} role="group" aria-label={useWords().lineage.title}>
      <div className={chain['canvas']} style={{ width: layout.width, height: layout.height }}>
        <svg className={chain['edges']} width={layout.width} height={layout.height} aria-hidden>
          {layout.edges.map((edge) => (
            <path
              key={`${edge.from} ${edge.to}`}
              d={edge.path}
              className={`${chain['edge']} ${edge.from === focus || edge.to === focus ? chain['edgeOn'] : ''}`}
            />
          ))}
        </svg>
        {layout.nodes.map(({ node: placed, x, y }) => {
          const node = nodes.get(placed.id);
          if (!node) return null;
          const state = node.id === asked ? chain['on'] : near.has(node.id) ? chain['near'] : '';
          return (
            <button
              key={node.id}
              type="button"
              className={`${chain['node']} ${state}`}
              style={
                {
                  left: x,
                  top: y,
                  width: layout.nodeWidth,
                  height: NODE_HEIGHT,
                  '--tone': lookOf(node.kind).tone,
                } as CSSProperties
              }
              aria-current={node.id === asked}
              onClick={() => onChoose(streamOf(node))}
              onPointerEnter={() => setHover(node.id)}
              onPointerLeave={() => setHover(null)}
              onFocus={() => setHover(node.id)}
              onBlur={() => setHover(null)}
              data-testid="lineage-node"
              data-kind={node.kind}
            >
              <NodeText node={node} />
            </button>
          );
        })}
      </div>
    </div>
  );
}

/** By distance from the thing asked about. */
export function LineageList({ lineage, onChoose }: Props) {
  const words = useWords().lineage;
  const ordered = lineage.nodes.toSorted((a, b) => a.depth - b.depth);
  return (
    <ol className={chain['list']} aria-label={words.list}>
      {ordered.map((node) => (
        <li key={node.id} className={chain['item']} style={{ '--tone': lookOf(node.kind).tone } as CSSProperties}>
          <span className={chain['rail']}>
            <Icon name={lookOf(node.kind).icon} size={18} />
          </span>
          <button
            type="button"
            className={chain['card']}
            aria-current={node.id === lineage.start.id}
            onClick={() => onChoose(streamOf(node))}
            data-testid="lineage-node"
            data-kind={node.kind}
          >
            <NodeText node={node} plain />
          </button>
        </li>
      ))}
    </ol>
  );
}

function NodeText({ node, plain }: { readonly node: LineageNode; readonly plain?: boolean }) {
  const kindName = useKindName();
  return (
    <>
      <span className={chain['kind']}>
        {plain ? null : <Icon name={lookOf(node.kind).icon} />}
        {kindName(node.kind)}
      </span>
      <span className={chain['name']} title={node.name ?? node.id}>
        {node.name ?? <span className="mono">{shorten(node.id, 8, 6)}</span>}
      </span>
      <span className={`${chain['meta']} ${css['fields']}`} title={node.fields.join(', ')}>
        {node.fields.join(', ')}
      </span>
    </>
  );
}
