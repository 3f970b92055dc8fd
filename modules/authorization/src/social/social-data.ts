import type { CatalogueField } from '../ports.ts';

/**
 * `applied → returned | refused | agreed → compiled → published → imported → leaving → removed`; `blocked` from wherever
 * an approval was withdrawn. Nothing but `imported` is there for a program.
 */
export type SocialState =
  | 'applied'
  | 'returned'
  | 'refused'
  | 'agreed'
  | 'compiled'
  | 'published'
  | 'imported'
  | 'blocked'
  | 'leaving'
  | 'removed';

/** What becomes of it at the end, by its own terms. */
export type SocialExit = 'return' | 'destroy';

/** A paper by its title and the SHA-256 of its bytes in hex. */
export interface Proof {
  readonly title: string;
  readonly sha256: string;
}

/** What a developer applies with (SOC-01). */
export interface SocialContents {
  /** Name in SQL. */
  readonly name: string;
  readonly title: string;
  readonly source: string;
  readonly acquisition: string;
  readonly proof?: Proof | undefined;
  readonly content: string;
  readonly purpose: string;
  readonly rights: { readonly holder: string; readonly basis: string };
  readonly revenue: string;
  readonly exit: SocialExit;
  readonly fields: readonly CatalogueField[];
  /** SHA-256 of the one file that may come, in hex, and how many records it has. */
  readonly sha256: string;
  readonly records?: number | undefined;
}

export interface SocialData extends Omit<SocialContents, 'proof' | 'records'> {
  readonly id: string;
  readonly jurisdiction: string;
  readonly developer: string;
  readonly grantId: string;
  readonly scenario: string;
  readonly proof: Proof | null;
  readonly records: number | null;
  readonly state: SocialState;
  readonly summary: string | null;
  readonly reasons: readonly string[];
  readonly appliedBy: string;
  readonly appliedAt: string;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly publishedAt: string | null;
  readonly epochId: string | null;
  readonly rows: number | null;
  readonly importedAt: string | null;
  readonly endGround: string | null;
  readonly endedAt: string | null;
  readonly takenBack: boolean;
}

/** Something that was turned away at the import (SOC-03). */
export interface SocialReport {
  readonly id: string;
  readonly socialId: string;
  readonly code: string;
  readonly sha256: string | null;
  readonly person: string;
  readonly at: string;
  readonly finding: string | null;
  readonly closedAt: string | null;
}

/** An entry of the fusion catalogue (融合开发社会数据资源目录), as everybody may read it. */
export interface FusionEntry {
  readonly id: string;
  readonly jurisdiction: string;
  readonly developer: string;
  readonly title: string;
  readonly summary: string;
  readonly source: string;
  readonly scenario: string;
  /** The approval that it refers to: who agreed, and when. */
  readonly approvedAt: string;
  readonly publishedAt: string;
}

/**
 * What a program may do with a column that its developer brought along. He knows its values: it may choose and group the
 * rows of granted tables, where it has declared levels, and it joins by its entity keys alone. It is never added up: a sum of known
 * values tells which of them are in it.
 */
export function usesOfOwnField(field: CatalogueField): ('join' | 'group' | 'filter')[] {
  if (field.role === 'direct-identifier') return [];
  if (field.role === 'entity-key') return ['join'];
  return (field.levels ?? []).length > 0 ? ['group', 'filter'] : [];
}
