import type { SupportFamily } from './release/support-family.ts';

/** Rows of schema `gate`. */
export interface DecisionRow {
  readonly id: string;
  readonly grant_id: string;
  readonly kind: 'explain' | 'query' | 'freeze';
  readonly person: string;
  readonly text_digest: string;
  readonly ir_digest: string | null;
  readonly rule_version: string;
  readonly verdict: 'accepted' | 'refused';
  readonly codes: readonly string[];
  readonly release_id: string | null;
  readonly decided_at: Date;
}

export interface ReleaseRow {
  readonly id: string;
  readonly decision_id: string;
  readonly grant_id: string;
  readonly resource_id: string;
  readonly epoch_id: string;
  readonly ir_digest: string;
  readonly released: number;
  readonly withheld: number;
  readonly families: readonly SupportFamily[];
  /** Null in releases made before combinations were weighed: there all families count. */
  readonly span: readonly SupportFamily[] | null;
  readonly released_at: Date;
}
