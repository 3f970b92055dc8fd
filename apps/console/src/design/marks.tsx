import { fill } from '../i18n/area.ts';
import { useConsoleWords } from '../i18n/console/index.ts';
import { useTerms } from '../i18n/terms/index.ts';
import { termOf, type TermKey } from '../i18n/terms/term-key.ts';
import { Tag } from './primitives.tsx';
import css from './marks.module.css';

const GRADE_TONE = ['ok', 'info', 'warn', 'bad'] as const;

/** Classification of data, always with its word. */
export function Grade(props: { readonly grade: number }) {
  const w = useConsoleWords();
  const words: Readonly<Record<number, string>> = w.grade;
  return <Tag tone={GRADE_TONE[props.grade - 1] ?? 'bad'}>{words[props.grade] ?? `L${props.grade}`}</Tag>;
}

/** Colour is for risk and for what waits; everything else stays neutral. */
const TONE: Readonly<Record<string, 'ok' | 'warn' | 'bad' | 'info'>> = {
  granted: 'ok',
  active: 'ok',
  published: 'ok',
  listed: 'ok',
  confirmed: 'ok',
  accepted: 'ok',
  pass: 'ok',
  'in-review': 'info',
  checking: 'info',
  current: 'info',
  'opinion-requested': 'info',
  supplement: 'warn',
  returned: 'warn',
  return: 'warn',
  suspended: 'warn',
  refused: 'bad',
  revoked: 'bad',
  fail: 'bad',
};

/** A state of a closed list, in words. */
export function State(props: { readonly of: TermKey }) {
  const terms = useTerms();
  const tone = TONE[props.of.split('.')[1] ?? ''];
  return <Tag {...(tone ? { tone } : {})}>{termOf(terms, props.of)}</Tag>;
}

/** Working days left with the date itself; red only when the limit is today or past. */
export function ClockChip(props: {
  readonly left: number | null;
  readonly dueOn: string;
  readonly provisional?: boolean;
}) {
  const w = useConsoleWords().clock;
  const { left } = props;
  const tone = left === null || left > 3 ? 'calm' : left > 0 ? 'soon' : 'late';
  const words =
    left === null
      ? fill(w.due, { date: props.dueOn })
      : left === 0
        ? w.today
        : fill(left > 0 ? w.left : w.over, { days: Math.abs(left) });
  return (
    <span className={css['clock']} data-tone={tone} title={props.provisional ? w.provisional : undefined}>
      <span>{words}</span>
      {left === null ? null : <time dateTime={props.dueOn}>{props.dueOn}</time>}
    </span>
  );
}

/** A sentence whose dates stay whole where the line breaks. */
export function Dates(props: { readonly text: string }) {
  const parts = props.text.split(/(\d{4}-\d{2}-\d{2})/);
  return (
    <>
      {parts.map((part, at) =>
        // Every second part is a date.
        at % 2 === 1 ? (
          <span key={`${at} ${part}`} className={css['date']}>
            {part}
          </span>
        ) : (
          part
        ),
      )}
    </>
  );
}
