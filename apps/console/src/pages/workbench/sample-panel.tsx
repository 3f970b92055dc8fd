import { gateRoutes, type Answer } from '@sluice/contract';
import { useState } from 'react';
import { useWrite } from '../../api/use-call.ts';
import { ErrorState } from '../../design/error-state.tsx';
import { Button, StateNote, Tag } from '../../design/primitives.tsx';
import { fill } from '../../i18n/area.ts';
import { useWorkbenchWords } from '../../i18n/workbench/index.ts';
import type { GrantedTable } from './granted.ts';
import { ResultGrid } from './result-grid.tsx';
import css from './result.module.css';

type Sample = Answer<typeof gateRoutes.sampleTable>;
const SIZES = [50, 200, 1000] as const;

/** Masked rows of one granted table, to write a program by; drawn anew with the same seed they are the same rows. */
export function SamplePanel(props: { readonly grantId: string; readonly tables: readonly GrantedTable[] }) {
  const w = useWorkbenchWords().sample;
  const draw = useWrite(gateRoutes.sampleTable, { quiet: true });
  const [table, setTable] = useState(props.tables[0]?.name ?? '');
  const [size, setSize] = useState<number>(SIZES[0]);
  const [seed, setSeed] = useState('1');
  const sample: Sample | undefined = draw.data;
  const masks: Readonly<Record<string, string>> = w.masks;
  /** `level:month` is the declared level of that name. */
  const say = (shown: string): string => {
    const [mask = shown, level = ''] = shown.split(':');
    return fill(masks[mask] ?? shown, { level });
  };
  return (
    <section className={css['panel']} aria-label={w.title} aria-busy={draw.isPending}>
      <form
        className={css['head']}
        onSubmit={(event) => {
          event.preventDefault();
          draw.mutate({ params: { id: props.grantId }, body: { table, size, seed: seed.trim() || '1' } });
        }}
      >
        <h2 className={css['title']}>{w.title}</h2>
        <label className={css['choice']}>
          <span>{w.table}</span>
          <select value={table} onChange={(event) => setTable(event.target.value)}>
            {props.tables.map((one) => (
              <option key={one.name} value={one.name}>
                {one.title}
              </option>
            ))}
          </select>
        </label>
        <label className={css['choice']}>
          <span>{w.size}</span>
          <select value={size} onChange={(event) => setSize(Number(event.target.value))}>
            {SIZES.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
        <label className={css['choice']}>
          <span>{w.seed}</span>
          <input value={seed} maxLength={200} onChange={(event) => setSeed(event.target.value)} />
        </label>
        <Button type="submit" disabled={draw.isPending || table === ''} data-testid="draw-sample">
          {w.draw}
        </Button>
      </form>
      {draw.isPending ? <StateNote title={w.drawing} /> : null}
      {draw.error ? <ErrorState error={draw.error} /> : null}
      {sample ? (
        <>
          <p className={css['sampleNote']}>
            <Tag tone="warn">{w.mark}</Tag> {fill(w.note, { k: sample.k, rows: sample.rows.length })}
          </p>
          <ResultGrid
            label={w.title}
            columns={sample.columns.map((column) => ({ name: column.name, type: say(column.shown) }))}
            rows={sample.rows}
            whole
          />
        </>
      ) : draw.isPending || draw.error ? null : (
        <StateNote title={w.none} text={w.noneText} />
      )}
    </section>
  );
}
