import { auditRoutes, disclosureRoutes, overviewRoutes } from '@sluice/contract';
import { useEffect, useState, type ReactNode } from 'react';
import { useJurisdictions } from '../../api/jurisdictions.ts';
import { useRead } from '../../api/use-call.ts';
import { State } from '../../design/marks.tsx';
import { fill, titleIn, useLanguage } from '../../i18n/area.ts';
import { formatCount, formatInstant, shorten } from '../../i18n/format.ts';
import { usePortalWords } from '../../i18n/portal/index.ts';
import { useSupervisionWords } from '../../i18n/supervision/index.ts';
import css from './screen.module.css';

const WIDTH = 1920;
const HEIGHT = 1080;
const REFRESH_MS = 10_000;

interface Freshness {
  readonly dataUpdatedAt: number;
  readonly isError: boolean;
}

/** How much the wall of 1920 × 1080 is scaled to fit the display it hangs on. */
function useScale(): number {
  const [scale, setScale] = useState(1);
  useEffect(() => {
    const fit = (): void => setScale(Math.min(window.innerWidth / WIDTH, window.innerHeight / HEIGHT));
    fit();
    window.addEventListener('resize', fit);
    return () => window.removeEventListener('resize', fit);
  }, []);
  return scale;
}

/** The wall: what stands, in figures and short lists, each tile with the time of its data. Always dark. */
export function ScreenPage() {
  const w = useSupervisionWords().screen;
  const scale = useScale();
  useEffect(() => {
    const root = document.documentElement;
    const before = root.dataset['theme'];
    root.dataset['theme'] = 'dark';
    return () => {
      if (before) root.dataset['theme'] = before;
    };
  }, []);
  return (
    <div className={css['wall']}>
      <main className={css['page']} style={{ transform: `scale(${scale})` }}>
        <h1 className={css['title']}>{w.title}</h1>
        <Figures />
        <Places />
        <Calls />
        <Grants />
        <Health />
      </main>
    </div>
  );
}

function Tile(props: {
  readonly id: string;
  readonly title: string;
  readonly of: Freshness;
  readonly area: string;
  readonly children: ReactNode;
}) {
  const w = useSupervisionWords().screen;
  const time = props.of.dataUpdatedAt ? formatInstant(new Date(props.of.dataUpdatedAt).toISOString()) : '';
  return (
    <section className={css['tile']} aria-labelledby={`${props.id}-title`} style={{ gridArea: props.area }}>
      <header>
        <h2 id={`${props.id}-title`}>{props.title}</h2>
        {time ? (
          <span className={css['fresh']} data-stale={props.of.isError}>
            {fill(props.of.isError ? w.stale : w.fresh, { time })}
          </span>
        ) : null}
      </header>
      {props.of.isError && !time ? (
        <p className={css['unreached']} role="alert">
          {w.unreached}
        </p>
      ) : (
        props.children
      )}
    </section>
  );
}

const useOverviewOfWall = () => useRead(overviewRoutes.getOverview, {}, { refetchMs: REFRESH_MS });

function Figures() {
  const w = useSupervisionWords().screen;
  const portal = usePortalWords();
  const language = useLanguage();
  const overview = useOverviewOfWall();
  const names = ['resources', 'records', 'grants', 'products', 'calls'] as const;
  return (
    <Tile id="wall-figures" title={w.figures} of={overview} area="figures">
      <dl className={css['figures']}>
        {names.map((name) => (
          <div key={name}>
            <dt>{portal.figure[name]}</dt>
            <dd>
              {overview.data
                ? formatCount(
                    overview.data.jurisdictions.reduce((sum, place) => sum + place[name], 0),
                    language,
                  )
                : '…'}
              <small>{portal.units[name]}</small>
            </dd>
          </div>
        ))}
      </dl>
    </Tile>
  );
}

