/** A part of the tables, as far as swapping needs it. */
interface SwapInput {
  /** True rows of each variable. */
  readonly truth: readonly number[];
  readonly equations: readonly (readonly number[])[];
  readonly own: readonly { readonly open: readonly number[]; readonly most: number | null; readonly need: number }[];
}

interface Variable {
  readonly rows: number;
  /** Rows that it may have more of, at the same time as all others, without any small cell becoming too large. */
  readonly room: number;
  readonly place: string;
  /** Targets that it is part of. */
  readonly targets: number;
}

/** What stands in the same equations, together. */
interface Sums {
  readonly rows: number;
  readonly room: number;
}

/**
 * Targets that are wide open at once: rows can be moved between variables that stand in the same equations without
 * changing any of them. Most cells under a large total have hundreds of such neighbours, and need no solving.
 * @returns positions among `own` that are safe; of the others nothing is said
 */
export function safeBySwaps(input: SwapInput): ReadonlySet<number> {
  const { own, truth } = input;
  const variables = variablesOf(input);
  const around = sumsBy(variables);
  return new Set(
    own.flatMap(({ open, most, need }, i) => {
      const inside = sumsBy(open.flatMap((member) => variables[member] ?? []));
      const alone = sumsBy(open.flatMap((member) => aloneIn(variables[member])));
      let [down, up] = [0, 0];
      for (const [place, { rows, room }] of inside) {
        const all = around.get(place) ?? { rows, room };
        down += Math.min(rows, all.room - room);
        up += Math.min(alone.get(place)?.room ?? 0, all.rows - rows);
      }
      const total = open.reduce((sum, member) => sum + (truth[member] ?? 0), 0);
      return down + Math.min(up, most === null ? ENOUGH : Math.max(0, most - total)) >= need ? [i] : [];
    }),
  );
}

/** What is part of one target alone may take all that this has room for; its target is looked at by itself. */
const aloneIn = (variable: Variable | undefined): readonly Variable[] =>
  variable ? [variable.targets > 1 ? variable : { ...variable, room: ENOUGH }] : [];

function variablesOf({ truth, equations, own }: SwapInput): readonly Variable[] {
  const places = truth.map(() => [] as number[]);
  equations.forEach((members, i) => {
    for (const member of members) places[member]?.push(i);
  });
  const room = truth.map(() => ENOUGH);
  const targets = truth.map(() => 0);
  for (const { open, most } of own) {
    const total = open.reduce((sum, member) => sum + (truth[member] ?? 0), 0);
    // Several variables of one target share its room: each has its part, whatever the others take.
    const each = most === null ? ENOUGH : Math.floor(Math.max(0, most - total) / open.length);
    for (const member of open) {
      targets[member] = (targets[member] ?? 0) + 1;
      room[member] = Math.min(room[member] ?? 0, each);
    }
  }
  return truth.map((rows, i) => ({
    rows,
    room: room[i] ?? 0,
    targets: targets[i] ?? 0,
    place: (places[i] ?? []).join(),
  }));
}

function sumsBy(variables: readonly Variable[]): ReadonlyMap<string, Sums> {
  const found = new Map<string, Sums>();
  for (const { place, rows, room } of variables) {
    const sums = found.get(place) ?? { rows: 0, room: 0 };
    found.set(place, { rows: sums.rows + rows, room: sums.room + room });
  }
  return found;
}

/** Room without bound, as a number that can be taken away again. */
const ENOUGH = 2 ** 40;
