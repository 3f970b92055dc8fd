import type { ColumnType, JSONColumnType } from 'kysely';
import type { Reason } from '@sluice/kernel';
import type {
  AnswerColumn,
  CheckOutcome,
  EpochRef,
  OutputLineage,
  ParameterDomain,
  ProductDescription,
  ProductForm,
  ProductParameter,
  ProductState,
  SourceLine,
  ValueStatement,
} from './product.ts';

type Instant = ColumnType<Date, Date, Date>;
type JsonColumn<T extends object | null> = JSONColumnType<T, string, string>;

export type ProductTable = {
  id: string;
  jurisdiction: string;
  grant_id: string;
  application_id: string;
  developer: string;
  author: string;
  form: ProductForm;
  title: string;
  description: JsonColumn<ProductDescription>;
  value: JsonColumn<ValueStatement>;
  sql: string;
  parameters: JsonColumn<readonly ProductParameter[]>;
  state: ProductState;
  round: number;
  release_id: string | null;
  case_id: string | null;
  edited_sources: ColumnType<readonly SourceLine[] | null, string | null, string | null>;
  reasons: JsonColumn<readonly Reason[]>;
  created_at: Instant;
  updated_at: Instant;
};

export type ReleaseTable = {
  id: string;
  product_id: string;
  version: number;
  freeze_id: string;
  epochs: JsonColumn<readonly EpochRef[]>;
  columns: JsonColumn<readonly AnswerColumn[]>;
  domain: JsonColumn<readonly ParameterDomain[]>;
  lineage: JsonColumn<readonly OutputLineage[]>;
  sources: JsonColumn<readonly SourceLine[]>;
  answers: number;
  rows: number;
  ir_digest: string;
  cube_digest: string;
  released_at: Instant;
};

export type AnswerTable = {
  id: string;
  release_id: string;
  key: string;
  rows: string;
  row_count: number;
  digest: string;
};

export type FindingTable = {
  id: string;
  product_id: string;
  round: number;
  step: string;
  check_name: string;
  found_by: 'platform' | 'person';
  role: string;
  outcome: CheckOutcome;
  finding: string | null;
  measure: string | null;
  reasons: JsonColumn<readonly Reason[]>;
  person: string | null;
  body: string | null;
  found_at: Instant;
};

export type StateChangeTable = {
  id: string;
  product_id: string;
  seq: number;
  from_state: ProductState | null;
  to_state: ProductState;
  ground: string | null;
  changed_at: Instant;
};

export type ProductTables = {
  'product.product': ProductTable;
  'product.release': ReleaseTable;
  'product.answer': AnswerTable;
  'product.finding': FindingTable;
  'product.state_change': StateChangeTable;
};
