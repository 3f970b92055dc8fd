import type { fieldDefinition } from '@sluice/contract';
import type { z } from 'zod';

export type Field = z.input<typeof fieldDefinition>;
type Rest = Partial<Omit<Field, 'name' | 'title' | 'type'>>;

/** A field with the defaults of a harmless column: not required, no part in protection, grade 1. */
export function field(name: string, title: string, type: Field['type'], rest: Rest = {}): Field {
  return { name, title, type, required: false, role: 'other', grade: 1, ...rest };
}

/** A number that may be summed and averaged. */
export const measure = (name: string, title: string, type: 'integer' | 'decimal', rest: Rest = {}): Field =>
  field(name, title, type, { measure: true, ...rest });

/** A column one may group by as it stands. */
export const dimension = (name: string, title: string, type: Field['type'], rest: Rest = {}): Field =>
  field(name, title, type, { levels: [{ name: 'value', kind: 'identity' }], ...rest });

/** A yes or no that the source writes as 0 and 1. */
export const flag = (name: string, title: string, rest: Rest = {}): Field =>
  dimension(name, title, 'text', { codes: ['0', '1'], ...rest });
