import type { Db } from '@sluice/database';
import { assertAllowed, type Clock } from '@sluice/kernel';
import type { FieldUse } from '@sluice/profile';
import { checkGrantUse } from './end-grant.ts';
import type { RowFilter } from './contents.ts';
import type { CatalogueField } from './ports.ts';
import type { GrantTerms } from './grant.ts';
import { readGrant } from './grant-store.ts';
import { importedOf } from './social/import-social.ts';
import { usesOfOwnField, type SocialData } from './social/social-data.ts';

/**
 * What the operation domain needs of a grant to bind a program against it. The epochs of the data and their
 * statistics are added by whoever asks: a grant knows entries, not batches.
 */
export interface GrantSnapshot {
  readonly id: string;
  readonly applicationId: string;
  readonly jurisdiction: string;
  readonly developer: string;
  readonly operator: string;
  readonly scenario: string;
  readonly field: string;
  readonly leadUnit: string | null;
  readonly purpose: string;
  readonly techniques: readonly string[];
  readonly ruleVersion: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly k: number;
  readonly dominance: { readonly p: number; readonly n: number; readonly share: number };
  readonly rounding: { readonly base: number };
  /** What the gate is to do beyond k and dominance, as the profile had it when the grant was made. */
  readonly gate: Pick<GrantTerms['gate'], 'inference' | 'caps' | 'review' | 'mode' | 'response' | 'samples'>;
  readonly maxRows: number;
  readonly workspace: {
    readonly id: string;
    readonly memoryMegabytes: number;
    readonly queriesPerDay: number;
    readonly deadlineMs: number;
    readonly concurrentRuns?: number;
    readonly temporaryMegabytes?: number;
  };
  readonly tables: readonly {
    readonly name: string;
    readonly title: string;
    /** Brought along by the developer, who knows its values (SOC-04). */
    readonly own?: true;
    readonly resourceId: string;
    readonly resourceVersion: number;
    readonly rows: readonly RowFilter[];
    readonly fields: readonly (CatalogueField & { readonly uses: readonly FieldUse[] })[];
  }[];
  readonly clauses: { readonly scope: string; readonly purpose: string; readonly disclosure: string };
}

/**
 * The grant as one job may use it now.
 * @throws DomainError of kind `forbidden` with the reasons of `checkGrantUse`: another developer, another scenario,
 * not started, ended; `grant.not-found` (not-found)
 */
export async function grantSnapshot(
  db: Db,
  clock: Clock,
  id: string,
  use: { readonly body: string; readonly scenario?: string | undefined },
): Promise<GrantSnapshot> {
  const grant = await readGrant(db, id);
  assertAllowed(checkGrantUse(grant, use, clock.now()));
  const { terms } = grant;
  const own = (await importedOf(db, id)).map(ownTable);
  return {
    id: grant.id,
    applicationId: grant.applicationId,
    jurisdiction: grant.jurisdiction,
    developer: grant.developer,
    operator: grant.operator,
    scenario: terms.scenario.code,
    field: terms.scenario.field,
    leadUnit: terms.scenario.leadUnit,
    purpose: terms.purpose,
    techniques: terms.techniques,
    ruleVersion: `${grant.profile.id}@${grant.profile.version}`,
    startsAt: grant.startsAt.toISOString(),
    endsAt: grant.endsAt.toISOString(),
    k: terms.gate.minGroupSize,
    dominance: terms.gate.dominance,
    rounding: terms.gate.rounding,
    gate: terms.gate,
    maxRows: terms.workspace.maxRows,
    workspace: terms.workspace,
    tables: [
      ...terms.entries.map((entry) => ({
        name: entry.name,
        title: entry.title,
        resourceId: entry.resourceId,
        resourceVersion: entry.resourceVersion,
        rows: entry.rows,
        fields: entry.fields.map((field) => ({ ...field.definition, uses: field.uses })),
      })),
      ...own,
    ],
    clauses: terms.clauses,
  };
}

const ownTable = (social: SocialData): GrantSnapshot['tables'][number] => ({
  ...{ name: social.name, title: social.title, own: true, resourceId: social.id, resourceVersion: 1, rows: [] },
  fields: social.fields.map((field) => ({ ...field, uses: usesOfOwnField(field) })),
});
