import {
  describeAbout,
  describeClaim,
  describeLimit,
  describeProblem,
  type Language,
  type Report,
} from '@sluice/ledger/verifier';
import { make, saveText } from './make-element.ts';
import { fill, wordsOf, type Words } from './words.ts';

/** A bundle that was verified on this page. */
export interface Examined {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly milliseconds: number;
  readonly report: Report;
  readonly statement: string | null;
}

type Mark = 'bad' | 'ok' | 'open' | 'limit';

const SIGNS: Readonly<Record<Mark, string>> = { bad: '✗', ok: '✓', open: '–', limit: '·' };

function section(title: string, mark: Mark, lines: readonly string[]): HTMLElement | null {
  if (lines.length === 0) return null;
  const items = lines.map((line) =>
    make(
      'li',
      { 'data-mark': mark },
      make('span', { class: 'sign', 'aria-hidden': 'true' }, SIGNS[mark]),
      make('span', { class: 'said' }, line),
    ),
  );
  return make('section', { class: 'part' }, make('h3', {}, title), make('ul', {}, ...items));
}

function facts(one: Examined, language: Language, words: Words): HTMLElement {
  const { report } = one;
  const rows: [string, string][] = [
    [words.log, report.origin === null ? words.none : `${report.origin} · ${fill(words.entries, report.size ?? 0)}`],
    [words.file, fill(words.bytes, one.bytes.toLocaleString('en'))],
    [words.digest, one.sha256],
    [words.time, `${one.milliseconds} ms`],
  ];
  return make('dl', {}, ...rows.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]));
}

/** The report of one bundle as a card. */
export function showReport(one: Examined, language: Language, onRemove: () => void): HTMLElement {
  const words = wordsOf(language);
  const { report } = one;
  const claims = (proven: boolean) =>
    report.claims.filter((it) => it.proven === proven).map((it) => describeClaim(it, language));
  const save = make('button', { type: 'button' }, words.save);
  save.addEventListener('click', () => {
    const { statement: _, ...rest } = one;
    saveText(`${one.name}.report.json`, 'application/json', `${JSON.stringify(rest, null, 2)}\n`);
  });
  const remove = make('button', { type: 'button', class: 'quiet' }, words.remove);
  remove.addEventListener('click', onRemove);
  return make(
    'article',
    { class: 'card', 'data-testid': 'report', 'data-ok': String(report.ok) },
    make('h2', {}, one.name),
    report.about && make('p', { class: 'subject' }, describeAbout(report.about, language)),
    make(
      'div',
      { class: 'verdict', role: 'status' },
      make('span', { class: 'seal', 'aria-hidden': 'true' }, report.ok ? SIGNS.ok : SIGNS.bad),
      make(
        'div',
        {},
        make('strong', {}, report.ok ? words.ok : fill(words.bad, report.problems.length)),
        make('p', {}, report.ok ? words.okDetail : words.badDetail),
      ),
    ),
    section(
      words.problems,
      'bad',
      report.problems.map((problem) => describeProblem(problem, language)),
    ),
    section(words.proven, 'ok', claims(true)),
    section(words.open, 'open', claims(false)),
    section(
      words.limits,
      'limit',
      report.limits.map((limit) => describeLimit(limit, language)),
    ),
    facts(one, language, words),
    one.statement === null
      ? null
      : make(
          'details',
          {},
          make('summary', {}, words.statement),
          make('pre', { tabindex: '0', 'aria-label': words.statement }, one.statement),
        ),
    make('div', { class: 'actions' }, save, remove),
  );
}
