export { describeClaim, describeProblem, describeReport, type Language } from './messages.ts';
export { verifyReceipt, type ReceiptFinding } from './verify-receipt.ts';
export { verifyBundle, type VerifyOptions } from './verify-bundle.ts';
export type { Claim, ClaimCode, Problem, ProblemCode, Report, ReportParams } from './report.ts';
