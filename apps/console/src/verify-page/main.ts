import { digestOf, statementIn, verifyBundle, type Language } from '@sluice/ledger/verifier';
import { make } from './make-element.ts';
import { showReport, type Examined } from './show-report.ts';
import { wordsOf } from './words.ts';

/** What lies in memory while the page is open; nothing is kept, nothing is sent. */
interface Held {
  readonly name: string;
  readonly bytes: Uint8Array;
}

let language: Language = navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
let policy = '';
let held: Held[] = [];
let busy = false;

const root = make('div', { class: 'page' });
document.body.append(root);

/** Gives the page a moment to be painted before the main thread computes. */
const painted = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));

function examine({ name, bytes }: Held): Examined {
  const started = performance.now();
  const report = verifyBundle(bytes, policy.trim() === '' ? {} : { policy: normalized(policy) });
  return {
    name,
    bytes: bytes.length,
    sha256: digestOf(bytes),
    milliseconds: Math.round(performance.now() - started),
    report,
    statement: report.problems.length === 0 ? statementIn(bytes) : null,
  };
}

/** Editors of other systems end lines otherwise, and people forget the last end. */
const normalized = (text: string): string => `${text.replaceAll('\r\n', '\n').trim()}\n`;

async function take(files: Iterable<File>): Promise<void> {
  const read = await Promise.all(
    [...files].map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
  const names = new Set(read.map((one) => one.name));
  held = [...read, ...held.filter((one) => !names.has(one.name))];
  await refresh();
}

async function refresh(): Promise<void> {
  busy = held.length > 0;
  draw([]);
  if (!busy) return;
  await painted();
  const examined = held.map(examine);
  busy = false;
  draw(examined);
}

function filePicker(id: string, label: string, accept: string, multiple: boolean, onFiles: (files: File[]) => void) {
  const input = make('input', { type: 'file', id, accept, multiple, class: 'file', 'data-testid': id });
  input.addEventListener('change', () => {
    onFiles([...(input.files ?? [])]);
    input.value = '';
  });
  return [input, make('label', { for: id, class: 'button' }, label)];
}

function header(): HTMLElement {
  const words = wordsOf(language);
  const toggle = make('button', { type: 'button', class: 'quiet', 'data-testid': 'language' }, words.language);
  toggle.addEventListener('click', () => {
    language = language === 'zh' ? 'en' : 'zh';
    void refresh();
  });
  return make(
    'header',
    {},
    make('div', {}, make('p', { class: 'brand' }, words.product), make('h1', {}, words.title)),
    toggle,
  );
}

function inputs(): HTMLElement {
  const words = wordsOf(language);
  const text = make('textarea', {
    id: 'policy',
    rows: '4',
    spellcheck: 'false',
    autocomplete: 'off',
    'aria-describedby': 'policy-hint',
    'data-testid': 'policy',
  });
  text.value = policy;
  text.addEventListener('change', () => {
    policy = text.value;
    void refresh();
  });
  const fromFile = ([file]: File[]): void => {
    void file?.text().then((content) => {
      policy = content;
      return refresh();
    });
  };
  return make(
    'section',
    { class: 'card' },
    make(
      'div',
      { class: 'drop' },
      ...filePicker('bundles', words.choose, '.zip,application/zip', true, (files) => void take(files)),
      make('p', {}, words.drop),
    ),
    make(
      'div',
      { class: 'policy' },
      make('label', { for: 'policy' }, words.policy),
      make('p', { id: 'policy-hint', class: 'hint' }, words.policyHint),
      text,
      make(
        'div',
        { class: 'actions' },
        ...filePicker('policy-file', words.policyFile, '.txt,text/plain,*', false, fromFile),
      ),
    ),
  );
}

function footer(): HTMLElement {
  const words = wordsOf(language);
  const served = location.protocol !== 'file:';
  return make(
    'footer',
    {},
    make('p', {}, words.offline),
    make('p', {}, words.vectors),
    served
      ? make('p', {}, make('a', { href: location.pathname, download: 'sluice-verify.html' }, words.savePage))
      : null,
  );
}

function draw(examined: readonly Examined[]): void {
  const words = wordsOf(language);
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.title = `${words.title} · ${words.product}`;
  const cards = examined.map((one) =>
    showReport(one, language, () => {
      held = held.filter((other) => other.name !== one.name);
      void refresh();
    }),
  );
  root.replaceChildren(
    header(),
    make(
      'main',
      {},
      make('p', { class: 'lead' }, words.lead),
      inputs(),
      make('div', { 'aria-live': 'polite' }, busy ? make('p', { class: 'working' }, words.working) : null, ...cards),
    ),
    footer(),
  );
}

document.addEventListener('dragover', (event) => {
  event.preventDefault();
  root.classList.add('over');
});
document.addEventListener('dragleave', (event) => {
  if (event.relatedTarget === null) root.classList.remove('over');
});
document.addEventListener('drop', (event) => {
  event.preventDefault();
  root.classList.remove('over');
  void take(event.dataTransfer?.files ?? []);
});
draw([]);
