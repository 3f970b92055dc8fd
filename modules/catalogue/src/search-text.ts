import { rewritings } from './synonyms.ts';

/**
 * Words for a search that works in Chinese without a dictionary: Han text becomes overlapping pairs of characters,
 * anything else becomes words. Pairs that stand side by side in the question must stand side by side in the text, so
 * that what is found really contains it.
 */
export type SearchPart = 'code' | 'name' | 'title' | 'keywords' | 'fields' | 'description' | 'owner';

/** The normalised texts of an entry by where they stand. */
export type SearchParts = Readonly<Record<SearchPart, string>>;

/** Weight classes of PostgreSQL: A counts most. */
const weights: Readonly<Record<SearchPart, 'A' | 'B' | 'C' | 'D'>> = {
  title: 'A',
  name: 'A',
  code: 'A',
  keywords: 'B',
  fields: 'B',
  owner: 'C',
  description: 'D',
};

const partOrder = Object.keys(weights) as readonly SearchPart[];

/** PostgreSQL keeps no position beyond this. */
const MAX_POSITION = 16_383;
/** And no more positions of one word than this. */
const MAX_PLACES = 255;
const TOKEN = /\p{Script=Han}+|[\p{L}\p{N}]+/gu;

/** Full width to half width, upper to lower case, runs of blanks to one. */
export function normalise(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}

interface Token {
  readonly word: string;
  readonly han: boolean;
}

/** Splits at the border of Han and other script: `2023年收入` → `2023`, `年收入`. */
function tokens(normalised: string): readonly Token[] {
  return (normalised.match(TOKEN) ?? []).flatMap((run) =>
    (run.match(/\p{Script=Han}+|[^\p{Script=Han}]+/gu) ?? []).map((word) => ({
      word,
      han: /^\p{Script=Han}/u.test(word),
    })),
  );
}

/** 交通事故 → 交通, 通事, 事故, and the last character alone, so that one character is found wherever it stands. */
function lexemes(token: Token): readonly string[] {
  if (!token.han) return [token.word];
  const characters = token.word.match(/./gu) ?? [];
  return characters.map((character, at) => character + (characters[at + 1] ?? ''));
}

/** The document as PostgreSQL writes a tsvector: `'交通':1A,9B '通事':2A`. */
export function searchDocument(parts: SearchParts): string {
  const places = new Map<string, string[]>();
  let position = 0;
  for (const part of partOrder) {
    for (const token of tokens(parts[part])) {
      for (const lexeme of lexemes(token)) {
        position += 1;
        if (position > MAX_POSITION) break;
        const known = places.get(lexeme) ?? [];
        if (known.length < MAX_PLACES) known.push(`${position}${weights[part]}`);
        places.set(lexeme, known);
      }
      // A gap: words of different tokens never count as neighbours.
      position += 1;
    }
    position += 1;
  }
  return [...places].map(([lexeme, where]) => `'${lexeme}':${where.join(',')}`).join(' ');
}

/** A word of a question with what is looked for in its place. */
export interface AskedWord {
  readonly word: string;
  readonly han: boolean;
  /** Texts that mean the same, with the part of the word that they replace. */
  readonly others: readonly { readonly text: string; readonly word: string; readonly with: string }[];
}

/** The words of a question, each with its synonyms. */
export function askedWords(text: string): readonly AskedWord[] {
  return tokens(normalise(text)).map((token) => ({ ...token, others: rewritings(token.word) }));
}

/** A question as a tsquery: every word, or what means the same, must occur. Nothing for a text without letters or figures. */
export function searchQuery(text: string): string | undefined {
  const words = askedWords(text);
  return words.length === 0 ? undefined : queryOfWords(words);
}

export function queryOfWords(words: readonly AskedWord[]): string {
  return words
    .map(({ word, han, others }) => {
      const any = [phraseOf({ word, han }), ...others.map((other) => allOf(tokens(other.text)))];
      return any.length === 1 ? (any[0] ?? '') : `(${any.join(' | ')})`;
    })
    .join(' & ');
}

const allOf = (words: readonly Token[]): string =>
  words.length === 1 && words[0] ? phraseOf(words[0]) : `(${words.map(phraseOf).join(' & ')})`;

function phraseOf(token: Token): string {
  const pairs = lexemes(token);
  if (!token.han || pairs.length === 1) return `'${token.word}':*`;
  return `(${pairs
    .slice(0, -1)
    .map((pair) => `'${pair}'`)
    .join(' <-> ')})`;
}

/** One text of an entry as it stands there. */
export interface SearchPiece {
  readonly part: SearchPart;
  readonly text: string;
}

/** Why an entry was found: word of the question, the text that holds it, and by which way. */
export interface MatchReason extends SearchPiece {
  readonly term: string;
  readonly found: string;
  readonly by: 'word' | 'synonym' | 'pinyin';
}

/** For each word and each kind of place the first text that holds it, in the order in which a reader cares. */
export function explainMatch(
  question: string | readonly AskedWord[],
  pieces: readonly SearchPiece[],
): readonly MatchReason[] {
  const asked = typeof question === 'string' ? askedWords(question) : question;
  return partOrder.flatMap((part) => {
    const here = pieces
      .filter((piece) => piece.part === part)
      .map((piece) => ({ piece, held: tokens(normalise(piece.text)) }));
    return asked.flatMap((want): readonly MatchReason[] => {
      const plain = here.find(({ held }) => held.some((have) => holds(have, want)));
      if (plain) return [{ ...plain.piece, term: want.word, found: want.word, by: 'word' }];
      for (const other of want.others) {
        const same = here.find(({ held }) => tokens(other.text).every((one) => held.some((have) => holds(have, one))));
        if (same) return [{ ...same.piece, term: want.word, found: other.with, by: 'synonym' }];
      }
      return [];
    });
  });
}

const holds = (have: Token, want: Token): boolean =>
  want.han ? have.word.includes(want.word) : !have.han && have.word.startsWith(want.word);

/** Where the words of a question stand, in the order in which a reader cares. */
export function matchedParts(text: string, parts: SearchParts): readonly SearchPart[] {
  const pieces = partOrder.map((part) => ({ part, text: parts[part] }));
  return [...new Set(explainMatch(text, pieces).map(({ part }) => part))];
}
