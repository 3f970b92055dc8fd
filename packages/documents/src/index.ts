export { fillTemplate, type Filled, type Template, type Values } from './fill-template.ts';
export { chineseNumber, officialDate, type OfficialDocument } from './official-document.ts';
export { openFonts, type Fonts } from './open-fonts.ts';
export { writeDocx } from './write-docx.ts';
export { writePdf } from './write-pdf.ts';
