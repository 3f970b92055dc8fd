import { tradingRoutes } from '@sluice/contract';
import { useCallback } from 'react';
import { useRead, useWrite } from '../../api/use-call.ts';
import { Await } from '../../design/await.tsx';
import { ChartFrame, type ChartColours } from '../../design/chart-frame.tsx';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { useErrorWords } from '../../design/error-state.tsx';
import { useGo } from '../../design/go.tsx';
import { Button, CopyText, Panel, Tag } from '../../design/primitives.tsx';
import { fill } from '../../i18n/area.ts';
import { formatInstant } from '../../i18n/format.ts';
import { useMarketWords } from '../../i18n/market/index.ts';
import { handOverKey } from './call-product.ts';
import type { Order } from './catalogue-product.ts';
import css from './market.module.css';

/** Keys, usage and notices of one order. */
export function OrderDetail(props: { readonly order: Order; readonly mine: boolean }) {
  const w = useMarketWords();
  const { order } = props;
  return (
    <div className={css['detail']}>
      <Usage id={order.id} />
      <div className={css['stack']}>
        {props.mine ? <Keys order={order} /> : null}
        {order.notices.length > 0 ? (
          <Panel id="notices" title={w.notices.title}>
            <ul className={css['list']}>
              {order.notices.map((one) => (
                <li key={one.id}>
                  <strong>{w.notices.kind[one.kind]}</strong>
                  <span>
                    {formatInstant(one.at)} · {fill(w.notices.effective, { date: formatInstant(one.effectiveAt) })}
                  </span>
                </li>
              ))}
            </ul>
          </Panel>
        ) : null}
      </div>
    </div>
  );
}

function Keys({ order }: { readonly order: Order }) {
  const w = useMarketWords().keys;
  const go = useGo();
  const words = useErrorWords();
  const create = useWrite(tradingRoutes.createKey, {});
  const revoke = useWrite(tradingRoutes.revokeKey, {});
  const made = create.data?.data;
  return (
    <Panel
      id="keys"
      title={w.title}
      action={
        order.state === 'active' ? (
          <Button
            onClick={() => create.mutate({ params: { id: order.id }, query: {} })}
            disabled={create.isPending}
            data-testid="make-key"
          >
            {w.create}
          </Button>
        ) : undefined
      }
    >
      {made ? (
        <div className={css['once']} role="alert" data-testid="fresh-key">
          <p>{w.once}</p>
          <CopyText label={w.label} value={made.key} />
          <Button
            onClick={() => {
              handOverKey(order.productId, made.key);
              go(`/console/market/${order.productId}`);
            }}
            data-testid="use-key"
          >
            {w.use}
          </Button>
        </div>
      ) : null}
      {create.error ? <p className={css['wrong']}>{words(create.error).title}</p> : null}
      {order.keys.length === 0 ? (
        <p className={css['text']}>{w.none}</p>
      ) : (
        <ul className={css['list']}>
          {order.keys.map((key) => (
            <li key={key.id}>
              <code>{key.prefix}…</code>
              <span>
                {w.created} {formatInstant(key.createdAt)}
              </span>
              {key.revokedAt ? (
                <Tag>{w.revoked}</Tag>
              ) : (
                <ConfirmAct
                  label={w.revoke}
                  look="quiet"
                  text={w.revokeText}
                  act={() => revoke.mutateAsync({ params: { id: order.id, key: key.id }, query: {} })}
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Usage({ id }: { readonly id: string }) {
  const w = useMarketWords().usage;
  const usage = useRead(tradingRoutes.getUsage, { params: { id } });
  const days = usage.data?.days;
  const option = useCallback(
    (colours: ChartColours) => ({
      grid: { left: 8, right: 8, top: 56, bottom: 4, containLabel: true },
      legend: { type: 'scroll', top: 0, left: 0, textStyle: { color: colours.text }, icon: 'roundRect' },
      tooltip: { trigger: 'axis', backgroundColor: colours.panel, textStyle: { color: colours.text } },
      xAxis: {
        type: 'category',
        data: (days ?? []).map((day) => day.date.slice(5)),
        axisLine: { lineStyle: { color: colours.line } },
        axisLabel: { color: colours.faint },
      },
      yAxis: [
        {
          type: 'value',
          name: w.times,
          nameTextStyle: { color: colours.faint },
          minInterval: 1,
          splitLine: { lineStyle: { color: colours.line } },
          axisLabel: { color: colours.faint },
        },
        {
          type: 'value',
          name: w.yuan,
          nameTextStyle: { color: colours.faint },
          splitLine: { show: false },
          axisLabel: { color: colours.faint },
        },
      ],
      series: [
        { type: 'bar', name: w.calls, data: (days ?? []).map((day) => day.calls), barMaxWidth: 28 },
        {
          type: 'line',
          name: `${w.cost}（${w.yuan}）`,
          yAxisIndex: 1,
          data: (days ?? []).map((day) => Number(day.cost)),
        },
      ],
    }),
    [days, w],
  );
  return (
    <Await query={usage} skeleton={320}>
      {(data) => (
        <ChartFrame
          id="usage"
          title={w.title}
          note={fill(w.total, { calls: data.calls, rows: data.rows, cost: data.cost })}
          option={option}
          table={{
            rows: data.days,
            rowKey: (row) => row.date,
            columns: [
              { id: 'date', title: w.date, cell: (row) => row.date },
              { id: 'calls', title: w.calls, unit: w.times, numeric: true, cell: (row) => row.calls },
              { id: 'rows', title: w.rows, unit: w.lines, numeric: true, cell: (row) => row.rows },
              { id: 'cost', title: w.cost, unit: w.yuan, numeric: true, cell: (row) => row.cost },
            ],
          }}
        />
      )}
    </Await>
  );
}
