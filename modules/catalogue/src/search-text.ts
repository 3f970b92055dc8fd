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

/** A question as a tsquery: every word must occur. Nothing for a text without letters or figures. */
export function searchQuery(text: string): string | undefined {
  const words = tokens(normalise(text)).map((token) => {
    const pairs = lexemes(token);
    if (!token.han || pairs.length === 1) return `'${token.word}':*`;
    return `(${pairs
      .slice(0, -1)
      .map((pair) => `'${pair}'`)
      .join(' <-> ')})`;
  });
  return words.length === 0 ? undefined : words.join(' & ');
}

/** Where the words of a question stand, in the order in which a reader cares. */
export function matchedParts(text: string, parts: SearchParts): readonly SearchPart[] {
  const wanted = tokens(normalise(text));
  return partOrder.filter((part) => {
    const held = tokens(parts[part]);
    return wanted.some((want) =>
      held.some((have) => (want.han ? have.word.includes(want.word) : !have.han && have.word.startsWith(want.word))),
    );
  });
}
