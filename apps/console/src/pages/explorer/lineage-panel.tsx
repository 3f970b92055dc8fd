import { useUrlState } from '../../api/url-state.ts';
import { useWidth } from '../../api/use-width.ts';
import { Panel, Segmented, Skeleton, StateNote } from '../../design/primitives.tsx';
import { BlastList } from './blast-list.tsx';
import css from './explorer.module.css';
import { useLineage } from './explorer-api.ts';
import { LineageFault, LineageNotes } from './lineage-notes.tsx';
import { LineageGraph, LineageList } from './lineage-graph.tsx';
import { fill, useWords } from './words.ts';

type View = 'back' | 'forward' | 'blast';

/** A fitted graph is unreadable on a narrow screen: below this the lineage is a list. */
const GRAPH_FROM = 900;

/** Where a thing came from and went, drawn; and what withdrawing it reaches, as lists. */
export function LineagePanel({
  stream,
  onChoose,
}: {
  readonly stream: string;
  readonly onChoose: (stream: string) => void;
}) {
  const words = useWords().lineage;
  const [kept, setView] = useUrlState('lineage');
  const [field, setField] = useUrlState('field');
  const view: View = kept === 'forward' || kept === 'blast' ? kept : 'back';
  const id = stream.slice(stream.indexOf(':') + 1);
  const trace = useLineage(view === 'blast' ? null : id, view === 'blast' ? 'forward' : view, field);
  const [width, box] = useWidth();
  const fields = useFields(id, view === 'forward' ? 'forward' : 'back', field);
  return (
    <div ref={box} className={css['chain']}>
      <Panel
        id="lineage"
        title={words.title}
        note={trace.data && view !== 'blast' ? fill(words.upTo, { size: trace.data.upTo }) : undefined}
        action={
          <>
            {fields.length > 0 && view !== 'blast' ? (
              <select
                className={css['select']}
                aria-label={words.field}
                value={field ?? ''}
                onChange={(event) => setField(event.target.value || null)}
              >
                <option value="">{words.allFields}</option>
                {fields.map((one) => (
                  <option key={one} value={one}>
                    {one}
                  </option>
                ))}
              </select>
            ) : null}
            <Segmented
              label={words.label}
              value={view}
              options={[
                { value: 'back' as const, label: words.back },
                { value: 'forward' as const, label: words.forward },
                { value: 'blast' as const, label: words.blast },
              ]}
              onChange={(value) => setView(value === 'back' ? null : value)}
            />
          </>
        }
      >
        {view === 'blast' ? (
          <BlastList id={id} onChoose={onChoose} />
        ) : (
          <LineageBody trace={trace} width={width} onChoose={onChoose} />
        )}
      </Panel>
    </div>
  );
}

/** Fields to choose from: those of the whole answer, kept while one of them is looked at. */
function useFields(id: string, direction: 'back' | 'forward', field: string | null): readonly string[] {
  const whole = useLineage(id, direction, null);
  const own = whole.data?.nodes.find((node) => node.id === id)?.fields ?? [];
  return field !== null && !own.includes(field) ? [field, ...own] : own;
}

interface BodyProps {
  readonly trace: ReturnType<typeof useLineage>;
  readonly width: number;
  readonly onChoose: (stream: string) => void;
}

function LineageBody({ trace, width, onChoose }: BodyProps) {
  const words = useWords().lineage;
  if (trace.isPending)
    return (
      <div className={css['skeletons']}>
        <Skeleton height={200} />
      </div>
    );
  if (trace.isError) return <LineageFault error={trace.error} onRetry={() => void trace.refetch()} />;
  const { nodes } = trace.data;
  if (nodes.length <= 1) return <StateNote title={words.empty} />;
  return (
    <>
      {width >= GRAPH_FROM ? (
        <LineageGraph lineage={trace.data} width={width - 34} onChoose={onChoose} />
      ) : (
        <LineageList lineage={trace.data} onChoose={onChoose} />
      )}
      <LineageNotes lineage={trace.data} />
    </>
  );
}
