import { catalogueRoutes, evidenceBundleRoutes, evidenceRoutes } from '@sluice/contract';
import { useState, type ReactNode } from 'react';
import { call } from '../../api/call.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { Panel } from '../../design/primitives.tsx';
import { Stack } from '../../design/open-panel.tsx';
import { SaveButton } from '../../design/save-button.tsx';
import fields from '../../design/act-form.module.css';
import stack from '../../design/stack.module.css';
import { fill, titleIn, useLanguage } from '../../i18n/area.ts';
import { formatCount } from '../../i18n/format.ts';
import { useKeepingWords } from '../../i18n/keeping/index.ts';
import css from './keeping.module.css';

/** Evidence of a time, of a range of the log and of one version of a resource, to be verified anywhere (AUD-02, AUD-03). */
export function BundlesTab() {
  const w = useKeepingWords().bundles;
  const language = useLanguage();
  const log = useRead(evidenceRoutes.getLog, {});
  return (
    <Await query={log} skeleton={<RowsSkeleton rows={6} />}>
      {({ published: { size } }) => (
        <Stack>
          <OfTime />
          <OfIndex note={fill(w.log, { count: formatCount(size, language) })} last={size - 1} />
          <OfVersion />
          <p className={stack['quiet']}>
            {w.offline} <a href="/verify">{w.verify}</a>
          </p>
        </Stack>
      )}
    </Await>
  );
}

function Row(props: { readonly children: ReactNode }) {
  return <div className={css['row']}>{props.children}</div>;
}

function Line(props: {
  readonly label: string;
  readonly type: 'datetime-local' | 'number';
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  return (
    <label className={fields['field']}>
      {props.label}
      <input
        type={props.type}
        min={props.type === 'number' ? 0 : undefined}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </label>
  );
}

/** A time as typed, of the jurisdictions' zone, as an instant in UTC. */
const instantOf = (typed: string): string => new Date(`${typed}:00+08:00`).toISOString();

function OfTime() {
  const w = useKeepingWords().bundles;
  const language = useLanguage();
  const [since, setSince] = useState('');
  const [until, setUntil] = useState('');
  const query = {
    ...(since ? { since: instantOf(since) } : {}),
    ...(until ? { until: instantOf(until) } : {}),
  };
  return (
    <Panel id="time" title={w.time} note={w.timeNote}>
      <Row>
        <Line label={w.since} type="datetime-local" value={since} onChange={setSince} />
        <Line label={w.until} type="datetime-local" value={until} onChange={setUntil} />
        <SaveButton
          label={w.take}
          name={`evidence-${since.slice(0, 10) || '0'}-${until.slice(0, 10) || 'now'}.zip`}
          disabled={since === '' && until === ''}
          load={() => call(evidenceBundleRoutes.getRangeBundle, { query }, language)}
        />
      </Row>
    </Panel>
  );
}

function OfIndex(props: { readonly note: string; readonly last: number }) {
  const w = useKeepingWords().bundles;
  const language = useLanguage();
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const valid = from !== '' && to !== '' && Number(from) <= Number(to) && Number(to) <= props.last;
  return (
    <Panel id="index" title={w.index} note={`${w.indexNote} · ${props.note}`}>
      <Row>
        <Line label={w.from} type="number" value={from} onChange={setFrom} />
        <Line label={w.to} type="number" value={to} onChange={setTo} />
        <SaveButton
          label={w.take}
          name={`evidence-${from}-${to}.zip`}
          disabled={!valid}
          load={() =>
            call(evidenceBundleRoutes.getRangeBundle, { query: { from: Number(from), to: Number(to) } }, language)
          }
        />
      </Row>
    </Panel>
  );
}

function OfVersion() {
  const w = useKeepingWords().bundles;
  const language = useLanguage();
  const [id, setId] = useState('');
  const [version, setVersion] = useState('1');
  const resources = useRead(catalogueRoutes.listResources, { query: { state: 'published', pageSize: 100 } });
  const chosen = resources.data?.items.find((one) => one.id === id);
  return (
    <Panel id="version" title={w.version} note={w.versionNote}>
      <Row>
        <label className={fields['field']}>
          {w.resource}
          <select
            value={id}
            onChange={(event) => {
              setId(event.target.value);
              setVersion('1');
            }}
          >
            <option value="" />
            {(resources.data?.items ?? []).map((one) => (
              <option key={one.id} value={one.id}>
                {titleIn(language, one)}
              </option>
            ))}
          </select>
        </label>
        <label className={fields['field']}>
          {w.number}
          <select value={version} onChange={(event) => setVersion(event.target.value)}>
            {Array.from({ length: chosen?.version ?? 1 }, (_, at) => (
              <option key={at} value={at + 1}>
                {at + 1}
              </option>
            ))}
          </select>
        </label>
        <SaveButton
          label={w.take}
          name={`evidence-${id}-v${version}.zip`}
          disabled={id === ''}
          load={() =>
            call(evidenceBundleRoutes.getVersionBundle, { params: { id, version: Number(version) } }, language)
          }
        />
      </Row>
    </Panel>
  );
}
