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
  readonly entryId: string | null;
  readonly origin: string | null;
  readonly size: number | null;
  readonly problems: readonly Problem[];
  readonly claims: readonly Claim[];
}

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
  | 'entry-malformed'
  | 'receipt-malformed'
  | 'receipt-other-checkpoint'
  | 'inclusion-wrong'
  | 'payload-malformed'
  | 'payload-wrong'
  | 'stream-hole'
  | 'stream-link'
  | 'entry-repeated'
  | 'subject-missing'
  | 'statement-differs';

export type ClaimCode =
  | 'recorded'
  | 'log-signed'
  | 'keys-pinned'
  | 'payloads-opened'
  | 'streams-whole'
  | 'chain-resolved'
  | 'witnessed';
