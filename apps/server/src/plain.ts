/** The same shape without `readonly`: what a schema's output type asks for. */
export type Plain<T> = T extends readonly (infer Item)[]
  ? Plain<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Plain<T[Key]> }
    : T;

/** Modules give out read-only views; the contract's types are plain. Nothing is copied. */
export const plain = <T>(view: T): Plain<T> => view as Plain<T>;
