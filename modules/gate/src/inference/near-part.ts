import type { Part } from './solve-part.ts';

/** Members of an equation among which the next ones are chosen, and how many of them are taken. */
const LOOKED_AT = 32;
const TAKEN = 6;
/** Steps away from the target. */
const DEPTH = 4;

/** A few of a part's variables, all others held at what they are: a table of them is a table of the whole. */
interface NearPart {
  readonly part: Part;
  /** Positions of its targets among those of the whole. */
  readonly places: readonly number[];
}

/**
 * Makes small parts around single targets. First the target's variables, then, for each equation that these stand in,
 * others that can make up for them, such that stand in few equations beside, and so on.
 */
export function createNearParts({ truth, equations, own }: Part): (target: number, most: number) => NearPart {
  const using = indexOf(truth.length, equations);
  const targets = indexOf(
    truth.length,
    own.map(({ open }) => open),
  );
  const totals = own.map(({ open }) => sum(open, truth));
  const room = truth.map((_, member) =>
    (targets[member] ?? []).reduce((least, at) => {
      const most = own[at]?.most ?? null;
      return most === null ? least : Math.min(least, most - (totals[at] ?? 0));
    }, Infinity),
  );
  const useful = (member: number): number => Math.min(truth[member] ?? 0, room[member] ?? 0);
  const ordered = equations.map((members) =>
    members
      .toSorted((a, b) => (using[a]?.length ?? 0) - (using[b]?.length ?? 0) || useful(b) - useful(a))
      .slice(0, LOOKED_AT),
  );
  const choose = (target: number, most: number): readonly number[] => {
    const chosen = new Set((own[target]?.open ?? []).toSorted((a, b) => useful(b) - useful(a)).slice(0, most / 2));
    const touched = new Set<number>();
    const beyond = (member: number): number =>
      (using[member] ?? []).reduce((count, one) => (touched.has(one) ? count : count + 1), 0);
    let next = [...chosen].flatMap((member) => using[member] ?? []);
    for (let depth = 0; depth < DEPTH && chosen.size < most; depth += 1) {
      const open = [...new Set(next)].filter((equation) => !touched.has(equation));
      next = [];
      for (const equation of open) touched.add(equation);
      for (const equation of open) {
        if (chosen.size >= most) break;
        const candidates = (ordered[equation] ?? []).filter((member) => !chosen.has(member));
        const ranked = candidates.map((member) => ({ member, far: beyond(member) })).toSorted((a, b) => a.far - b.far);
        for (const { member } of ranked.slice(0, Math.min(TAKEN, most - chosen.size))) {
          chosen.add(member);
          next.push(...(using[member] ?? []));
        }
      }
    }
    return [...chosen];
  };
  return (target, most) => {
    const members = choose(target, most);
    const near = membersBy(members, using);
    const places = membersBy(members, targets);
    return {
      places: [...places.keys()],
      part: {
        truth: members.map((member) => truth[member] ?? 0),
        equations: [...near.values()],
        own: [...places].map(([place, open]) => {
          const { most: whole = null, need = 1 } = own[place] ?? {};
          const held = (totals[place] ?? 0) - open.reduce((rows, at) => rows + (truth[members[at] ?? -1] ?? 0), 0);
          return { open, most: whole === null ? null : Math.max(0, whole - held), need };
        }),
      },
    };
  };
}

/** Of some members, by their places among these, the sets that hold any. */
function membersBy(
  members: readonly number[],
  index: readonly (readonly number[])[],
): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>();
  members.forEach((member, at) => {
    for (const one of index[member] ?? []) {
      const known = found.get(one);
      if (known) known.push(at);
      else found.set(one, [at]);
    }
  });
  return found;
}

const sum = (members: readonly number[], of: readonly number[]): number =>
  members.reduce((total, member) => total + (of[member] ?? 0), 0);

/** Of each member the sets that it is in. */
function indexOf(count: number, sets: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const index = Array.from({ length: count }, (): number[] => []);
  sets.forEach((members, at) => {
    for (const member of members) index[member]?.push(at);
  });
  return index;
}
