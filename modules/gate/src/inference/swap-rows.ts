/** A part of the tables, as far as swapping needs it. */
interface SwapInput {
  /** True rows of each variable. */
  readonly truth: readonly number[];
  readonly equations: readonly (readonly number[])[];
  readonly own: readonly { readonly open: readonly number[]; readonly most: number | null; readonly need: number }[];
}

interface Variable {
  readonly rows: number;
  /** Rows that it may have more of without becoming larger than a small cell can be. */
  readonly room: number;
  readonly place: string;
}

/**
 * Targets that are wide open at once: rows can be moved between variables that stand in the same equations without
 * changing any of them. Most cells under a large total have hundreds of such neighbours, and need no solving.
 * @returns positions among `own` that are safe; of the others nothing is said
 */
export function safeBySwaps({ truth, equations, own }: SwapInput): ReadonlySet<number> {
  const places = truth.map(() => [] as number[]);
  equations.forEach((members, i) => {
    for (const member of members) places[member]?.push(i);
  });
  const room = truth.map(() => Number.POSITIVE_INFINITY);
  for (const { open, most } of own) {
    if (most === null) continue;
    const total = open.reduce((sum, member) => sum + (truth[member] ?? 0), 0);
    // Several variables of one target would share its room: none of them is given any.
    for (const member of open)
      room[member] = open.length > 1 ? 0 : Math.min(room[member] ?? 0, Math.max(0, most - total));
  }
  const variables = truth.map((rows, i): Variable => ({ rows, room: room[i] ?? 0, place: (places[i] ?? []).join() }));
  const around = new Map<string, { rows: number; room: number }>();
  for (const one of variables) {
    const sums = around.get(one.place) ?? { rows: 0, room: 0 };
    around.set(one.place, { rows: sums.rows + one.rows, room: sums.room + finite(one.room) });
  }
  return new Set(
    own.flatMap(({ open: [first, ...more], need }, i) => {
      const one = first === undefined || more.length > 0 ? undefined : variables[first];
      const sums = one && around.get(one.place);
      if (!one || !sums) return [];
      const down = Math.min(one.rows, sums.room - finite(one.room));
      const up = Math.min(one.room, sums.rows - one.rows);
      return down + up >= need ? [i] : [];
    }),
  );
}

/** Room without bound, as a number that can be taken away again. */
const ENOUGH = 2 ** 40;
const finite = (room: number): number => Math.min(room, ENOUGH);
