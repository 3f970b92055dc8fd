export { archiveToDelimited } from './archive-to-delimited.ts';
export { jsonObjects, jsonToDelimited } from './json-to-delimited.ts';
export { defaultZipLimits, readZip, type ZipEntry, type ZipLimits } from './read-zip.ts';
export { readXlsx, type Sheet, type SheetRow } from './read-xlsx.ts';
export { sheetToDelimited } from './sheet-to-delimited.ts';
export { delimitedLine } from './write-delimited.ts';
