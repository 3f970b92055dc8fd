import { recognisers, type Recogniser } from './recognisers.ts';

export interface ColumnSample {
  /** Identifier and Chinese title or comment, whichever there are. */
  readonly name: string;
  readonly title?: string | undefined;
  /** Values that are there, in no special order; a few hundred are enough. */
  readonly values: readonly string[];
}

/** Why a column was taken for something. Shares are of the different values that were looked at. */
export interface Recognition {
  readonly recogniser: Recogniser;
  readonly by: 'values' | 'name' | 'both';
  readonly share: number;
  readonly looked: number;
  /** The word of the name that says so. */
  readonly word?: string;
  /** Between 0 and 1. */
  readonly confidence: number;
}

/** So many of the different values must match before they are believed alone; with a word in the name fewer do. */
const ALONE = 0.7;
const WITH_NAME = 0.3;
/**
 * Fewer different values than this prove nothing alone: three rows of a test table are no register. What has a check
 * character is no accident even when it is always the same.
 */
const LEAST_VALUES = 5;
const LOOKED = 2_000;

/** The likeliest meaning of a column, or none. A word in the name that says otherwise outweighs fitting values. */
export function recogniseColumn(column: ColumnSample): Recognition | undefined {
  const values = [...new Set(column.values.map((value) => value.trim()).filter((value) => value !== ''))].slice(
    0,
    LOOKED,
  );
  const found = recognisers.flatMap((recogniser) => {
    const hit = oneOf(recogniser, column, values);
    return hit ? [hit] : [];
  });
  return found.toSorted((a, b) => b.confidence - a.confidence)[0];
}

function oneOf(recogniser: Recogniser, column: ColumnSample, values: readonly string[]): Recognition | undefined {
  if (sayingWord(column, recogniser.unless ?? []) !== undefined) return undefined;
  const word = sayingWord(column, recogniser.words);
  const { matches } = recogniser;
  const share = matches && values.length > 0 ? values.filter((value) => matches(value)).length / values.length : 0;
  const least = recogniser.isChecked ? 1 : LEAST_VALUES;
  const base = { recogniser, share, looked: values.length, ...(word === undefined ? {} : { word }) };
  if (word !== undefined && share >= WITH_NAME) return { ...base, by: 'both', confidence: 0.8 + 0.19 * share };
  if (recogniser.provesAlone && share >= ALONE && values.length >= least && column.values.length >= LEAST_VALUES)
    return { ...base, by: 'values', confidence: 0.6 + 0.3 * share };
  // A name alone is believed where there is nothing to look at, or where its meaning has no form that could be missed.
  if (word !== undefined && (values.length === 0 || matches === undefined || recogniser.nameSays === true))
    return { ...base, by: 'name', confidence: 0.55 };
  return undefined;
}

/** Chinese words are looked for as parts, Latin ones as whole words of `snake_case` or `camelCase`. */
function sayingWord({ name, title }: ColumnSample, words: readonly string[]): string | undefined {
  const chinese = `${name} ${title ?? ''}`;
  const latin = ` ${latinWords(`${name} ${title ?? ''}`)} `;
  return words.find((word) => (/^[\w ]+$/.test(word) ? latin.includes(` ${word} `) : chinese.includes(word)));
}

const latinWords = (text: string): string =>
  text
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^a-z\d]+/g, ' ')
    .trim();
