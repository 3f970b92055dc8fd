import { DomainError, type ErrorKind, type Issue, type Params } from '@sluice/kernel';
import type { Language } from './handler-types.ts';

/** The one table from the kind of a failure to the status of the answer. */
export const statusOf = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  precondition: 422,
  limited: 429,
  unavailable: 503,
  internal: 500,
} as const satisfies Record<ErrorKind, number>;

/** Sentence for a code in a language, if the catalogues have one. */
export type Wording = (code: string, params: Params, language: Language) => string | undefined;

/** RFC 9457, as `problem` of the contract declares it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly requestId: string;
  readonly params?: Params;
  readonly issues?: readonly Issue[];
}

/** A fault of the protocol itself, for which HTTP has a status that no kind of failure means. */
export class ProtocolFault extends Error {
  readonly status: 405 | 413 | 415;
  readonly code: string;
  readonly params: Params;

  constructor(status: 405 | 413 | 415, code: string, params: Params = {}) {
    super(code);
    this.status = status;
    this.code = code;
    this.params = params;
  }
}

export interface Failure {
  readonly status: number;
  readonly code: string;
  readonly kind: ErrorKind;
  readonly params: Params;
  readonly issues: readonly Issue[];
}

/** What anything thrown means to a caller. What is not ours says nothing but `http.internal`. */
export function failureOf(error: unknown): Failure {
  if (error instanceof DomainError) {
    const { code, kind, params, issues } = error;
    // A failure inside tells the caller its code; parameters may name our own parts.
    return { status: statusOf[kind], code, kind, params: kind === 'internal' ? {} : params, issues };
  }
  if (error instanceof ProtocolFault) {
    return { status: error.status, code: error.code, kind: 'invalid', params: error.params, issues: [] };
  }
  if (isDiskFull(error)) return { status: 503, code: 'http.disk-full', kind: 'unavailable', params: {}, issues: [] };
  return { status: 500, code: 'http.internal', kind: 'internal', params: {}, issues: [] };
}

const DISK_FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);

const isDiskFull = (error: unknown): boolean => error instanceof Error && 'code' in error && DISK_FULL.has(error.code);

const fallback: Record<ErrorKind, Record<Language, string>> = {
  invalid: { en: 'The request is not valid.', 'zh-CN': '请求不符合要求。' },
  unauthenticated: { en: 'Sign in first.', 'zh-CN': '请先登录。' },
  forbidden: { en: 'Your role does not allow this.', 'zh-CN': '您的角色无权进行此操作。' },
  'not-found': { en: 'There is no such thing, or you may not see it.', 'zh-CN': '对象不存在，或您无权查看。' },
  conflict: { en: 'The state of the object does not allow this now.', 'zh-CN': '对象当前状态不允许此操作。' },
  precondition: { en: 'Something that has to come first is missing.', 'zh-CN': '前置条件尚未满足。' },
  limited: { en: 'Too many requests; try again later.', 'zh-CN': '请求过于频繁，请稍后再试。' },
  unavailable: { en: 'The service cannot answer now; try again later.', 'zh-CN': '服务暂时不可用，请稍后再试。' },
  internal: { en: 'Something failed on our side.', 'zh-CN': '系统内部错误。' },
};

/** `title` is always the English sentence; `detail` the sentence in the caller's language. */
export function problemOf(failure: Failure, requestId: string, language: Language, wording: Wording): Problem {
  const say = (as: Language): string => wording(failure.code, failure.params, as) ?? fallback[failure.kind][as];
  return {
    type: `urn:sluice:problem:${failure.code}`,
    title: say('en'),
    status: failure.status,
    code: failure.code,
    detail: say(language),
    requestId,
    ...(Object.keys(failure.params).length > 0 ? { params: failure.params } : {}),
    ...(failure.issues.length > 0 ? { issues: failure.issues } : {}),
  };
}
