import type { Facts } from '@sluice/cases';
import type { Reason } from '@sluice/kernel';
import type { FieldUse, Profile } from '@sluice/profile';
import type { RowFilter } from './contents.ts';
import type { CatalogueField } from './ports.ts';

export type GrantState = 'prepared' | 'active' | 'suspended' | 'expired' | 'revoked';

export interface GrantedField {
  /** The catalogue's definition at the moment of the grant. */
  readonly definition: CatalogueField;
  readonly uses: FieldUse[];
  readonly reasons: Reason[];
}

export interface GrantedEntry {
  readonly resourceId: string;
  readonly resourceVersion: number;
  readonly name: string;
  readonly title: string;
  readonly ownerId: string;
  readonly fields: readonly GrantedField[];
  readonly rows: RowFilter[];
}

/** What a grant fixes (APP-08); stored once and never edited. */
export interface GrantTerms {
  readonly scenario: {
    readonly code: string;
    readonly title: string;
    readonly field: string;
    readonly leadUnit: string | null;
  };
  /** Bodies and field by which later chains of the same scenario are assigned. */
  readonly facts: Facts;
  readonly purpose: string;
  readonly scope: string;
  readonly techniques: string[];
  readonly safeguards: string[];
  readonly entries: readonly GrantedEntry[];
  readonly workspace: {
    readonly id: string;
    readonly memoryMegabytes: number;
    readonly queriesPerDay: number;
    readonly deadlineMs: number;
    /** Absent from grants that were given before they were fixed. */
    readonly concurrentRuns?: number;
    readonly temporaryMegabytes?: number;
    readonly maxRows: number;
  };
  readonly gate: {
    readonly minGroupSize: number;
    readonly dominance: { readonly p: number; readonly n: number; readonly share: number };
    readonly rounding: { readonly base: number };
    /** Absent from grants that were given before they were fixed. */
    readonly inference?: { readonly width: number };
    readonly caps?: { readonly releases: number; readonly cells: number };
    readonly review?: 'when_undecided' | 'always';
    readonly mode?: Profile['gate']['mode']['value'];
    readonly response?: { readonly stepMs: number };
    readonly samples?: { readonly most: number };
  };
  readonly clauses: { readonly scope: string; readonly purpose: string; readonly disclosure: string };
}

export interface Grant {
  readonly id: string;
  readonly applicationId: string;
  readonly jurisdiction: string;
  readonly developer: string;
  readonly operator: string;
  readonly profile: { readonly id: string; readonly version: string };
  readonly terms: GrantTerms;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly filingNumber: string | null;
  readonly ended: {
    readonly at: Date;
    readonly cause: 'end-date' | 'revoked';
    readonly ground: string;
    readonly by: string | null;
  } | null;
  /** Why nothing may rest on it for now; null where it is not suspended. */
  readonly held: { readonly at: Date; readonly ground: string; readonly by: string | null } | null;
}

/** A grant starts and ends by the clock alone: nobody has to act for access to stop. */
export function grantState(grant: Grant, now: Date): GrantState {
  if (grant.ended?.cause === 'revoked') return 'revoked';
  if (now > grant.endsAt) return 'expired';
  if (grant.held) return 'suspended';
  return now < grant.startsAt ? 'prepared' : 'active';
}
