import { z } from 'zod';
import { id, idParams, instant, jurisdiction, written } from './common.ts';
import { route } from './route.ts';

const kind = z.enum(['agreement', 'operation-agreement', 'decision', 'grant', 'notice']);
const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** A paper (文书) that was given out, with the code by which anybody checks it. */
export const paperView = z.object({
  id,
  code: z.string(),
  kind,
  object: z.string(),
  jurisdiction,
  digest: hex32,
  issuedAt: instant,
});

export const paperRoutes = {
  issuePaper: route({
    name: 'issuePaper',
    method: 'POST',
    path: '/api/v1/papers',
    access: 'session',
    summary:
      'Give out an agreement, a decision, a grant or a notice as a paper with a code; the same contents keep theirs',
    body: z.object({
      kind,
      /** Application (agreement, decision), operation agreement, grant or public notice. */
      object: id,
      /** Which of an application’s agreements. */
      part: z
        .string()
        .regex(/^[a-z][a-z0-9_-]{0,60}$/)
        .optional(),
    }),
    ok: written(paperView),
    status: 201,
  }),
  readPaperPdf: route({
    name: 'readPaperPdf',
    method: 'GET',
    path: '/api/v1/papers/:id/pdf',
    access: 'session',
    summary: 'A paper as PDF (GB/T 9704), its structured data attached, marked with who took it out and when',
    params: idParams,
    answers: { media: 'application/pdf' },
  }),
  readPaperWord: route({
    name: 'readPaperWord',
    method: 'GET',
    path: '/api/v1/papers/:id/word',
    access: 'session',
    summary: 'A paper as a Word document (.docx)',
    params: idParams,
    answers: { media: WORD },
  }),
  readNoticePdf: route({
    name: 'readNoticePdf',
    method: 'GET',
    path: '/api/v1/public-notices/:id/pdf',
    access: 'none',
    summary: 'A public notice as PDF, once its authority gave it out as a paper',
    params: idParams,
    answers: { media: 'application/pdf' },
  }),
  checkPaper: route({
    name: 'checkPaper',
    method: 'GET',
    path: '/api/v1/paper-checks/:code',
    access: 'none',
    summary:
      'Whether a paper with this code was given out, when, under which entry of the ledger, and whether it holds',
    params: z.object({ code: z.string().min(8).max(40) }),
    ok: z.object({
      code: z.string(),
      kind,
      jurisdiction,
      number: z.string(),
      issuedAt: instant,
      /** Of the data that the PDF carries: who holds it computes the same. */
      digest: hex32,
      standing: z.enum(['stands', 'changed', 'ended']),
      /** The entry under which it was given out; `matches` when what it commits to is this digest. */
      entry: z.object({
        entryId: z.string(),
        leafHash: hex32,
        index: z.number().int().nullable(),
        matches: z.boolean(),
      }),
    }),
  }),
};
