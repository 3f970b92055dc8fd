export { createApp, type AppOptions } from './create-app.ts';
export type { AnsweredRequest, ApiOptions, Refusal, RequestLog } from './api-options.ts';
export {
  area,
  type Area,
  type Credential,
  type Handler,
  type HandlerContext,
  type Handlers,
  type Language,
  type RequestContext,
} from './handler-types.ts';
export { CSRF_HEADER, cookieName, type Authenticate } from './credentials.ts';
export { currentClaim, type IdempotencyRow, type IdempotencyStore } from './idempotency.ts';
export { defaultRates, type Rate, type Rates } from './rate-limits.ts';
export type { ReceiptOf } from './receipts.ts';
export { type Limits } from './read-request.ts';
export { statusOf, type Problem, type Wording } from './problem.ts';
export { pageHeaders } from './security-headers.ts';
