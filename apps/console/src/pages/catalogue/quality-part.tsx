import { gatheringRoutes, type Answer } from '@sluice/contract';
import { useMemo } from 'react';
import { useRead } from '../../api/use-call.ts';
import { Await } from '../../design/await.tsx';
import { ChartFrame, type ChartColours } from '../../design/chart-frame.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Facts } from '../../design/detail-page.tsx';
import { Empty } from '../../design/empty.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import { fill, useLanguage } from '../../i18n/area.ts';
import { useCatalogueWords } from '../../i18n/catalogue/index.ts';
import { formatCount, formatInstant } from '../../i18n/format.ts';
import css from './resource.module.css';

type Quality = Answer<typeof gatheringRoutes.readResourceQuality>;

/** Score and trend, each rule as a sentence with how it fared, and how late deliveries really are. */
export function QualityPart({ id }: { readonly id: string }) {
  const w = useCatalogueWords().qualityPage;
  const quality = useRead(gatheringRoutes.readResourceQuality, { params: { id }, query: {} });
  return (
    <Await query={quality} skeleton={360}>
      {(data) =>
        data.trend.length === 0 ? (
          <Empty icon="chart" title={w.none} text={w.noneText} />
        ) : (
          <div className={css['columns']}>
            <div className={css['stack']}>
              <Trend quality={data} />
              <Rules quality={data} />
            </div>
            <Delay quality={data} />
          </div>
        )
      }
    </Await>
  );
}

function Trend({ quality }: { readonly quality: Quality }) {
  const w = useCatalogueWords().qualityPage;
  const language = useLanguage();
  const points = quality.trend;
  const option = useMemo(
    () => (colours: ChartColours) => ({
      grid: { left: 44, right: 20, top: 32, bottom: 28 },
      tooltip: { trigger: 'axis' as const },
      xAxis: {
        type: 'category' as const,
        data: points.map((point) => formatInstant(point.at).slice(5, 16)),
        axisLine: { lineStyle: { color: colours.line } },
        axisLabel: { color: colours.faint },
      },
      yAxis: {
        type: 'value' as const,
        name: w.scoreColumn,
        nameTextStyle: { color: colours.faint },
        min: Math.floor(Math.min(99, ...points.map((point) => point.quality?.score ?? 100)) - 1),
        max: 100,
        splitLine: { lineStyle: { color: colours.line } },
        axisLabel: { color: colours.faint },
      },
      series: [
        {
          type: 'line' as const,
          name: w.scoreColumn,
          data: points.map((point) => point.quality?.score ?? null),
          symbolSize: 7,
        },
      ],
    }),
    [points, w.scoreColumn],
  );
  return (
    <ChartFrame
      id="quality-trend"
      title={w.trend}
      note={w.trendNote}
      height={200}
      option={option}
      table={{
        rows: points,
        rowKey: (point) => point.batchId,
        columns: [
          { id: 'at', title: w.at, cell: (point) => formatInstant(point.at) },
          {
            id: 'records',
            title: w.records,
            numeric: true,
            cell: (point) => formatCount(point.records, language),
          },
          {
            id: 'quarantined',
            title: w.quarantined,
            numeric: true,
            cell: (point) => formatCount(point.quarantined, language),
          },
          {
            id: 'score',
            title: w.scoreColumn,
            numeric: true,
            cell: (point) => point.quality?.score.toFixed(2) ?? '',
          },
        ],
      }}
    />
  );
}

function Rules({ quality }: { readonly quality: Quality }) {
  const w = useCatalogueWords().qualityPage;
  const language = useLanguage();
  const rules = quality.rules.toSorted((a, b) => b.broken - a.broken);
  const broken = rules.filter((rule) => rule.broken > 0).length;
  return (
    <Panel id="rules" title={w.rules} note={broken > 0 ? fill(w.rulesNote, { broken }) : w.rulesFine}>
      <DataTable
        label={w.rules}
        rows={rules}
        rowKey={(rule) => `${rule.field} ${rule.rule}`}
        columns={[
          { id: 'rule', title: w.rule, cell: (rule) => (language === 'en' ? rule.sentence.en : rule.sentence.zh) },
          { id: 'dimension', title: w.dimension, minor: true, width: 88, cell: (rule) => w.dimensions[rule.dimension] },
          {
            id: 'broken',
            title: w.broken,
            numeric: true,
            cell: (rule) =>
              rule.broken > 0 ? <strong className={css['broken']}>{formatCount(rule.broken, language)}</strong> : 0,
          },
          {
            id: 'share',
            title: w.share,
            unit: '%',
            numeric: true,
            minor: true,
            cell: (rule) => (rule.share * 100).toFixed(3),
          },
          { id: 'times', title: w.times, numeric: true, minor: true, cell: (rule) => rule.batchesBroken },
        ]}
      />
    </Panel>
  );
}

function Delay({ quality }: { readonly quality: Quality }) {
  const w = useCatalogueWords().qualityPage;
  const { delay } = quality;
  const days = (value: number | undefined) =>
    value === undefined ? null : fill(w.days, { days: Math.round(value * 10) / 10 });
  return (
    <div className={css['side']}>
      {quality.score === undefined ? null : (
        <section className={css['glance']} aria-label={w.score}>
          <div className={css['score']}>
            <h2>{w.score}</h2>
            <b>{(Math.floor(quality.score * 10) / 10).toFixed(1)}</b>
          </div>
          <p className={css['quiet']}>{fill(w.period, { days: quality.periodDays })}</p>
        </section>
      )}
      <Facts
        title={w.delay}
        items={[
          [w.declared, days(delay.declaredDays)],
          [w.median, days(delay.medianDays)],
          [w.worst, days(delay.worstDays)],
          [w.since, days(delay.daysSinceLast)],
          [
            '',
            delay.overdue ? (
              <Tag key="late" tone="bad">
                {w.overdue}
              </Tag>
            ) : (
              <Tag key="fine" tone="ok">
                {w.onTime}
              </Tag>
            ),
          ],
        ]}
      />
    </div>
  );
}
