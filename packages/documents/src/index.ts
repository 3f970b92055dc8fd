export { fillTemplate, type Filled, type Template, type Values } from './fill-template.ts';
export { chineseNumber, officialDate, type OfficialDocument } from './official-document.ts';
export { openFonts, writeDocx, writePdf } from './load-writers.ts';
export type { Fonts } from './open-fonts.ts';
