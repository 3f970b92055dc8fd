import { z } from 'zod';

/** Identifiers are opaque: a prefix, an underscore, 26 characters. */
export const id = z.string().regex(/^[a-z]{2,12}_[0-9a-z]{26}$/);
export const idParams = z.object({ id });
export const jurisdiction = z.string().regex(/^[a-z][a-z0-9-]{1,40}$/);
/** ISO 8601 instant in UTC. */
export const instant = z.string();
/** Civil date in the jurisdiction's zone, `2026-11-22`: a day that there is. */
export const civilDate = z.iso.date().refine((date) => date >= '0001-01-01');
/** Yuan with at most two decimals, as text: never a floating number. */
export const yuan = z.string().regex(/^\d{1,13}(\.\d{1,2})?$/);
export const text = (max: number) => z.string().trim().min(1).max(max);

/**
 * Where an act stands in the evidence. Every write takes `?wait=receipt`: it then answers when a checkpoint covers its
 * entries, with the `receipt` (c2sp.org/tlog-proof) of each; after ten seconds without one, as `committed`.
 */
export const evidence = z.object({
  entryId: z.string(),
  stream: z.string(),
  streamSeq: z.number().int(),
  leafHash: z.string(),
  status: z.enum(['committed', 'published']),
  receipt: z.string().optional(),
});

/** Every write answers with its evidence beside its data. */
export const written = <S extends z.core.$ZodType>(data: S) => z.object({ data, evidence: z.array(evidence) });

export const reason = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])).optional(),
  clause: z.string().optional(),
});

export const waitQuery = z.object({ wait: z.enum(['receipt']).optional() });

/** RFC 9457 problem answer; `code` is the stable name, `title` the English sentence, `detail` in the asked language. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().optional(),
  requestId: z.string(),
  params: z.record(z.string(), z.unknown()).optional(),
  issues: z
    .array(z.object({ code: z.string(), path: z.string(), params: z.record(z.string(), z.unknown()).optional() }))
    .optional(),
});

export const page = <S extends z.core.$ZodType>(item: S) =>
  z.object({ items: z.array(item), total: z.number().int(), next: z.string().optional() });
