import type { ReleaseMode } from './privacy/release-mode.ts';
import type { WorkspaceQuota } from './quota/workspace-quota.ts';

/**
 * What the gate binds a program against: one grant, frozen at one moment, with the facts of the epochs it names.
 * Authorization builds it; the gate only reads. Nothing outside of it exists for a program.
 */

export type FieldType = 'text' | 'integer' | 'decimal' | 'boolean' | 'date' | 'timestamp';

export type FieldRole = 'direct-identifier' | 'entity-key' | 'quasi-identifier' | 'sensitive' | 'other';

/** A declared step of a dimension's hierarchy. Bins start at `origin` (0 unless said) and are closed below, open above. */
export type Level =
  | { readonly name: string; readonly kind: 'identity' }
  | { readonly name: string; readonly kind: 'bin'; readonly width: number; readonly origin?: number }
  | { readonly name: string; readonly kind: 'date'; readonly unit: 'day' | 'month' | 'quarter' | 'year' }
  | { readonly name: string; readonly kind: 'prefix'; readonly length: number }
  /** The last band that starts at or below the value; texts are ordered by code point. Below the first there is none. */
  | { readonly name: string; readonly kind: 'band'; readonly bands: readonly LevelBand[] }
  /** The group that lists the value, or its first `length` characters. */
  | { readonly name: string; readonly kind: 'map'; readonly groups: readonly LevelGroup[]; readonly length?: number };

export interface LevelBand {
  readonly from: number | string;
  readonly label: string;
}

export interface LevelGroup {
  readonly label: string;
  readonly values: readonly string[];
}

/**
 * What a column may be used for (gate.md §2). `group:<level>` and `filter:<level>` name one declared level; `group` and
 * `filter` alone stand for all declared levels. `compare`, `rank`, `feature` and `mask:<fn>` are known but no rule grants
 * anything by them yet.
 */
export type Use =
  | 'project'
  | 'group'
  | `group:${string}`
  | 'filter'
  | `filter:${string}`
  | 'compare'
  | 'join'
  | 'count-distinct'
  | 'sum'
  | 'moment2'
  | 'quantile'
  | 'rank'
  | 'feature'
  | `mask:${string}`;

export interface GrantedField {
  readonly name: string;
  readonly title: string;
  readonly type: FieldType;
  readonly required: boolean;
  readonly unique?: boolean;
  readonly min?: number | string;
  readonly max?: number | string;
  readonly role: FieldRole;
  /** Kind of entity that an entity key stands for: person, enterprise, … Keys join only within one kind. */
  readonly entity?: string;
  readonly levels?: readonly Level[];
  readonly measure?: boolean;
  readonly uses: readonly Use[];
}

/** Rows outside the listed values do not exist for the grant. */
export interface RowFilter {
  readonly field: string;
  readonly in: readonly string[];
}

/** Facts on one entity key of one epoch, computed when the epoch was sealed. */
export interface EntityStatistics {
  /** Field that holds the key; protected whether or not the grant lists it. */
  readonly field: string;
  /** Kind of entity: person, enterprise, … */
  readonly entity: string;
  readonly entities: number;
  /** The bound m: most rows that one entity has. */
  readonly maxRows: number;
  /** Rows whose key is null. */
  readonly nullRows: number;
  /** Physical column of dense ordinals, null where the key is null. */
  readonly ordinal: string;
  /** Physical column of one-bit bucket masks (unsigned 64 bits), null where the key is null. */
  readonly bucket: string;
}

/** One value of a dimension at one declared level, with how many rows carry it. */
export interface DimensionValue {
  readonly value: string | number | boolean | null;
  readonly rows: number;
}

export interface DimensionStatistics {
  readonly field: string;
  readonly level: string;
  readonly distinct: number;
  /** All values of the level, or absent where there are too many to list. */
  readonly values?: readonly DimensionValue[];
}

export interface TableStatistics {
  readonly rows: number;
  readonly entities: readonly EntityStatistics[];
  readonly dimensions: readonly DimensionStatistics[];
}

export interface GrantedTable {
  /** Name in SQL. */
  readonly name: string;
  readonly title: string;
  /**
   * Brought along by the developer of the grant, who knows its rows and may have made them up: they choose rows of granted
   * tables and are never the rows that an answer is about.
   */
  readonly own?: true;
  readonly resourceId: string;
  readonly epochId: string;
  /**
   * Earlier epochs that this one follows by erasures and corrections of single entities alone: what was answered of them
   * counts as answered of this one, and nothing that adds up to it is answered anew (R13).
   */
  readonly near?: readonly string[];
  readonly rows?: readonly RowFilter[];
  readonly statistics: TableStatistics;
  readonly fields: readonly GrantedField[];
}

/** Clauses of the policy texts behind the rules, for messages and evidence; a rule without an entry has none. */
export interface GrantClauses {
  readonly scope: string;
  readonly purpose: string;
  readonly disclosure: string;
}

export interface GrantSnapshot {
  readonly id: string;
  readonly jurisdiction: string;
  readonly scenario: string;
  readonly purpose: string;
  readonly ruleVersion: string;
  readonly startsAt: string;
  readonly endsAt: string;
  /** Least number of distinct entities behind anything released. */
  readonly k: number;
  /** p% rule (`p` as a share, 0.1 = 10 %) and (n,k) rule: the `n` largest hold at most `share` of the sum. */
  readonly dominance: { readonly p: number; readonly n: number; readonly share: number };
  /** What pseudonyms in samples are made with; SHA-256 where it says nothing. A right `mask:token-sm3` goes before. */
  readonly pseudonyms?: 'sha256' | 'sm3';
  /**
   * R10: a withheld cell of at most (k − 1)·m rows must stay unknown within an interval of at least `width` times that many
   * rows, for whoever has all answers and knows these rules.
   */
  readonly inference?: { readonly width: number };
  /** Most entities of one sample; without it none is drawn for the grant's workspace (ENV-03). */
  readonly samples?: { readonly most: number };
  /** Answers of runs leave at whole steps of time (R22). */
  readonly response?: { readonly stepMs: number };
  /** How answers are protected beyond k and history; exact where absent. One mode for all that leaves an epoch. */
  readonly mode?: ReleaseMode;
  readonly tables: readonly GrantedTable[];
  readonly clauses: GrantClauses;
  /** What the grant's workspace may use; without it the installation's limits alone hold. */
  readonly quota?: WorkspaceQuota;
  /** Every result is looked at by two people before it leaves (R19). */
  readonly review?: 'always';
  /** Most that programs of this grant may learn from one epoch of one resource (R17); cubes of products are not counted. */
  readonly caps?: { readonly releases: number; readonly cells: number };
}
