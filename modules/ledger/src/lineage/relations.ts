/** How one thing leads to the next. The numbers are stored; a new relation gets a new one. */
export const relations = {
  registers: 1,
  delivers: 2,
  'sealed-in': 3,
  'continued-by': 4,
  holds: 5,
  'supplied-as': 6,
  'read-by': 7,
  'released-as': 8,
  'ordered-in': 9,
  'called-by': 10,
  serves: 11,
  'has-field': 12,
  'field-of': 13,
  'applied-for': 20,
  'leads-to': 21,
  'granted-in': 22,
  permits: 23,
} as const;

export type Relation = keyof typeof relations;

const names = new Map(Object.entries(relations).map(([name, number]) => [number as number, name as Relation]));

export const relationName = (number: number): Relation => names.get(number) ?? 'holds';

/** Ways that data itself takes; the others say by what right. */
const flow: readonly Relation[] = [
  'registers',
  'delivers',
  'sealed-in',
  'continued-by',
  'holds',
  'supplied-as',
  'read-by',
  'released-as',
  'ordered-in',
  'called-by',
  'serves',
  'has-field',
  'field-of',
];

/** Things that a grant leads to by right; from there on everything under them is theirs. */
const rightful: ReadonlySet<string> = new Set(['application', 'grant']);

/**
 * Relations that a question follows. Forward from a source: what data flows to, and the applications and grants that
 * name it, but not on from a grant to all its products, for they may use other sources. Back: what data came from and
 * what permits it, but not on from an application to all it asked for.
 */
export function relationsOf(direction: 'back' | 'forward', kind: string): readonly number[] {
  const rights: readonly Relation[] =
    direction === 'back'
      ? ['permits', 'leads-to']
      : rightful.has(kind)
        ? ['leads-to', 'permits']
        : ['applied-for', 'leads-to', 'granted-in'];
  return [...flow, ...rights].map((name) => relations[name]);
}
