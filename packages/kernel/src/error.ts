/** Closed list of failure kinds. `http` and `cli` each have one table from kind to status and exit code. */
export const errorKinds = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'not-found',
  'conflict',
  'precondition',
  'limited',
  'unavailable',
  'internal',
] as const;

export type ErrorKind = (typeof errorKinds)[number];

/** Parameters of an error or a reason: identifiers and figures, never data content or personal data. */
export type Params = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** The one error of the product: a code, a kind and parameters; no status, no words for people. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: string;
  readonly kind: ErrorKind;
  readonly params: Params;
  /** Several faults found at once, e.g. one per field of a form. */
  readonly issues: readonly Issue[];

  constructor(code: string, kind: ErrorKind, params: Params = {}, issues: readonly Issue[] = []) {
    super(code);
    this.code = code;
    this.kind = kind;
    this.params = params;
    this.issues = issues;
  }
}

/** One fault at one place of an input. `path` is dotted: `fields.3.name`. */
export interface Issue {
  readonly code: string;
  readonly path: string;
  readonly params?: Params;
}

export function isDomainError(error: unknown): error is DomainError {
  return error instanceof DomainError;
}
