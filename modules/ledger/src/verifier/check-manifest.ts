import { toHexPure } from '../tlog/base64.ts';
import { equalBytes } from '../tlog/tree-hash.ts';
import { readAbout, type About } from './about.ts';
import {
  CHECKPOINT,
  digest,
  entryFile,
  firstManifestOf,
  HEADS,
  indexOfFile,
  MANIFEST,
  manifestOf,
  payloadFile,
  POLICY,
  RANGE_PROOF,
  receiptFile,
  STAMPED,
  STAMPED_PROOF,
  STATEMENT,
  TIMESTAMP,
  TWIN_CHECKPOINT,
  TWIN_RANGE_PROOF,
  twinReceiptFile,
} from './bundle-format.ts';
import { isObject, parseCanonical } from './canonical.ts';
import type { Problem } from './report.ts';
import type { ZipFiles } from './zip.ts';

export interface CheckedManifest {
  readonly about: About | null;
  readonly problems: readonly Problem[];
}

const MALFORMED: CheckedManifest = { about: null, problems: [{ code: 'manifest-malformed', file: MANIFEST }] };

/** The manifest is the one that the files have; each file that differs from it is named. */
export function checkManifest(files: ZipFiles): CheckedManifest {
  const bytes = files.get(MANIFEST);
  const manifest = bytes ? parseCanonical(bytes) : undefined;
  if (!bytes || !isObject(manifest) || !Array.isArray(manifest['files'])) return MALFORMED;
  const about = aboutOf(manifest);
  if (!about) return MALFORMED;
  const problems: Problem[] = [];
  const listed = new Set<string>([MANIFEST]);
  for (const item of manifest['files'] as unknown[]) {
    // A file that is listed twice would be digested as often.
    if (!isObject(item) || typeof item['path'] !== 'string' || listed.has(item['path'])) return MALFORMED;
    listed.add(item['path']);
    const content = files.get(item['path']);
    if (!content) problems.push({ code: 'file-missing', file: item['path'] });
    else if (toHexPure(digest(content)) !== item['sha256']) problems.push({ code: 'file-changed', file: item['path'] });
  }
  for (const name of files.keys())
    if (!listed.has(name) || !isExpected(files, about, name)) problems.push({ code: 'file-unexpected', file: name });
  for (const name of neededBy(files, about)) if (!listed.has(name)) problems.push({ code: 'file-missing', file: name });
  const form =
    manifest['v'] === 1 && about.kind === 'entry' ? firstManifestOf(files, about.entry) : manifestOf(files, about);
  if (problems.length === 0 && !equalBytes(form, bytes)) problems.push({ code: 'manifest-form', file: MANIFEST });
  return { about, problems };
}

function aboutOf(manifest: Readonly<Record<string, unknown>>): About | null {
  if (manifest['v'] === 1 && typeof manifest['entry'] === 'string') return { kind: 'entry', entry: manifest['entry'] };
  return manifest['v'] === 2 ? readAbout(manifest['about']) : null;
}

const ALWAYS = [CHECKPOINT, POLICY, STATEMENT];
const STAMP = [TIMESTAMP, STAMPED, STAMPED_PROOF];

function neededBy(files: ZipFiles, about: About): readonly string[] {
  return [
    ...ALWAYS,
    // One without the others would be read by no rule.
    ...(STAMP.some((name) => files.has(name)) ? STAMP : []),
    ...(about.kind === 'range' ? [RANGE_PROOF, ...(files.has(TWIN_CHECKPOINT) ? [TWIN_RANGE_PROOF] : [])] : []),
  ];
}

/** Only names that some rule reads: a file that nothing checks has no place in a bundle. */
function isExpected(files: ZipFiles, about: About, name: string): boolean {
  if ([...ALWAYS, ...STAMP, MANIFEST, TWIN_CHECKPOINT].includes(name)) return true;
  if (name === HEADS) return about.kind !== 'range';
  if (name === RANGE_PROOF) return about.kind === 'range';
  if (name === TWIN_RANGE_PROOF) return about.kind === 'range' && files.has(TWIN_CHECKPOINT);
  const index = indexOfFile(name);
  if (index === null || !files.has(entryFile(index))) return false;
  if (about.kind === 'range') return name === entryFile(index) || name === payloadFile(index);
  if (name === twinReceiptFile(index)) return files.has(TWIN_CHECKPOINT);
  return files.has(receiptFile(index));
}
