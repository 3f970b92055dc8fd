import type { Db, Transact } from '@sluice/database';
import { civilDateOf, type WorkingCalendar } from '@sluice/kernel';
import type { Tx } from '@sluice/database';
import type { CatalogueContext } from '../catalogue-context.ts';
import { nextNumber } from '../store.ts';
import type { AffectedUse } from './register-tables.ts';

/** Limits of a jurisdiction's profile. */
export interface RegisterLimits {
  /** Version of the profile, named in every entry. */
  readonly version: string;
  /** Working days in which an objection is answered. */
  readonly objectionWorkingDays: number;
  /** Working days after a change of law or function in which entries are updated; null where none is set (CAT-07). */
  readonly updateWorkingDays: number | null;
  /** How long a registration is valid; null where it does not end. */
  readonly validityMonths: number | null;
}

export interface RegisterContext extends CatalogueContext {
  readonly db: Db;
  readonly transact: Transact;
  readonly limits: (jurisdiction: string) => RegisterLimits;
  readonly calendar: (db: Db) => Promise<WorkingCalendar>;
  /** Grants and products that rest on a resource (QUA-07). */
  readonly usesOf: (db: Db, resourceId: string) => Promise<readonly AffectedUse[]>;
}

const DIGITS = 6;

/** `YY-2026-000001`: the kind, the civil year, a number that is used once. */
export async function numberOf(tx: Tx, kind: string, at: Date): Promise<string> {
  const prefix = `${kind}-${civilDateOf(at).slice(0, 4)}`;
  return `${prefix}-${String(await nextNumber(tx, prefix)).padStart(DIGITS, '0')}`;
}
