import { calendarRoutes, clockRoutes, type Answer } from '@sluice/contract';
import { useState } from 'react';
import { useMay } from '../../api/may.ts';
import { changeUrl, useUrl } from '../../api/url-state.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { ActForm } from '../../design/act-form.tsx';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { Empty } from '../../design/empty.tsx';
import { Icon } from '../../design/icon.tsx';
import { showNote } from '../../design/notes.ts';
import { PageHead } from '../../design/page-head.tsx';
import { Stack } from '../../design/open-panel.tsx';
import { Button, Panel, Tag } from '../../design/primitives.tsx';
import { fill } from '../../i18n/area.ts';
import { useRuleWords } from '../../i18n/rules/index.ts';
import css from './rules.module.css';
import { countWorking, toggle, type DayKind, type YearDays } from './year-days.ts';
import { YearPicture } from './year-picture.tsx';

type Year = Answer<typeof calendarRoutes.readCalendar>['items'][number];
const KINDS: readonly DayKind[] = ['working', 'off', 'weekend', 'extra'];
const FIRST = 2000;
const LAST = 2999;

/** The working days by which limits are counted, a year as a picture; the authority enters what was announced. */
export function RulesPage() {
  const w = useRuleWords();
  const asked = Number(useUrl().get('year'));
  const clock = useRead(clockRoutes.readClock, {}, { staleMs: 60_000 });
  const calendar = useRead(calendarRoutes.readCalendar, {}, { staleMs: 60_000 });
  const today = clock.data?.today ?? '';
  const year = asked >= FIRST && asked <= LAST ? asked : Number(today.slice(0, 4));
  return (
    <>
      <PageHead
        title={w.title}
        note={calendar.data ? `${w.note} · ${fill(w.counted, { year: calendar.data.countedUntil })}` : w.note}
        actions={
          <div className={css['years']}>
            <Button aria-label={w.previous} onClick={() => changeUrl({ year: String(year - 1) })}>
              <Icon name="back" />
            </Button>
            <strong aria-label={w.year}>{year || ''}</strong>
            <Button aria-label={w.next} onClick={() => changeUrl({ year: String(year + 1) })}>
              <Icon name="arrow" />
            </Button>
          </div>
        }
      />
      <Await query={calendar} skeleton={<RowsSkeleton rows={12} />}>
        {({ items }) => <OneYear key={year} year={year} known={items.find((one) => one.year === year)} today={today} />}
      </Await>
    </>
  );
}

function OneYear(props: { readonly year: number; readonly known: Year | undefined; readonly today: string }) {
  const w = useRuleWords();
  const { known, year } = props;
  const [edited, setEdited] = useState<YearDays | null>(null);
  const days = edited ?? known;
  return (
    <Stack>
      <Panel
        id="year"
        title={String(year)}
        note={known ? <Tag tone={known.status === 'published' ? 'ok' : 'warn'}>{w.status[known.status]}</Tag> : ''}
        action={
          <Edit
            year={year}
            edited={edited}
            onEdit={() => setEdited({ daysOff: known?.daysOff ?? [], workingWeekends: known?.workingWeekends ?? [] })}
            onDone={() => setEdited(null)}
          />
        }
      >
        <div className={css['about']}>
          {known?.status === 'provisional' ? <p>{w.provisional}</p> : null}
          {edited ? <p role="status">{w.editNote}</p> : null}
          {days ? (
            <p>
              {w.working} <strong>{fill(w.days, { count: countWorking(year, days) })}</strong>
              {known ? ` · ${w.source}：${known.source}` : ''}
            </p>
          ) : null}
          <ul className={css['legend']} aria-label={w.legend}>
            {KINDS.map((kind) => (
              <li key={kind}>
                <span className={css['swatch']} data-kind={kind} aria-hidden /> {w[kind]}
              </li>
            ))}
          </ul>
        </div>
      </Panel>
      {days ? (
        <YearPicture
          year={year}
          days={days}
          today={props.today}
          {...(edited ? { onPress: (day: string) => setEdited(toggle(day, edited)) } : {})}
        />
      ) : (
        <Panel id="none" title={w.legend}>
          <Empty icon="clock" title={w.none} text={w.noneText} />
        </Panel>
      )}
    </Stack>
  );
}

function Edit(props: {
  readonly year: number;
  readonly edited: YearDays | null;
  readonly onEdit: () => void;
  readonly onDone: () => void;
}) {
  const w = useRuleWords();
  const may = useMay();
  const load = useWrite(calendarRoutes.loadCalendarYear, { quiet: true });
  const { edited } = props;
  if (!may('calendar.load')) return null;
  if (edited === null) return <Button onClick={props.onEdit}>{w.edit}</Button>;
  return (
    <div className={css['edit']}>
      <Button onClick={props.onDone}>{w.cancel}</Button>
      <ActForm
        label={w.save}
        look="primary"
        text={w.saveText}
        fields={[{ name: 'source', label: w.notice, required: true }]}
        ready={() => edited.daysOff.length > 0}
        act={async (given) => {
          const { data, evidence } = await load.mutateAsync({
            params: { year: String(props.year) },
            body: {
              daysOff: [...edited.daysOff],
              workingWeekends: [...edited.workingWeekends],
              source: given.text('source'),
            },
          });
          const entry = evidence.at(-1)?.entryId;
          showNote({ tone: 'ok', text: fill(w.saved, { count: data.recounted }), ...(entry ? { entry } : {}) });
          props.onDone();
        }}
      />
    </div>
  );
}
