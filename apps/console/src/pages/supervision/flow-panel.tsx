import type { Answer, lineageRoutes } from '@sluice/contract';
import type { UseQueryResult } from '@tanstack/react-query';
import { useBodyName } from '../../api/bodies.ts';
import { useCallback, useMemo } from 'react';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { ChartFrame, type ChartColours } from '../../design/chart-frame.tsx';
import { Empty } from '../../design/empty.tsx';
import { Go } from '../../design/go.tsx';
import { Panel } from '../../design/primitives.tsx';
import { wordAct } from '../../i18n/acts.ts';
import { fill, useLanguage } from '../../i18n/area.ts';
import { formatInstant } from '../../i18n/format.ts';
import { wordPart } from '../../i18n/parts.ts';
import { useSupervisionWords } from '../../i18n/supervision/index.ts';
import { useTranslation } from '../../i18n/translate.ts';
import css from './supervision.module.css';
import { UseTable } from './use-table.tsx';

type Log = Answer<typeof lineageRoutes.searchLog>;
const LISTED = 12;

/** What was done today, by area and hour; and the latest entries, each with the story it stands in. */
export function FlowPanel(props: { readonly log: UseQueryResult<Log>; readonly place: string | undefined }) {
  const roles = ['security-regulator', 'economic-regulator', 'inspection', 'data-authority'];
  return (
    <Await query={props.log} skeleton={<RowsSkeleton />} roles={roles}>
      {(data) => <Flow data={data} place={props.place} />}
    </Await>
  );
}

function Flow({ data, place }: { readonly data: Log; readonly place: string | undefined }) {
  const words = useSupervisionWords();
  const w = words.flow;
  const bodyName = useBodyName();
  const language = useLanguage();
  const { t } = useTranslation();
  const rows = useMemo(() => {
    const names: Readonly<Record<string, string>> = w.areas;
    const counts = new Map<string, number[]>();
    for (const entry of data.items) {
      const area = entry.type.split('.')[0] ?? '';
      const name = names[area] ?? w.areas.other;
      const hours = counts.get(name) ?? Array.from({ length: 24 }, () => 0);
      const hour = Number(formatInstant(entry.at).slice(11, 13));
      hours[hour] = (hours[hour] ?? 0) + 1;
      counts.set(name, hours);
    }
    return [...counts]
      .map(([area, hours]) => ({ area, hours, count: hours.reduce((sum, one) => sum + one, 0) }))
      .toSorted((a, b) => b.count - a.count);
  }, [data, w]);
  const option = useCallback(
    (colours: ChartColours) => ({
      grid: { left: 8, right: 28, top: 56, bottom: 4, containLabel: true },
      legend: { type: 'scroll', top: 0, left: 0, textStyle: { color: colours.text }, icon: 'roundRect' },
      tooltip: { trigger: 'axis', backgroundColor: colours.panel, textStyle: { color: colours.text } },
      xAxis: {
        type: 'category',
        name: w.hourUnit,
        nameTextStyle: { color: colours.faint },
        data: Array.from({ length: 24 }, (_, hour) => String(hour)),
        axisLine: { lineStyle: { color: colours.line } },
        axisLabel: { color: colours.faint },
      },
      yAxis: {
        type: 'value',
        name: w.countUnit,
        nameTextStyle: { color: colours.faint },
        minInterval: 1,
        splitLine: { lineStyle: { color: colours.line } },
        axisLabel: { color: colours.faint },
      },
      series: rows
        .slice(0, 6)
        .map((row) => ({ type: 'bar', stack: 'all', name: row.area, data: row.hours, barMaxWidth: 22 })),
    }),
    [rows, w],
  );
  return (
    <div className={css['columns']}>
      <div className={css['stack']}>
        <ChartFrame
          id="flow"
          title={w.title}
          note={data.next ? `${w.note} · ${fill(words.capped, { count: data.items.length })}` : w.note}
          option={option}
          table={{
            rows,
            rowKey: (row) => row.area,
            columns: [
              { id: 'area', title: w.area, cell: (row) => row.area },
              { id: 'count', title: w.count, unit: w.countUnit, numeric: true, cell: (row) => row.count },
            ],
          }}
        />
        <UseTable data={data} place={place} />
      </div>
      <Panel id="latest" title={w.latest}>
        {data.items.length === 0 ? (
          <Empty icon="evidence" title={w.empty} />
        ) : (
          <ul className={css['list']}>
            {data.items.slice(0, LISTED).map((entry) => (
              <li key={entry.entryId}>
                <Go to={`/console/evidence?story=${encodeURIComponent(entry.stream)}&entry=${entry.entryId}`}>
                  {wordAct(entry.type, language)}
                </Go>
                <span>
                  {entry.actor.kind === 'system'
                    ? wordPart(entry.actor.part, language)
                    : [
                        bodyName(entry.actor.body) ?? data.bodies[entry.actor.body],
                        t(`role.${entry.actor.role}` as 'role.buyer'),
                      ]
                        .filter(Boolean)
                        .join(' · ')}
                </span>
                <time dateTime={entry.at}>{formatInstant(entry.at)}</time>
              </li>
            ))}
          </ul>
        )}
      </Panel>
    </div>
  );
}
