import { fill } from '../../i18n/area.ts';
import { useRuleWords } from '../../i18n/rules/index.ts';
import css from './rules.module.css';
import { kindOf, monthDays, type YearDays } from './year-days.ts';

/** Twelve months with what each day is; a day is a button while the year is being entered. */
export function YearPicture(props: {
  readonly year: number;
  readonly days: YearDays;
  readonly today: string;
  readonly onPress?: (day: string) => void;
}) {
  const w = useRuleWords();
  return (
    <div className={css['months']}>
      {w.months.map((month, at) => (
        <section key={month} className={css['month']} aria-labelledby={`month-${at}`}>
          <h2 id={`month-${at}`}>{month}</h2>
          <div className={css['grid']} aria-hidden>
            {w.weekdays.map((name, index) => (
              <span key={index} className={css['weekday']}>
                {name}
              </span>
            ))}
          </div>
          <ol className={css['grid']}>
            {monthDays(props.year, at).map((day, index) =>
              day === null ? (
                <li key={`before ${index}`} aria-hidden />
              ) : (
                <li key={day}>
                  <Day {...props} day={day} />
                </li>
              ),
            )}
          </ol>
        </section>
      ))}
    </div>
  );
}

function Day(props: {
  readonly day: string;
  readonly days: YearDays;
  readonly today: string;
  readonly onPress?: (day: string) => void;
}) {
  const w = useRuleWords();
  const { day, onPress } = props;
  const kind = kindOf(day, props.days);
  const look = {
    className: css['day'],
    'data-kind': kind,
    'data-today': day === props.today,
    title: fill(w.day, { date: day, kind: day === props.today ? `${w[kind]}，${w.today}` : w[kind] }),
  };
  const shown = Number(day.slice(8));
  if (!onPress) return <span {...look}>{shown}</span>;
  return (
    <button type="button" {...look} aria-label={look.title} onClick={() => onPress(day)}>
      {shown}
    </button>
  );
}
