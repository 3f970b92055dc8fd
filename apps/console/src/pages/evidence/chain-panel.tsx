import { disclosureRoutes } from '@sluice/contract';
import { useState, type CSSProperties } from 'react';
import { useTranslation } from '../../i18n/translate.ts';
import { useChain, useProducts, useResources, type ChainNode } from '../../api/evidence.ts';
import { useRead } from '../../api/use-call.ts';
import { useWidth } from '../../api/use-width.ts';
import { ProblemError } from '../../api/call.ts';
import { Icon } from '../../design/icon.tsx';
import { Button, Panel, Skeleton, StateNote } from '../../design/primitives.tsx';
import { formatInstant, shorten } from '../../i18n/format.ts';
import css from './chain.module.css';
import { layoutChain, NODE_HEIGHT } from './chain-layout.ts';
import { lookOf } from './node-look.ts';

interface DrawProps {
  readonly nodes: readonly ChainNode[];
  readonly names: ReadonlyMap<string, string>;
  readonly stream: string | null;
  readonly onChoose: (stream: string) => void;
}

/** A fitted graph is unreadable on a narrow screen: below this the chain is a list. */
const GRAPH_FROM = 900;
const ROOMY = 168;
/** Narrower than this the name of the kind needs the room of its picture. */
const PICTURED = 120;

/** The chain of the chosen call: drawn from source to call, or as a list where it would not be readable. */
export function ChainPanel(props: {
  readonly entryId: string | null;
  readonly stream: string | null;
  readonly onChoose: (stream: string) => void;
}) {
  const { t, i18n } = useTranslation();
  const chain = useChain(props.entryId);
  const names = useNames();
  const [width, box] = useWidth();
  const nodes = chain.data?.nodes ?? [];
  const pending = nodes.some((node) => node.entries.some((entry) => entry.status !== 'published'));
  const draw = {
    nodes,
    names,
    stream: props.stream ?? nodes.find((n) => n.depth === 0)?.stream ?? null,
    onChoose: props.onChoose,
  };
  return (
    <div ref={box} key={i18n.language}>
      <Panel id="chain" title={t('chain.title')} note={nodes.length > 0 ? t('chain.hint') : undefined}>
        {props.entryId === null ? <StateNote title={t('chain.choose')} text={t('chain.chooseText')} /> : null}
        {chain.isError ? (
          <StateNote
            alert
            title={t('common.failed')}
            text={chain.error instanceof ProblemError ? t('common.requestId', { id: chain.error.requestId }) : ''}
            action={<Button onClick={() => void chain.refetch()}>{t('common.retry')}</Button>}
          />
        ) : null}
        {props.entryId !== null && chain.isPending ? (
          <div className={css['scroll']}>
            <Skeleton height={220} />
          </div>
        ) : null}
        {nodes.length > 0 ? (
          width >= GRAPH_FROM ? (
            <ChainGraph {...draw} width={width - 34} />
          ) : (
            <ChainList {...draw} />
          )
        ) : null}
        {pending ? <p className={css['note']}>{t('chain.pending')}</p> : null}
      </Panel>
    </div>
  );
}

/** Names that the reader may see anyway, from the public lists; an object without one shows when it was last touched. */
function useNames(): ReadonlyMap<string, string> {
  const { i18n } = useTranslation();
  const products = useProducts(null, true).data?.items ?? [];
  const resources = useResources(null, '', true).data?.items ?? [];
  const grants = useRead(disclosureRoutes.listDisclosedGrants, { query: {} }, { staleMs: 60_000 }).data?.items ?? [];
  return new Map([
    ...products.map((item) => [item.id, item.title] as const),
    ...grants.map((item) => [item.id, item.scenarioTitle] as const),
    ...resources.map((item) => [item.id, i18n.language === 'en' ? (item.titleEn ?? item.title) : item.title] as const),
  ]);
}

function ChainGraph(props: DrawProps & { readonly width: number }) {
  const [hover, setHover] = useState<string | null>(null);
  const layout = layoutChain(props.nodes, props.width);
  const focus = hover ?? props.stream;
  const touched = new Set(
    layout.edges.filter((e) => e.from === focus || e.to === focus).flatMap((e) => [e.from, e.to]),
  );
  return (
    <div className={css['scroll']}>
      <div className={css['canvas']} style={{ width: layout.width, height: layout.height }}>
        <svg className={css['edges']} width={layout.width} height={layout.height} aria-hidden>
          {layout.edges.map((edge) => (
            <path
              key={`${edge.from} ${edge.to}`}
              d={edge.path}
              className={`${css['edge']} ${edge.from === focus || edge.to === focus ? css['edgeOn'] : ''}`}
            />
          ))}
        </svg>
        {layout.nodes.map(({ node, x, y }) => (
          <button
            key={node.stream}
            type="button"
            className={[
              css['node'],
              node.stream === props.stream ? css['on'] : touched.has(node.stream) ? css['near'] : '',
            ].join(' ')}
            style={
              {
                left: x,
                top: y,
                width: layout.nodeWidth,
                height: NODE_HEIGHT,
                '--tone': lookOf(node.kind).tone,
              } as CSSProperties
            }
            aria-pressed={node.stream === props.stream}
            onClick={() => props.onChoose(node.stream)}
            onPointerEnter={() => setHover(node.stream)}
            onPointerLeave={() => setHover(null)}
            data-testid="chain-node"
            data-kind={node.kind}
          >
            <NodeText
              node={node}
              name={props.names.get(node.id)}
              roomy={layout.nodeWidth >= ROOMY}
              plain={layout.nodeWidth < PICTURED}
            />
          </button>
        ))}
      </div>
    </div>
  );
}

function ChainList(props: DrawProps) {
  const { t } = useTranslation();
  const ordered = layoutChain(props.nodes, 1200).nodes;
  return (
    <ol className={css['list']} aria-label={t('chain.list')}>
      {ordered.map(({ node }) => (
        <li key={node.stream} className={css['item']} style={{ '--tone': lookOf(node.kind).tone } as CSSProperties}>
          <span className={css['rail']}>
            <Icon name={lookOf(node.kind).icon} size={18} />
          </span>
          <button
            type="button"
            className={css['card']}
            aria-current={node.stream === props.stream}
            onClick={() => props.onChoose(node.stream)}
            data-testid="chain-node"
            data-kind={node.kind}
          >
            <NodeText node={node} name={props.names.get(node.id)} roomy plain />
          </button>
        </li>
      ))}
    </ol>
  );
}

function NodeText(props: {
  readonly node: ChainNode;
  readonly name: string | undefined;
  /** There is room for the date beside the count. */
  readonly roomy: boolean;
  /** The picture of the kind stands before the text, or has no room. */
  readonly plain?: boolean;
}) {
  const { t } = useTranslation();
  const look = lookOf(props.node.kind);
  const last = props.node.entries.at(-1);
  const waiting = props.node.entries.some((entry) => entry.status !== 'published');
  return (
    <>
      <span className={css['kind']}>
        {props.plain ? null : <Icon name={look.icon} />}
        {t(`kind.${look.key}`)}
        <span className={`${css['dot']} ${waiting ? css['waiting'] : ''}`} />
      </span>
      <span className={css['name']} title={props.name ?? props.node.id}>
        {props.name ?? (last ? formatInstant(last.at).slice(0, 10) : shorten(props.node.id, 8, 6))}
      </span>
      <span className={css['meta']}>
        {t('chain.entries', { count: props.node.entries.length })}
        {last && props.roomy && props.name ? ` · ${formatInstant(last.at).slice(0, 10)}` : ''}
      </span>
    </>
  );
}
