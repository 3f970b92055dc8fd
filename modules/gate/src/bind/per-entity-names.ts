import { names, node } from './syntax.ts';

/** Owner of the columns that a per-entity query computes; no program can write it, for no text holds it. */
export const PER_ENTITY = '\u0000';

export const isPerColumn = (syntax: unknown): boolean => names(node(syntax, 'ColumnRef')?.['fields'])[0] === PER_ENTITY;
