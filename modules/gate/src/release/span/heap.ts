/** Numbers of which the least is at hand. */
interface Heap {
  push(value: number): void;
  /** The least value that was pushed and not yet taken. */
  pop(): number | undefined;
}

export function createHeap(): Heap {
  const items: number[] = [];
  const swap = (a: number, b: number): void => {
    const held = items[a] ?? 0;
    items[a] = items[b] ?? 0;
    items[b] = held;
  };
  const less = (a: number, b: number): boolean => (items[a] ?? Infinity) < (items[b] ?? Infinity);
  return {
    push(value) {
      let at = items.push(value) - 1;
      for (let above = (at - 1) >> 1; at > 0 && less(at, above); above = (at - 1) >> 1) {
        swap(at, above);
        at = above;
      }
    },
    pop() {
      const least = items[0];
      const last = items.pop();
      if (items.length === 0 || last === undefined) return least;
      items[0] = last;
      for (let at = 0; ;) {
        const [left, right] = [2 * at + 1, 2 * at + 2];
        const below = right < items.length && less(right, left) ? right : left;
        if (below >= items.length || !less(below, at)) return least;
        swap(below, at);
        at = below;
      }
    },
  };
}
