import { splitBuckets, type Buckets, type MaskedClass } from './scan-classes.ts';
import { takeTurns } from '../../inference/take-turns.ts';
import type { Effort } from './candidate.ts';
import { createBasis, type Basis } from './prime-field.ts';

/** Classes that each support has to be seen in, and classes for each support; more cost more and rarely prove more. */
const SEEN_IN = 8;
const MORE = 3;
/**
 * Groups beside those that have to prove something, where classes are seen by some groups only. Few groups know more each;
 * all buckets as groups tell the entities of small supports apart.
 */
const SPARE_GROUPS = 1.3;
const BUCKETS = 64;
/** Vectors that are weighed in each bucket by itself. */
const MOST_APART = 1_000;
/** Vectors times classes that an elimination may cost in all groups together; beyond it nothing is proven by it. */
const MOST_WORK = 1_000_000_000;

interface ClassProof {
  readonly classes: readonly MaskedClass[];
  /** Groups of entities in each of which a support has to be new. */
  readonly needed: number;
  /** How many vectors there are. */
  readonly count: number;
  /** Vectors that are out, and those asked now, in the order in which they are weighed. */
  readonly released: readonly number[];
  readonly asked: readonly number[];
  readonly effort?: Effort;
}

/**
 * Supports that are shown to be new by classes of rows alone. Entities fall into groups by their buckets. A support that
 * lies outside of the span of what is out on the classes that a group has entities in differs from every combination of it
 * on an entity of this group; in k groups these are k entities. Where all groups have entities in a class it counts for
 * all of them at once, so that one elimination over such classes proves all groups.
 * @returns those of the asked ones that are new beside what is out and the ones before them
 */
export async function proveByClasses(proof: ClassProof): Promise<ReadonlySet<number>> {
  const others = takeTurns(proof.effort ?? { left: 0 });
  const proven = new Set<number>();
  const all = groupBits(proof.needed);
  const together = createGroup(proof, MOST_WORK, (buckets) => all.every((bits) => meets(buckets, bits)));
  const left = together ? await weigh(proof, [together], 1, proof.asked, proven) : proof.asked;
  if (left.length === 0) return proven;
  for (const spread of [Math.min(BUCKETS, Math.ceil(proof.needed * SPARE_GROUPS)), BUCKETS]) {
    const asked = proof.asked.filter((vector) => !proven.has(vector));
    if (asked.length === 0 || (spread === BUCKETS && proof.count > MOST_APART)) break;
    const groups: Group[] = [];
    for (const bits of groupBits(spread)) {
      const group = createGroup({ ...proof, asked }, MOST_WORK, (buckets) => meets(buckets, bits));
      if (group) groups.push(group);
      await others(proof.classes.length * STEPS_OF_A_CLASS);
    }
    if (groups.length >= proof.needed) await weigh(proof, groups, proof.needed, asked, proven);
  }
  return proven;
}

interface Group {
  readonly basis: Basis;
  /** Of each vector the classes that it is in; nothing of one that is in none. */
  readonly columns: readonly (readonly number[] | undefined)[];
}

/** Steps that dealing out one class takes. */
const STEPS_OF_A_CLASS = 100;

/** @returns those that are still open */
async function weigh(
  { released, effort }: ClassProof,
  groups: readonly Group[],
  needed: number,
  open: readonly number[],
  proven: Set<number>,
): Promise<readonly number[]> {
  const others = takeTurns(effort ?? { left: 0 });
  for (const { basis, columns } of groups) {
    // Small supports first: what is left of a large one then meets few others.
    const known = [...released, ...proven].toSorted((a, b) => (columns[a]?.length ?? 0) - (columns[b]?.length ?? 0));
    for (const vector of known) {
      basis.add(columns[vector] ?? [], vector);
      await others();
    }
  }
  const left: number[] = [];
  for (const vector of open) {
    const touched = groups.filter(({ basis, columns }) => {
      const own = columns[vector];
      // Where one group proves all, what is new is added at once.
      return own && (needed === 1 ? basis.add(own, vector) : basis.reduce(own).independent);
    });
    if (touched.length < needed) left.push(vector);
    else {
      if (needed > 1) for (const { basis, columns } of groups) basis.add(columns[vector] ?? [], vector);
      proven.add(vector);
    }
    await others();
  }
  return left;
}

/** Classes that show each support often enough, beside others as well; null where there would be too many. */
function createGroup(
  { classes, count, released, asked, effort }: ClassProof,
  most: number,
  has: (buckets: Buckets) => boolean,
): Group | null {
  const known = classes.filter(({ buckets }) => has(buckets));
  const lacking = new Int8Array(count).fill(SEEN_IN);
  const columns: (number[] | undefined)[] = [];
  let [width, met] = [0, 0];
  const take = ({ vectors }: MaskedClass): void => {
    for (const vector of vectors) {
      const own = (columns[vector] ??= []);
      if (own.length === 0) met += 1;
      own.push(width);
      if ((lacking[vector] ?? 0) > 0) lacking[vector] = (lacking[vector] ?? 0) - 1;
    }
    width += 1;
  };
  const spare: MaskedClass[] = [];
  for (let i = 0; i < known.length; i += 1) {
    const item = known[(i * STEP) % known.length] ?? NOTHING;
    if (item.vectors.some((vector) => (lacking[vector] ?? 0) > 0)) take(item);
    else spare.push(item);
  }
  for (const item of spare.slice(0, Math.max(0, MORE * met - width))) take(item);
  const weighed = released.filter((vector) => columns[vector]).length + asked.length;
  return weighed * width > most ? null : { basis: createBasis(width, false, effort), columns };
}

/** A prime beyond any number of classes: all are visited once, neighbours far apart. */
const STEP = 15_485_863;

const NOTHING: MaskedClass = { vectors: [], buckets: splitBuckets(0n) };

const meets = (a: Buckets, b: Buckets): boolean => (a.low & b.low) !== 0 || (a.high & b.high) !== 0;

/** Buckets of each of so many groups. */
function groupBits(count: number): readonly Buckets[] {
  return Array.from({ length: count }, (_, group) => {
    const from = Math.ceil((group * BUCKETS) / count);
    const to = Math.ceil(((group + 1) * BUCKETS) / count);
    return splitBuckets(((1n << BigInt(to - from)) - 1n) << BigInt(from));
  });
}
