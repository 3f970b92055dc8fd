import type { CaseActor } from '@sluice/cases';
import type { Committed, Db, Tx } from '@sluice/database';
import type { Context } from '../context.ts';
import {
  assertImportable,
  assertReturnable,
  endingSocial,
  importedOf,
  leaveSocial,
  noteSocialEpoch,
  removeSocial,
  reportRefusal,
  takeBackSocial,
} from './import-social.ts';
import {
  amendSocial,
  applySocial,
  closeReport,
  compileSocial,
  decideSocial,
  listFusionCatalogue,
  listSocial,
  publishSocial,
  readSocial,
  withdrawApproval,
} from './keep-social.ts';
import { findSocial } from './social-store.ts';
import type { FusionEntry, SocialContents, SocialData, SocialReport } from './social-data.ts';

type Written<T> = Promise<Committed<T>>;

/** Social data: applied for, reviewed, catalogued, imported once, and gone with its grant (SOC-01 … SOC-04). */
export interface SocialActs {
  applySocial(actor: CaseActor, input: SocialContents & { readonly grantId: string }): Written<SocialData>;
  amendSocial(actor: CaseActor, id: string, input: SocialContents): Written<SocialData>;
  decideSocial(actor: CaseActor, id: string, given: Parameters<typeof decideSocial>[3]): Written<SocialData>;
  compileSocial(actor: CaseActor, id: string, summary: string): Written<SocialData>;
  publishSocial(actor: CaseActor, id: string): Written<SocialData>;
  withdrawSocial(actor: CaseActor, id: string, reasons: readonly string[]): Written<SocialData>;
  closeSocialReport(actor: CaseActor, given: Parameters<typeof closeReport>[2]): Written<SocialData>;
  readSocial(db: Db, actor: CaseActor, id: string): Promise<SocialData & { readonly reports: readonly SocialReport[] }>;
  listSocial(db: Db, actor: CaseActor, of: Parameters<typeof listSocial>[2]): Promise<readonly SocialData[]>;
  listFusionCatalogue(db: Db, jurisdiction: string): Promise<readonly FusionEntry[]>;
  /** For whoever takes the file in: whether it may come, and what becomes of it. */
  assertImportable(db: Db, actor: CaseActor, id: string): Promise<SocialData>;
  reportSocialRefusal(actor: CaseActor, id: string, refused: Parameters<typeof reportRefusal>[3]): Written<void>;
  noteSocialEpoch(tx: Tx, epoch: Parameters<typeof noteSocialEpoch>[2]): Promise<boolean>;
  /** Social data of a grant that a program may join now; asked by the platform itself. */
  importedOf(db: Db, grantId: string): Promise<readonly SocialData[]>;
  /** Social data by its id, in whatever state; asked by the platform itself. */
  socialOf(db: Db, id: string): Promise<SocialData | undefined>;
  endingSocial(db: Db): Promise<readonly SocialData[]>;
  leaveSocial(id: string): Written<SocialData>;
  removeSocial(id: string): Written<SocialData>;
  assertReturnable(db: Db, actor: CaseActor, id: string): Promise<SocialData>;
  takeBackSocial(actor: CaseActor, id: string): Written<SocialData>;
}

export function createSocialActs(context: Context): SocialActs {
  const { transact } = context;
  return {
    applySocial: (actor, input) => transact((tx) => applySocial(context, tx, input, actor)),
    amendSocial: (actor, id, input) => transact((tx) => amendSocial(context, tx, id, input, actor)),
    decideSocial: (actor, id, given) => transact((tx) => decideSocial(context, tx, id, given, actor)),
    compileSocial: (actor, id, summary) => transact((tx) => compileSocial(context, tx, id, summary, actor)),
    publishSocial: (actor, id) => transact((tx) => publishSocial(context, tx, id, actor)),
    withdrawSocial: (actor, id, reasons) => transact((tx) => withdrawApproval(context, tx, id, reasons, actor)),
    closeSocialReport: (actor, given) => transact((tx) => closeReport(context, tx, given, actor)),
    readSocial: (db, actor, id) => readSocial(context, db, id, actor),
    listSocial: (db, actor, of) => listSocial(context, db, of, actor),
    listFusionCatalogue,
    assertImportable: (db, actor, id) => assertImportable(context, db, id, actor),
    reportSocialRefusal: (actor, id, refused) => transact((tx) => reportRefusal(context, tx, id, refused, actor)),
    noteSocialEpoch: (tx, epoch) => noteSocialEpoch(context, tx, epoch),
    importedOf,
    socialOf: findSocial,
    endingSocial: (db) => endingSocial(context, db),
    leaveSocial: (id) => transact((tx) => leaveSocial(context, tx, id)),
    removeSocial: (id) => transact((tx) => removeSocial(context, tx, id)),
    assertReturnable: (db, actor, id) => assertReturnable(context, db, id, actor),
    takeBackSocial: (actor, id) => transact((tx) => takeBackSocial(context, tx, id, actor)),
  };
}
