import type { DemoJurisdiction } from './city/index.ts';

/** What the loader is doing; `done` of `total` units of the whole loading of one city. */
export interface LoadProgress {
  readonly jurisdiction: DemoJurisdiction;
  readonly done: number;
  readonly total: number;
  /** Name of what was just finished or is under way. */
  readonly title: { readonly zh: string; readonly en: string };
  /** Code for a caller that words it itself. */
  readonly phase: 'generate' | 'bodies' | 'people' | 'systems' | 'catalogue' | 'deliver' | 'authorize';
}

export type OnProgress = (progress: LoadProgress) => void;
