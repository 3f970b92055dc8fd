/** A set of classes of rows whose number of rows is out: an equation that an attacker has. */
export interface Equation {
  readonly classes: readonly number[];
  /** Cell of the new release that it is, or null where it was out before. */
  readonly cell: string | null;
}

/** A withheld cell that must not be known too well. */
export interface Target {
  readonly classes: readonly number[];
  /** Most rows that whoever knows the rules believes it to have; null where nothing follows from its absence. */
  readonly most: number | null;
  /** Least width, in rows, of the interval in which it must stay. */
  readonly need: number;
}

/** Variables with the same part in everything are one. */
export interface LinearSystem {
  /** True rows of each variable: the one solution that is known to hold. */
  readonly rows: readonly number[];
  readonly equations: readonly (readonly number[])[];
  readonly targets: readonly (readonly number[])[];
}

/** Merges classes that no equation and no target tells apart. */
export function buildSystem(
  rows: readonly number[],
  equations: readonly Equation[],
  targets: readonly Target[],
): LinearSystem {
  const parts = rows.map(() => [] as number[]);
  const all = [...equations, ...targets];
  all.forEach((item, i) => {
    for (const at of item.classes) parts[at]?.push(i);
  });
  const variables = new Map<string, { rows: number; readonly parts: readonly number[] }>();
  parts.forEach((own, i) => {
    if (own.length === 0) return;
    const id = own.join();
    const known = variables.get(id);
    if (known) known.rows += rows[i] ?? 0;
    else variables.set(id, { rows: rows[i] ?? 0, parts: own });
  });
  const members = all.map(() => [] as number[]);
  [...variables.values()].forEach((variable, i) => {
    for (const part of variable.parts) members[part]?.push(i);
  });
  return {
    rows: [...variables.values()].map((variable) => variable.rows),
    equations: members.slice(0, equations.length),
    targets: members.slice(equations.length),
  };
}

/** One part of a system that nothing links to the rest, without the variables that follow at once. */
export interface Component {
  readonly variables: readonly number[];
  readonly equations: readonly (readonly number[])[];
  readonly targets: readonly number[];
}

/**
 * Takes out what an equation with one unknown gives, again and again, and splits the rest.
 * @returns the parts that hold a target; a target without unknowns is in none of them: it is known exactly
 */
export function splitSystem({ rows, equations, targets }: LinearSystem): readonly Component[] {
  const unknown = unknownsOf(rows.length, equations);
  const parents = rows.map((_, i) => i);
  const root = (of: number): number => {
    let found = of;
    while ((parents[found] ?? found) !== found) found = parents[found] ?? found;
    parents[of] = found;
    return found;
  };
  const open = (members: readonly number[]): readonly number[] => members.filter((item) => unknown[item] === true);
  const linked = [...equations, ...targets].map(open);
  for (const [first, ...others] of linked)
    for (const other of others) if (first !== undefined) parents[root(other)] = root(first);
  const found = new Map<number, { variables: number[]; equations: number[][]; targets: number[] }>();
  const at = (variable: number) => {
    const id = root(variable);
    const component = found.get(id) ?? { variables: [], equations: [], targets: [] };
    found.set(id, component);
    return component;
  };
  rows.forEach((_, i) => {
    if (unknown[i] === true) at(i).variables.push(i);
  });
  linked.forEach((members, i) => {
    const [first] = members;
    if (first === undefined) return;
    if (i < equations.length) at(first).equations.push([...members]);
    else at(first).targets.push(i - equations.length);
  });
  return [...found.values()].filter((component) => component.targets.length > 0);
}

function unknownsOf(count: number, equations: readonly (readonly number[])[]): readonly boolean[] {
  const unknown = Array.from({ length: count }, () => true);
  const left = equations.map((members) => members.length);
  const using = unknown.map(() => [] as number[]);
  equations.forEach((members, i) => {
    for (const member of members) using[member]?.push(i);
  });
  const single = left.flatMap((size, i) => (size === 1 ? [i] : []));
  for (let next = single.pop(); next !== undefined; next = single.pop()) {
    const variable = equations[next]?.find((member) => unknown[member] === true);
    if (variable === undefined) continue;
    unknown[variable] = false;
    for (const equation of using[variable] ?? []) {
      left[equation] = (left[equation] ?? 0) - 1;
      if (left[equation] === 1) single.push(equation);
    }
  }
  return unknown;
}
