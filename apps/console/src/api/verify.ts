import {
  describeClaim,
  describeProblem,
  verifyBundle,
  verifyReceipt as verifyReceiptBytes,
  type ReceiptFinding,
  type Report,
} from '@sluice/ledger/verifier';

export type { ReceiptFinding };

const UNREADABLE: ReceiptFinding = { included: false, index: 0, size: 0, root: '', path: [] };

/** Recomputes one entry's place in the log, in this browser. `bytes` is the entry's text as it is hashed. */
export function verifyReceipt(bytes: string, receipt: string): ReceiptFinding {
  return verifyReceiptBytes(new TextEncoder().encode(bytes), receipt) ?? UNREADABLE;
}

export interface BundleFinding {
  readonly ok: boolean;
  readonly bytes: number;
  readonly milliseconds: number;
  readonly problems: readonly string[];
  readonly proven: readonly string[];
  readonly open: readonly string[];
}

function wordReport(report: Report, bytes: number, milliseconds: number, language: string): BundleFinding {
  const lang = language === 'en' ? 'en' : 'zh';
  const claims = (proven: boolean) =>
    report.claims.filter((one) => one.proven === proven).map((one) => describeClaim(one, lang));
  return {
    ok: report.ok,
    bytes,
    milliseconds,
    problems: report.problems.map((problem) => describeProblem(problem, lang)),
    proven: claims(true),
    open: claims(false),
  };
}

/** Verifies a bundle in this browser. The policy is the key that this installation publishes, fetched apart from the bundle. */
export function checkBundle(bundle: Uint8Array, policy: string | undefined, language: string): BundleFinding {
  const started = performance.now();
  const report = verifyBundle(bundle, policy === undefined ? {} : { policy });
  return wordReport(report, bundle.length, Math.round(performance.now() - started), language);
}
