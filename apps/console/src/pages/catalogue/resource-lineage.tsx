import { catalogueRoutes, gatheringRoutes, vaultRoutes } from '@sluice/contract';
import { ProblemError } from '../../api/call.ts';
import { useWidth } from '../../api/use-width.ts';
import { useRead } from '../../api/use-call.ts';
import { Await } from '../../design/await.tsx';
import { Empty } from '../../design/empty.tsx';
import { useGo } from '../../design/go.tsx';
import { Panel } from '../../design/primitives.tsx';
import { fill } from '../../i18n/area.ts';
import { useCatalogueWords } from '../../i18n/catalogue/index.ts';
import { pageExists } from '../../pages.ts';
import { useLineage, type Lineage } from '../explorer/explorer-api.ts';
import { LineageGraph, LineageList } from '../explorer/lineage-graph.tsx';
import css from './resource.module.css';

/** Below this a fitted graph is too small to read: it becomes a list. */
const GRAPH_FROM = 900;
/** More than this in one picture is noise; the explorer has them all. */
const DRAWN = 26;

/** Pages on which a kind of thing is at home; the others open in the evidence explorer. */
const PAGES: Readonly<Record<string, string>> = {
  resource: '/console/catalogue',
  application: '/console/cases',
  grant: '/console/grants',
  product: '/console/products',
};

/** Both directions at once: what it was made from at the left, what became of it at the right. */
export function ResourceLineage({ id }: { readonly id: string }) {
  const w = useCatalogueWords().resource;
  const go = useGo();
  const back = useLineage(id, 'back', null);
  const forward = useLineage(id, 'forward', null);
  const names = useNames(id);
  const [width, box] = useWidth();
  const open = (stream: string): void => {
    const at = stream.indexOf(':');
    const place = PAGES[stream.slice(0, at)];
    const href = `${place ?? ''}/${stream.slice(at + 1)}`;
    go(place && pageExists(href) ? href : `/console/evidence?story=${encodeURIComponent(stream)}`);
  };
  // Whom the lineage does not concern is not shown an empty frame.
  if (forward.error instanceof ProblemError && forward.error.status === 403) return null;
  return (
    <div ref={box}>
      <Panel id="lineage" title={w.lineage} note={w.lineageNote}>
        <Await query={forward} skeleton={200}>
          {(after) => {
            const all = merge(after, back.data);
            if (all.nodes.length <= 1)
              return <Empty icon="evidence" title={w.lineageEmpty} text={w.lineageEmptyText} />;
            const shown = nearest(all, names);
            return (
              <>
                {width >= GRAPH_FROM ? (
                  <LineageGraph lineage={shown} width={width - 34} onChoose={open} />
                ) : (
                  <LineageList lineage={shown} onChoose={open} />
                )}
                {shown.nodes.length < all.nodes.length ? (
                  <p className={css['more']}>{fill(w.lineageMore, { count: all.nodes.length - shown.nodes.length })}</p>
                ) : null}
              </>
            );
          }}
        </Await>
      </Panel>
    </div>
  );
}

function merge(after: Lineage, before: Lineage | undefined): Lineage {
  if (!before) return after;
  const known = new Set(after.nodes.map((node) => node.id));
  const drawn = new Set(after.edges.map((edge) => `${edge.from} ${edge.to}`));
  return {
    ...after,
    nodes: [...after.nodes, ...before.nodes.filter((node) => !known.has(node.id))],
    edges: [...after.edges, ...before.edges.filter((edge) => !drawn.has(`${edge.from} ${edge.to}`))],
  };
}

/** Steps on the way that led to nothing yet are noise in the picture: what people ask for is who has the data. */
const PASSING = new Set(['application', 'query', 'supply', 'freeze']);

function nearest(all: Lineage, names: ReadonlyMap<string, string>): Lineage {
  const leading = new Set(all.edges.map((edge) => edge.from));
  const wanted = all.nodes
    .filter((node) => node.kind !== 'call' && (!PASSING.has(node.kind) || leading.has(node.id)))
    .toSorted((a, b) => a.depth - b.depth)
    .slice(0, DRAWN);
  const kept = new Set(wanted.map((node) => node.id));
  const edges = all.edges.filter((edge) => kept.has(edge.from) && kept.has(edge.to));
  const after = new Map(wanted.map((node) => [node.id, edges.filter((edge) => edge.from === node.id)]));
  /** A way over another thing says more than the short cut beside it. */
  const roundabout = (from: string, to: string): boolean =>
    (after.get(from) ?? []).some((edge) => edge.to !== to && reaches(after, edge.to, to));
  return {
    ...all,
    // Fields of a whole resource say nothing in its own picture.
    nodes: wanted.map((node) => ({ ...node, name: node.name ?? names.get(node.id) ?? null, fields: [] })),
    edges: edges.filter((edge) => !roundabout(edge.from, edge.to)),
  };
}

function reaches(after: ReadonlyMap<string, readonly { readonly to: string }[]>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === to) return true;
    if (seen.has(at)) continue;
    seen.add(at);
    open.push(...(after.get(at) ?? []).map((edge) => edge.to));
  }
  return false;
}

/** What people call the things that the log only numbers. */
function useNames(id: string): ReadonlyMap<string, string> {
  const w = useCatalogueWords().resource;
  const params = { id };
  const uses = useRead(gatheringRoutes.listResourceUses, { params }).data?.items ?? [];
  const batches = useRead(vaultRoutes.listBatches, { params, query: {} }).data?.items ?? [];
  const epochs = useRead(vaultRoutes.listEpochs, { params, query: {} }).data?.items ?? [];
  const systems = useRead(catalogueRoutes.listSystems, { query: {} }, { staleMs: 300_000 }).data?.items ?? [];
  return new Map([
    ...systems.map((one) => [one.id, one.name] as const),
    ...batches.map((one) => [one.id, one.filename] as const),
    ...epochs.map((one) => [one.id, fill(w.epoch, { number: one.number })] as const),
    ...uses.map((one) => [one.grantId, one.developerName] as const),
    ...uses.map((one) => [one.applicationId, one.scenarioTitle] as const),
  ]);
}
