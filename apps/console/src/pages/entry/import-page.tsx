import { registerRoutes, type Answer } from '@sluice/contract';
import { useRef, useState } from 'react';
import { useSession } from '../../api/session.ts';
import { useWrite } from '../../api/use-call.ts';
import { ActForm } from '../../design/act-form.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { NoPermission, useErrorWords } from '../../design/error-state.tsx';
import { Go } from '../../design/go.tsx';
import { Icon } from '../../design/icon.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { Button, Panel } from '../../design/primitives.tsx';
import { Stack } from '../../design/open-panel.tsx';
import { StatCard } from '../../design/stat-card.tsx';
import stack from '../../design/stack.module.css';
import { fill, joinWords, useLanguage } from '../../i18n/area.ts';
import { useEntryWords } from '../../i18n/entry/index.ts';
import { formatCount } from '../../i18n/format.ts';
import css from './entry.module.css';
import { readRecords } from './read-records.ts';
import { WithSystem } from './with-system.tsx';

type Proposed = Answer<typeof registerRoutes.proposeCatalogueMapping>;
type Outcome = Answer<typeof registerRoutes.importCatalogue>['data'];
type Attribute = keyof Proposed['mapping'];
type Records = Record<string, unknown>[];

const MOST = 2_000;

/** A directory of another platform becomes drafts: file, mapping, outcome line by line (CAT-10). */
export function ImportPage() {
  const w = useEntryWords().import;
  const back = useEntryWords().back;
  const role = useSession().data?.active.role;
  return (
    <>
      <PageHead title={w.title} note={w.note} back={{ href: '/console/agency', label: back }} />
      {role !== undefined && role !== 'source-agency' ? (
        <NoPermission roles={['source-agency']} />
      ) : (
        <WithSystem>{(systems) => <Steps systems={systems} />}</WithSystem>
      )}
    </>
  );
}

interface Systems {
  readonly systems: readonly { readonly id: string; readonly name: string }[];
}

function Steps({ systems }: Systems) {
  const w = useEntryWords().import;
  const words = useErrorWords();
  const [file, setFile] = useState<{ readonly name: string; readonly records: Records; readonly all: number } | null>(
    null,
  );
  const [mapping, setMapping] = useState<Proposed['mapping']>({});
  const propose = useWrite(registerRoutes.proposeCatalogueMapping, { quiet: true });
  const [unreadable, setUnreadable] = useState(false);
  const take = async (chosen: File): Promise<void> => {
    const all = readRecords(await chosen.text());
    setUnreadable(all.length === 0);
    const records = all.slice(0, MOST);
    setFile(records.length > 0 ? { name: chosen.name, records, all: all.length } : null);
    if (records.length > 0) setMapping((await propose.mutateAsync({ body: { records } })).mapping);
  };
  const error = unreadable
    ? w.unreadable
    : propose.error
      ? words(propose.error).text || words(propose.error).title
      : '';
  return (
    <Stack>
      <Panel id="file" title={w.file} note={w.fileHint}>
        <div className={css['file']}>
          <Chooser label={w.choose} onFile={(chosen) => void take(chosen).catch(() => undefined)} />
          {file ? <span>{fill(w.chosen, { name: file.name, count: file.records.length })}</span> : null}
          {file && file.all > MOST ? <span>{fill(w.tooMany, { count: file.all })}</span> : null}
          {error ? (
            <span role="alert" className={css['said']} data-bad>
              {error}
            </span>
          ) : null}
        </div>
      </Panel>
      {file && propose.data ? (
        <>
          <Mapping proposed={propose.data} mapping={mapping} onChange={setMapping} records={file.records} />
          <Run mapping={mapping} records={file.records} systems={systems} />
        </>
      ) : (
        <Panel id="none" title={w.mapping}>
          <Empty icon="upload" title={w.empty} text={w.emptyText} />
        </Panel>
      )}
    </Stack>
  );
}

function Chooser(props: { readonly label: string; readonly onFile: (file: File) => void }) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={chooser}
        type="file"
        hidden
        accept=".json,.jsonl,.csv,.txt"
        data-testid="directory"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) props.onFile(file);
        }}
      />
      <Button onClick={() => chooser.current?.click()}>
        <Icon name="upload" /> {props.label}
      </Button>
    </>
  );
}

