import type { Db, Tx } from '@sluice/database';
import type { Decision } from '@sluice/kernel';
import type { CaseActor } from '@sluice/cases';
import type { IdentifierRole } from '@sluice/profile';

/** A field as the catalogue defines it; what this module does not read is carried through untouched. */
export interface CatalogueField {
  readonly name: string;
  readonly title: string;
  readonly role: IdentifierRole;
  readonly grade: 1 | 2 | 3 | 4;
  readonly measure?: boolean | undefined;
  readonly levels?: readonly unknown[] | undefined;
}

/** A living entry of the authorized-development catalogue (授权开发数据资源目录). */
export interface DevelopmentEntry<Field extends CatalogueField = CatalogueField> {
  readonly resourceId: string;
  readonly resourceVersion: number;
  /** Name in SQL. */
  readonly name: string;
  readonly title: string;
  readonly ownerId: string;
  readonly fields: readonly Field[];
}

/** Asked of the catalogue: the entries that stand in a jurisdiction's development catalogue, by resource. */
export interface DevelopmentCatalogue {
  findEntries(db: Db, jurisdiction: string, resourceIds: readonly string[]): Promise<readonly DevelopmentEntry[]>;
}

/** Asked of identity: active bodies for which somebody acts in a role. */
export interface Directory {
  bodiesInRole(
    db: Db,
    jurisdiction: string,
    role: string,
  ): Promise<readonly { readonly id: string; readonly sector?: string | undefined }[]>;
}

/** Asked of identity: signatures and seals over a digest, with what whoever signs has of them (SHR-07). */
export type SignWithSeals = (
  tx: Tx,
  by: { readonly person: string; readonly body: string },
  given: { readonly digest: string; readonly purpose: string },
) => Promise<readonly object[]>;

/** Asked of identity: whether a role has the power (ORG-02). Own cases and current handlers are the chain's matter. */
export interface PowerPolicy {
  decide(question: {
    readonly actor: CaseActor;
    readonly act: string;
    readonly objectJurisdiction: string;
    readonly ownerBody?: string | undefined;
  }): Decision;
}
