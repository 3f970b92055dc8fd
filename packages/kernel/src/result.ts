export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });
export const err = <E>(error: E): Result<never, E> => ({ ok: false, error });

/** Exhaustiveness at compile time, and a stop at run time should the types have been lied to. */
export function assertNever(value: never): never {
  throw new Error(`unexpected variant: ${JSON.stringify(value)?.slice(0, 40) ?? 'undefined'}`);
}
