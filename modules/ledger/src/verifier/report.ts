import type { About } from './about.ts';

export type ReportParams = Readonly<Record<string, string | number>>;

/** Something that is wrong, and where: file, byte offset in the zip where it is known, and the rule that it breaks. */
export interface Problem {
  readonly code: ProblemCode;
  readonly file: string;
  readonly offset?: number;
  readonly params?: ReportParams;
}

/** Something the bundle was asked to prove. */
export interface Claim {
  readonly code: ClaimCode;
  readonly proven: boolean;
  readonly params: ReportParams;
}

export interface Report {
  /** True only when nothing is wrong. Claims may still be unproven. */
  readonly ok: boolean;
  /** What the bundle is about; null when that could not be read. */
  readonly about: About | null;
  readonly entryId: string | null;
  readonly origin: string | null;
  readonly size: number | null;
  readonly problems: readonly Problem[];
  readonly claims: readonly Claim[];
  /** What no bundle of this kind can show, however good it is. */
  readonly limits: readonly LimitCode[];
}

/** A part of the examination: what is wrong, and what it says about the claims. */
export interface Part {
  readonly problems: readonly Problem[];
  readonly claims: readonly Claim[];
}

export const claim = (code: ClaimCode, proven: boolean, params: ReportParams = {}): Claim => ({ code, proven, params });

export type ProblemCode =
  | 'zip-unreadable'
  | 'zip-form'
  | 'file-missing'
  | 'file-unexpected'
  | 'file-changed'
  | 'manifest-malformed'
  | 'manifest-form'
  | 'policy-malformed'
  | 'policy-differs'
  | 'checkpoint-malformed'
  | 'signature-wrong'
  | 'signature-missing'
  | 'quorum-missing'
  | 'entry-malformed'
  | 'receipt-malformed'
  | 'receipt-other-checkpoint'
  | 'inclusion-wrong'
  | 'range-malformed'
  | 'range-wrong'
  | 'range-hole'
  | 'range-bounds'
  | 'payload-malformed'
  | 'payload-wrong'
  | 'stream-hole'
  | 'stream-link'
  | 'stream-cut'
  | 'heads-malformed'
  | 'heads-other-checkpoint'
  | 'heads-unsigned'
  | 'heads-differ'
  | 'entry-repeated'
  | 'subject-missing'
  | 'about-differs'
  | 'key-unknown'
  | 'timestamp-malformed'
  | 'timestamp-other-checkpoint'
  | 'timestamp-signature-wrong'
  | 'timestamp-not-trusted'
  | 'statement-differs';

export type ClaimCode =
  | 'recorded'
  | 'range-whole'
  | 'log-signed'
  | 'keys-pinned'
  | 'keys-handed-over'
  | 'keys-introduced'
  | 'payloads-opened'
  | 'streams-unbroken'
  | 'streams-whole'
  | 'chain-resolved'
  | 'version-published'
  | 'destruction-shown'
  | 'destruction-ordered'
  | 'twin-recorded'
  | 'witnessed'
  | 'time-stamped'
  | 'authority-trusted';

export type LimitCode = 'nothing-after' | 'everything-recorded' | 'key-copies' | 'time-order';
