/** What a start has opened, closed again in reverse order: once, whole, and even if one of them fails to close. */
export interface Resources {
  /** Registers how to undo a step right after the step was done. */
  defer(name: string, undo: () => Promise<void> | void): void;
  /** Undoes everything; the first failure is thrown after all were tried. A second call waits for the first. */
  close(): Promise<void>;
}

export function createResources(onFailure: (name: string, error: unknown) => void): Resources {
  const undos: { readonly name: string; readonly undo: () => Promise<void> | void }[] = [];
  let closing: Promise<void> | undefined;
  const closeAll = async (): Promise<void> => {
    let first: { error: unknown } | undefined;
    for (;;) {
      const last = undos.pop();
      if (!last) break;
      try {
        await last.undo();
      } catch (error) {
        onFailure(last.name, error);
        first ??= { error };
      }
    }
    if (first) throw first.error;
  };
  return {
    defer: (name, undo) => void undos.push({ name, undo }),
    close: () => (closing ??= closeAll()),
  };
}
