import type { EngineColumn, EngineValue } from './engine.ts';

/** What the parent tells a new worker before anything else. */
export interface WorkerSettings {
  readonly readOnly: readonly string[];
  readonly writable: string | null;
  readonly spillFolder: string;
  readonly spillBytes: number;
  readonly memoryBytes: number;
  readonly threads: number;
}

export type ToWorker =
  | { readonly op: 'init'; readonly settings: WorkerSettings }
  | { readonly op: 'reset' }
  | { readonly op: 'run'; readonly sql: string; readonly params: readonly EngineValue[]; readonly maxRows: number };

/** Why the engine failed, as far as it may be told outside the worker. */
export const failureReasons = [
  'memory',
  'conversion',
  'range',
  'binder',
  'catalog',
  'parser',
  'permission',
  'io',
  'input',
  'constraint',
  'other',
] as const;
export type FailureReason = (typeof failureReasons)[number];

export type FromWorker =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'rows';
      readonly columns: readonly EngineColumn[];
      readonly rows: readonly (readonly EngineValue[])[];
      readonly truncated: boolean;
    }
  | { readonly kind: 'refused' }
  | { readonly kind: 'too-large' }
  /** `text` may hold data values: it goes to the restricted log and nowhere else. */
  | { readonly kind: 'failed'; readonly reason: FailureReason; readonly text: string };