function Mapping(props: {
  readonly proposed: Proposed;
  readonly mapping: Proposed['mapping'];
  readonly onChange: (mapping: Proposed['mapping']) => void;
  readonly records: Records;
}) {
  const w = useEntryWords().import;
  const language = useLanguage();
  const { mapping, proposed } = props;
  const keys = [...new Set(props.records.slice(0, 50).flatMap((record) => Object.keys(record)))];
  const unused = keys.filter((key) => !Object.values(mapping).includes(key));
  const choose = (attribute: Attribute, key: string): void => {
    const { [attribute]: _, ...rest } = mapping;
    props.onChange(key === '' ? rest : { ...rest, [attribute]: key });
  };
  return (
    <>
      <Panel id="mapping" title={w.mapping} note={w.mappingNote}>
        <DataTable
          label={w.mapping}
          rows={Object.keys(w.attributes) as Attribute[]}
          rowKey={(row) => row}
          columns={[
            { id: 'attribute', title: w.attribute, cell: (row) => w.attributes[row] },
            {
              id: 'key',
              title: w.key,
              cell: (row) => (
                <select
                  className={css['cell']}
                  aria-label={`${w.attributes[row]} ${w.key}`}
                  value={mapping[row] ?? ''}
                  onChange={(event) => choose(row, event.target.value)}
                >
                  <option value="">{w.none}</option>
                  {keys.map((key) => (
                    <option key={key} value={key}>
                      {key}
                    </option>
                  ))}
                </select>
              ),
            },
            {
              id: 'filled',
              title: w.filled,
              unit: '%',
              numeric: true,
              cell: (row) => {
                const share = proposed.filled[row];
                return share === undefined ? '' : formatCount(Math.round(share * 100), language);
              },
            },
          ]}
        />
        {unused.length > 0 ? (
          <p className={stack['quiet']}>{fill(w.unused, { list: joinWords(language, unused) })}</p>
        ) : null}
      </Panel>
    </>
  );
}

function Run(props: Systems & { readonly mapping: Proposed['mapping']; readonly records: Records }) {
  const w = useEntryWords().import;
  const run = useWrite(registerRoutes.importCatalogue, { done: w.done });
  return (
    <>
      <div className={stack['tools']}>
        <ActForm
          label={w.run}
          look="primary"
          text={w.runText}
          fields={[
            {
              name: 'system',
              label: w.system,
              kind: 'select',
              required: true,
              options: props.systems.map((one) => ({ value: one.id, label: one.name })),
            },
          ]}
          act={(given) =>
            run.mutateAsync({
              body: { systemId: given.text('system'), mapping: props.mapping, records: props.records, firstLine: 1 },
            })
          }
        />
      </div>
      {run.data ? <Result outcome={run.data.data} /> : null}
    </>
  );
}

function Result({ outcome }: { readonly outcome: Outcome }) {
  const w = useEntryWords().import;
  return (
    <>
      <StatCard
        label={w.result}
        stats={[
          { id: 'created', title: w.created, value: outcome.created, href: '/console/agency?tab=tickets' },
          { id: 'merged', title: w.merged, value: outcome.merged },
          { id: 'unchanged', title: w.unchanged, value: outcome.unchanged },
          { id: 'rejected', title: w.rejected, value: outcome.rejected.length },
        ]}
      />
      {outcome.rejected.length > 0 ? (
        <Panel id="rejected" title={w.rejected} action={<Go to="/console/agency?tab=tickets">{w.toDrafts}</Go>}>
          <DataTable
            label={w.rejected}
            toolsId="rejected"
            rows={outcome.rejected}
            rowKey={(row) => `${row.line} ${row.code}`}
            columns={[
              { id: 'line', title: w.line, numeric: true, width: 80, cell: (row) => row.line },
              { id: 'code', title: w.reason, cell: (row) => w.codes[row.code as keyof typeof w.codes] ?? row.code },
            ]}
          />
        </Panel>
      ) : null}
    </>
  );
}
