/**
 * Headers of an answer while it is made. Plain values, because a server's `Headers` object costs a small request more
 * than its work does; cookies apart, because each needs a line of its own.
 */
export interface AnswerHeaders {
  set(name: string, value: string): void;
  addCookie(cookie: string): void;
  /** A refusal sets none. */
  dropCookies(): void;
  toInit(): Record<string, string> | [string, string][];
}

export function createAnswerHeaders(base: Readonly<Record<string, string>>): AnswerHeaders {
  const values: Record<string, string> = { ...base };
  let cookies: readonly string[] = [];
  return {
    set(name, value) {
      values[name.toLowerCase()] = value;
    },
    addCookie(cookie) {
      cookies = [...cookies, cookie];
    },
    dropCookies() {
      cookies = [];
    },
    toInit: () =>
      cookies.length === 0
        ? values
        : [...Object.entries(values), ...cookies.map((cookie): [string, string] => ['set-cookie', cookie])],
  };
}
