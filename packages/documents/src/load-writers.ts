import type { OfficialDocument } from './official-document.ts';
import type { Fonts } from './open-fonts.ts';

// What sets documents is loaded with the first of them: half a second of a start that nobody should wait for.

/** See `open-fonts.ts`. */
export const openFonts = async (): Promise<Fonts> => (await import('./open-fonts.ts')).openFonts();

/** The document as a PDF, with its structured data attached; see `write-pdf.ts`. */
export const writePdf = async (document: OfficialDocument, fonts: Fonts): Promise<Uint8Array> =>
  (await import('./write-pdf.ts')).writePdf(document, fonts);

/** The document for a word processor; see `write-docx.ts`. */
export const writeDocx = async (document: OfficialDocument): Promise<Uint8Array> =>
  (await import('./write-docx.ts')).writeDocx(document);
