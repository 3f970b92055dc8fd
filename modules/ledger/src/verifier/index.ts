export type { About } from './about.ts';
export {
  describeAbout,
  describeClaim,
  describeLimit,
  describeProblem,
  describeReport,
  type Language,
} from './messages.ts';
export { verifyReceipt, type ReceiptFinding } from './verify-receipt.ts';
export { digestOf, statementIn, verifyBundle, type VerifyOptions } from './verify-bundle.ts';
export type { Claim, ClaimCode, LimitCode, Problem, ProblemCode, Report, ReportParams } from './report.ts';
