import { askedWords, queryOfWords, type AskedWord } from './search-text.ts';
import { knownWordIn } from './synonyms.ts';

/** How far a question was loosened until something was found. */
export type Loosened = 'none' | 'all-words' | 'any-word';

/** Words that ask and do not say for what; and words that nearly every title of a catalogue has. */
const EMPTY_WORDS: ReadonlySet<string> = new Set(
  [
    '的',
    '了',
    '和',
    '与',
    '及',
    '或',
    '在',
    '是',
    '有',
    '我',
    '要',
    '想',
    '查',
    '找',
    '问',
    '吗',
    '呢',
    '请',
    '被',
    '对',
  ].concat(
    '哪里 哪些 哪个 什么 怎么 怎样 如何 多少 几个 可以 能否 有关 相关 关于 查询 查找 查看 搜索 下载 获取 数据 信息 资料 情况 内容 所有 全部 目录 资源 一览 一览表 明细'.split(
      ' ',
    ),
  ),
);

const words = new Intl.Segmenter('zh', { granularity: 'word' });

/**
 * The telling words of a question: its Chinese runs cut into words, without those that say nothing. Where only such words
 * were asked for, they are what is meant.
 */
export function tellingWords(text: string): readonly AskedWord[] {
  const cut = askedWords(text).flatMap((asked) =>
    asked.han ? cutWords(asked.word).flatMap((word) => askedWords(word)) : [asked],
  );
  const telling = cut.filter(({ word, han }) => !EMPTY_WORDS.has(word) && (!han || Array.from(word).length > 1));
  const kept = telling.length > 0 ? telling : cut;
  return kept.filter((one, at) => kept.findIndex((other) => other.word === one.word) === at);
}

/**
 * Words of the field are taken first; the rest is cut by the general dictionary. Single characters that it leaves side by
 * side are a word that it does not know: 缴 + 存.
 */
function cutWords(run: string): readonly string[] {
  const known = knownWordIn(run);
  if (known)
    return [...cutWords(run.slice(0, known.at)), known.word, ...cutWords(run.slice(known.at + known.word.length))];
  const found: string[] = [];
  let single = '';
  for (const { segment } of words.segment(run)) {
    if (Array.from(segment).length === 1 && !EMPTY_WORDS.has(segment)) {
      single += segment;
      continue;
    }
    if (single !== '') found.push(single);
    single = '';
    found.push(segment);
  }
  return single === '' ? found : [...found, single];
}

export interface LooserQuestion {
  readonly loosened: Exclude<Loosened, 'none'>;
  readonly query: string;
  /** One query for each word: an entry with more of them comes first. */
  readonly each: readonly string[];
}

/** The question again, looser and looser: all of its words anywhere, then any of them. */
export function looserQuestions(text: string): readonly LooserQuestion[] {
  const telling = tellingWords(text);
  if (telling.length === 0) return [];
  const each = telling.map((word) => queryOfWords([word]));
  return [
    { loosened: 'all-words', query: each.join(' & '), each },
    ...(each.length > 1 ? [{ loosened: 'any-word' as const, query: each.join(' | '), each }] : []),
  ];
}
