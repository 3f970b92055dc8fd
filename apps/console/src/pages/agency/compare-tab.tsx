import { catalogueRoutes, erasureRoutes, type Answer } from '@sluice/contract';
import { useState } from 'react';
import { useRead, useWrite } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { useErrorWords } from '../../design/error-state.tsx';
import { Button, Panel } from '../../design/primitives.tsx';
import { Stack } from '../../design/open-panel.tsx';
import { StatCard } from '../../design/stat-card.tsx';
import stack from '../../design/stack.module.css';
import { fill } from '../../i18n/area.ts';
import { useAgencyWords } from '../../i18n/agency/index.ts';
import fields from '../../design/act-form.module.css';
import css from './agency.module.css';

interface Side {
  readonly resourceId: string;
  readonly key: string;
  readonly field: string;
}

const NOTHING: Side = { resourceId: '', key: '', field: '' };

type Resources = Answer<typeof catalogueRoutes.listResources>['items'];

/** One item of two sources beside each other: what differs is corrected in the one that is not authoritative (COL-03). */
export function CompareTab() {
  const resources = useRead(catalogueRoutes.listResources, { query: { state: 'published', pageSize: 100 } });
  return (
    <Await query={resources} skeleton={<RowsSkeleton rows={6} />}>
      {({ items }) => <Compare resources={items} />}
    </Await>
  );
}

function Compare({ resources }: { readonly resources: Resources }) {
  const w = useAgencyWords().compare;
  const words = useErrorWords();
  const [right, setRight] = useState(NOTHING);
  const [other, setOther] = useState(NOTHING);
  const check = useWrite(erasureRoutes.crossCheck, { quiet: true });
  const ready = [right, other].every((side) => side.resourceId && side.key && side.field);
  return (
    <Stack>
      <Panel id="compare" title={w.title} note={w.note}>
        <div className={css['form']}>
          <SideFields
            resources={resources}
            side={right}
            onChange={setRight}
            words={[w.right, w.rightKey, w.rightField]}
          />
          <SideFields
            resources={resources}
            side={other}
            onChange={setOther}
            words={[w.other, w.otherKey, w.otherField]}
          />
        </div>
        <div className={stack['acts']}>
          <Button
            look="primary"
            disabled={!ready || check.isPending}
            onClick={() => check.mutate({ body: { authoritative: right, other } })}
          >
            {w.run}
          </Button>
        </div>
        {check.error ? (
          <p className={css['error']} role="alert">
            {words(check.error).text || words(check.error).title}
          </p>
        ) : null}
      </Panel>
      {check.data ? (
        <Result result={check.data} />
      ) : (
        <Panel id="compare-none" title={w.differences}>
          <Empty icon="rows" title={w.none} text={w.noneText} />
        </Panel>
      )}
    </Stack>
  );
}

function SideFields(props: {
  readonly resources: Resources;
  readonly side: Side;
  readonly onChange: (side: Side) => void;
  readonly words: readonly [string, string, string];
}) {
  const { side, onChange } = props;
  const chosen = useRead(
    catalogueRoutes.getResource,
    { params: { id: side.resourceId } },
    { enabled: side.resourceId !== '' },
  ).data;
  const options = (chosen?.content.fields ?? []).map((one) => ({ value: one.name, label: `${one.title} ${one.name}` }));
  return (
    <div className={stack['stack']}>
      <Choice
        label={props.words[0]}
        value={side.resourceId}
        options={props.resources.map((one) => ({ value: one.id, label: one.title }))}
        onChange={(resourceId) => onChange({ ...NOTHING, resourceId })}
      />
      <Choice
        label={props.words[1]}
        value={side.key}
        options={options}
        onChange={(key) => onChange({ ...side, key })}
      />
      <Choice
        label={props.words[2]}
        value={side.field}
        options={options}
        onChange={(field) => onChange({ ...side, field })}
      />
    </div>
  );
}

function Choice(props: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}) {
  return (
    <label className={fields['field']}>
      <span>{props.label}</span>
      <select value={props.value} onChange={(event) => props.onChange(event.target.value)}>
        <option value="" />
        {props.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}

type Checked = Answer<typeof erasureRoutes.crossCheck>;

function Result({ result }: { readonly result: Checked }) {
  const w = useAgencyWords().compare;
  return (
    <>
      <StatCard
        label={w.title}
        stats={[
          { id: 'compared', title: w.compared, value: result.compared },
          {
            id: 'differing',
            title: w.differing,
            value: result.differing,
            ...(result.differing > 0 ? { tone: 'bad' as const } : {}),
          },
          { id: 'missing-right', title: w.missingRight, value: result.missing[0] ?? 0 },
          { id: 'missing-other', title: w.missingOther, value: result.missing[1] ?? 0 },
        ]}
      />
      <Panel
        id="differences"
        title={w.differences}
        {...(result.truncated ? { note: fill(w.truncated, { count: result.items.length }) } : {})}
      >
        <DataTable
          label={w.differences}
          toolsId="differences"
          rows={result.items}
          rowKey={(row) => row.key}
          empty={<Empty icon="check" title={w.agree} />}
          columns={[
            { id: 'key', title: w.keyValue, cell: (row) => row.key },
            { id: 'right', title: w.authoritative, cell: (row) => row.authoritative ?? w.absent },
            { id: 'other', title: w.otherValue, cell: (row) => row.other ?? w.absent },
          ]}
        />
      </Panel>
    </>
  );
}
