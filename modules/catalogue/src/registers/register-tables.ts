import type { Db } from '@sluice/database';
import type { ColumnType } from 'kysely';

type JsonColumn<T> = ColumnType<T, string, string>;

export type ObjectionKind = 'data' | 'catalogue' | 'registration' | 'opening';
export type ObjectionState = 'received' | 'upheld' | 'rejected' | 'corrected';

export interface Paper {
  readonly title: string;
  readonly sha256: string;
}

export interface Finding {
  readonly by: 'source-agency' | 'custodian' | 'registration-body';
  readonly handler: string;
  readonly holds: boolean;
  readonly text: string;
  readonly at: string;
}

/** Whoever had used the resource when an objection to it was upheld. */
export interface AffectedUse {
  readonly kind: 'grant' | 'product';
  readonly id: string;
  readonly title: string;
  readonly body: string;
}

export interface ObjectionTable {
  id: string;
  number: string;
  jurisdiction: string;
  kind: ObjectionKind;
  resource_id: string;
  registration_id: string | null;
  owner_id: string;
  raised_by: string;
  raised_body: string;
  statement: string;
  evidence: JsonColumn<readonly Paper[]>;
  state: ObjectionState;
  due_on: string;
  findings: JsonColumn<readonly Finding[]>;
  reasons: string[];
  decided_by: string | null;
  decided_at: Date | null;
  epoch_id: string | null;
  version: number | null;
  corrected_epoch_id: string | null;
  affected: JsonColumn<readonly AffectedUse[]>;
  received_at: Date;
  closed_at: Date | null;
}

export type RegistrationKind = 'resource' | 'asset' | 'product' | 'service';
export type RegistrationAct = 'submitted' | 'returned' | 'registered' | 'changed' | 'corrected' | 'cancelled';

/** What is registered of a resource or of what is made of resources (REG-01). */
export interface RegistrationContent {
  readonly source: string;
  readonly scope: string;
  readonly compliance: string;
  readonly grade: number;
  /** Entry of the catalogue, with the version and digest that were registered; of a resource alone. */
  readonly code?: string | undefined;
  readonly version?: number | undefined;
  readonly digest?: string | undefined;
}

export interface RegistrationTable {
  id: string;
  jurisdiction: string;
  kind: RegistrationKind;
  subject_id: string;
  title: string;
  resources: string[];
  holder_id: string;
  state: 'submitted' | 'returned' | 'registered' | 'cancelled';
  number: string | null;
  version: number;
  content: JsonColumn<RegistrationContent>;
  findings: string[];
  opened_by: string;
  submitted_at: Date;
  registered_at: Date | null;
  valid_until: string | null;
  changed_at: Date;
}

export interface RegistrationStepTable {
  id: string;
  registration_id: string;
  position: number;
  act: RegistrationAct;
  version: number;
  content: JsonColumn<RegistrationContent>;
  reasons: string[];
  person: string;
  at: Date;
}

export interface ChangeNoticeRow {
  id: string;
  jurisdiction: string;
  owner_id: string;
  ground: 'law' | 'function';
  title: string;
  happened_on: string;
  due_on: string | null;
  resources: string[];
  noted_by: string;
  noted_at: Date;
}

export type NeedRoute = 'sharing' | 'opening' | 'authorization';

export interface NeedTurn {
  readonly turn: 'received' | 're-routed' | 'proposed' | 'met' | 'refused';
  readonly by: string;
  readonly at: string;
  readonly route?: NeedRoute | undefined;
  readonly resourceId?: string | undefined;
  readonly reason?: string | undefined;
}

export interface NeedTable {
  id: string;
  number: string;
  jurisdiction: string;
  asked_by: string;
  asked_body: string;
  text: string;
  purpose: string;
  route: NeedRoute;
  holder_id: string | null;
  resource_id: string | null;
  state: 'open' | 'met' | 'refused';
  history: JsonColumn<readonly NeedTurn[]>;
  asked_at: Date;
  closed_at: Date | null;
}

export interface TombstoneRow {
  id: string;
  resource_id: string;
  jurisdiction: string;
  owner_name: string;
  title: string;
  reason: string;
  successor: string | null;
  withdrawn_by: string;
  withdrawn_at: Date;
}

export interface ServiceItemRow {
  id: string;
  jurisdiction: string;
  code: string;
  title: string;
  loaded_at: Date;
}

export interface ServiceBindingRow {
  id: string;
  item_id: string;
  resource_id: string;
  state: 'bound' | 'released';
  bound_by: string;
  bound_at: Date;
}

export interface CollectionSpecTable {
  id: string;
  jurisdiction: string;
  body_id: string;
  title: string;
  title_key: string;
  element: string | null;
  basis: string;
  source: string;
  method: string;
  frequency: string;
  unit: string;
  codes: string[];
  warnings: JsonColumn<readonly unknown[]>;
  state: 'in-force' | 'ended';
  reason: string | null;
  entered_by: string;
  entered_at: Date;
}

export type RegisterTables = {
  'catalogue.collection_spec': CollectionSpecTable;
  'catalogue.service_item': ServiceItemRow;
  'catalogue.service_binding': ServiceBindingRow;
  'catalogue.objection': ObjectionTable;
  'catalogue.registration': RegistrationTable;
  'catalogue.registration_step': RegistrationStepTable;
  'catalogue.change_notice': ChangeNoticeRow;
  'catalogue.need': NeedTable;
  'catalogue.tombstone': TombstoneRow;
};

export const registers = (db: Db) => db.q.withTables<RegisterTables>();
