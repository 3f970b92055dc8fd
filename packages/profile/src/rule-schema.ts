import { z } from 'zod';
import { slug, titled } from './chain-schema.ts';
import { itemTypes, roleCodes } from './vocabulary.ts';

/** A policy value never stands without the clause it comes from. */
export const rule = <S extends z.ZodType>(value: S) =>
  z.strictObject({
    value,
    clause: z.string().min(1),
    note: z.string().optional(),
    /** A rule of a higher level that a lower one may not replace (从其规定). */
    prevails: z.boolean().optional(),
  });

export const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
export const months = z.number().int().min(1).max(600);
export const count = z.number().int().min(1);
/** A period that a text leaves open stands as null: nothing is due, and the profile says that it is so. */
export const openMonths = months.nullable();

export const document = z.strictObject({
  kind: slug,
  ...titled,
  parties: z.tuple([z.enum(roleCodes), z.enum(roleCodes)]),
  items: z.array(z.strictObject({ id: slug, ...titled, type: z.enum(itemTypes) })).min(1),
  clause: z.string().min(1),
});
