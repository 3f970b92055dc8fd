import type { EChartsCoreOption } from 'echarts/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useConsoleWords } from '../i18n/console/index.ts';
import { useDisplay } from '../shell/display.ts';
import css from './chart-frame.module.css';
import { DataTable, type Column } from './data-table.tsx';
import { Empty } from './empty.tsx';
import { Icon } from './icon.tsx';
import { Panel } from './primitives.tsx';
import { readToken } from './read-token.ts';

/** Colours of the sheet for drawing, under the theme that is shown. */
export interface ChartColours {
  readonly series: string[];
  readonly text: string;
  readonly faint: string;
  readonly line: string;
  readonly panel: string;
  readonly soft: string;
  readonly brand: string;
  readonly bad: string;
}

const readColours = (): ChartColours => ({
  series: [1, 2, 3, 4, 5, 6].map((at) => readToken(`series-${at}`)),
  text: readToken('text-2'),
  faint: readToken('text-3'),
  line: readToken('line'),
  panel: readToken('panel'),
  soft: readToken('brand-soft'),
  brand: readToken('brand'),
  bad: readToken('bad'),
});

/** A chart with its table twin: every figure that is drawn can also be read. Drawn when it comes into view, as SVG. */
export function ChartFrame<Row>(props: {
  readonly id: string;
  readonly title: string;
  readonly note?: ReactNode;
  readonly height?: number;
  /** Must be stable while its data are (wrap in useCallback or define outside). */
  readonly option: (colours: ChartColours) => EChartsCoreOption;
  readonly table: {
    readonly columns: readonly Column<Row>[];
    readonly rows: readonly Row[];
    readonly rowKey: (row: Row) => string;
  };
}) {
  const w = useConsoleWords().chart;
  const [asTable, setAsTable] = useState(false);
  const label = asTable ? w.asChart : w.asTable;
  return (
    <Panel
      id={props.id}
      title={props.title}
      note={props.note}
      action={
        <button
          type="button"
          className={css['toggle']}
          aria-label={label}
          title={label}
          onClick={() => setAsTable(!asTable)}
        >
          <Icon name={asTable ? 'chart' : 'table'} />
        </button>
      }
    >
      {props.table.rows.length === 0 ? (
        <Empty icon="chart" title={w.none} />
      ) : asTable ? (
        <div className={css['table']} style={{ maxHeight: props.height ?? 260 }}>
          <DataTable label={props.title} {...props.table} />
        </div>
      ) : (
        <Drawing option={props.option} height={props.height ?? 260} label={props.title} />
      )}
    </Panel>
  );
}

function Drawing(props: {
  readonly option: (colours: ChartColours) => EChartsCoreOption;
  readonly height: number;
  readonly label: string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const { theme, access } = useDisplay();
  const { option } = props;
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let gone = false;
    let stop = (): void => undefined;
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      void import('./load-charts.ts').then(({ drawInto }) => {
        if (gone) return;
        const chart = drawInto(element);
        const colours = readColours();
        chart.setOption({
          color: colours.series,
          textStyle: { fontFamily: readToken('font'), color: colours.text },
          animationDuration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 240,
          ...option(colours),
        });
        const resized = new ResizeObserver(() => chart.resize());
        resized.observe(element);
        stop = () => {
          resized.disconnect();
          chart.dispose();
        };
      });
    });
    seen.observe(element);
    return () => {
      gone = true;
      seen.disconnect();
      stop();
    };
  }, [option, theme, access]);
  return (
    <div ref={box} className={css['drawing']} style={{ height: props.height }} role="img" aria-label={props.label} />
  );
}