function Places() {
  const w = useSupervisionWords().screen;
  const language = useLanguage();
  const overview = useOverviewOfWall();
  const places = useJurisdictions();
  const rows = (overview.data?.jurisdictions ?? [])
    .filter((row) => row.resources + row.applications + row.products > 0)
    .toSorted((a, b) => b.records - a.records)
    .slice(0, 6);
  const most = Math.max(1, ...rows.map((row) => row.records));
  return (
    <Tile id="wall-places" title={w.jurisdictions} of={overview} area="places">
      <table className={css['table']}>
        <thead>
          <tr>
            <th scope="col">{w.place}</th>
            <th scope="col" data-numeric>
              {w.legend.resources}
            </th>
            <th scope="col" data-numeric>
              {w.legend.grants}
            </th>
            <th scope="col" data-numeric>
              {w.legend.products}
            </th>
            <th scope="col" data-numeric>
              {w.legend.calls}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const place = places.data?.items.find((one) => one.id === row.jurisdiction);
            return (
              <tr key={row.jurisdiction}>
                <td>
                  {place ? titleIn(language, place) : row.jurisdiction}
                  <span className={css['bar']} aria-hidden>
                    <span style={{ width: `${(row.records / most) * 100}%` }} />
                  </span>
                </td>
                <td data-numeric>{formatCount(row.resources, language)}</td>
                <td data-numeric>{formatCount(row.grants, language)}</td>
                <td data-numeric>{formatCount(row.products, language)}</td>
                <td data-numeric>{formatCount(row.calls, language)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Tile>
  );
}

function Calls() {
  const w = useSupervisionWords().screen;
  const overview = useOverviewOfWall();
  const calls = overview.data?.recentCalls.slice(0, 9) ?? [];
  return (
    <Tile id="wall-calls" title={w.calls} of={overview} area="calls">
      {calls.length === 0 ? <p className={css['none']}>{w.none}</p> : null}
      <ul className={css['list']}>
        {calls.map((call) => (
          <li key={call.id}>
            <span>{call.productTitle}</span>
            <time dateTime={call.at}>{formatInstant(call.at)}</time>
          </li>
        ))}
      </ul>
    </Tile>
  );
}

function Grants() {
  const w = useSupervisionWords().screen;
  const grants = useRead(disclosureRoutes.listDisclosedGrants, { query: {} }, { refetchMs: REFRESH_MS });
  const items = grants.data?.items.slice(0, 6) ?? [];
  return (
    <Tile id="wall-grants" title={w.grants} of={grants} area="grants">
      {items.length === 0 ? <p className={css['none']}>{w.none}</p> : null}
      <ul className={css['list']}>
        {items.map((one) => (
          <li key={one.id}>
            <span>
              {one.developer} · {one.scenarioTitle}
            </span>
            <State of={`grantState.${one.state}`} />
          </li>
        ))}
      </ul>
    </Tile>
  );
}

function Health() {
  const words = useSupervisionWords();
  const w = words.health;
  const language = useLanguage();
  const health = useRead(auditRoutes.readLogHealth, {}, { refetchMs: REFRESH_MS });
  const data = health.data;
  return (
    <Tile id="wall-health" title={words.screen.health} of={health} area="health">
      {data ? (
        <dl className={css['health']}>
          <div>
            <dt>{w.size}</dt>
            <dd>{formatCount(data.size, language)}</dd>
          </div>
          <div>
            <dt>{w.waiting}</dt>
            <dd>{data.waiting}</dd>
          </div>
          <div>
            <dt>{w.witnesses}</dt>
            <dd>{data.witnesses === null ? w.none : data.witnesses.met ? w.met : w.unmet}</dd>
          </div>
          <div>
            <dt>{words.screen.root}</dt>
            <dd className="mono">{shorten(data.root, 10, 6)}</dd>
          </div>
          <div>
            <dt>{w.checkpoint}</dt>
            <dd>{data.checkpointAt ? formatInstant(data.checkpointAt) : '…'}</dd>
          </div>
        </dl>
      ) : null}
    </Tile>
  );
}
