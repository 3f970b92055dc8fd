import {
  STATEMENT,
  CHECKPOINT,
  entryFile,
  indexOfFile,
  isGatheringStream,
  MANIFEST,
  manifestOf,
  payloadFile,
  POLICY,
  readBundleEntry,
  receiptFile,
  type BundleEntry,
  digest,
} from './bundle-format.ts';
import { isObject, parseCanonical } from './canonical.ts';
import { checkInclusion, checkLog } from './check-log.ts';
import { checkPayloads, checkStreams, findUnresolved } from './check-story.ts';
import type { Claim, Problem, Report } from './report.ts';
import { statementOf } from './statement.ts';
import { findZipDifference, readZip, type ZipFiles } from './zip.ts';
import { toHexPure } from '../tlog/base64.ts';
import { equalBytes } from '../tlog/tree-hash.ts';

export interface VerifyOptions {
  /** The trust policy (c2sp.org/tlog-policy) from a channel of its own. Without it only the bundle's own keys are known. */
  readonly policy?: string;
}

const refused = (problems: readonly Problem[]): Report => ({
  ok: false,
  entryId: null,
  origin: null,
  size: null,
  problems,
  claims: [],
});

/**
 * Verifies an evidence bundle offline: no network, no clock, no trust in whoever made it.
 * Any changed byte is found, with its place; what cannot be proven is said.
 */
export function verifyBundle(bytes: Uint8Array, options: VerifyOptions = {}): Report {
  const files = readZip(bytes);
  if (!files) return refused([{ code: 'zip-unreadable', file: 'zip-directory' }]);
  const found = checkManifest(files);
  const difference = findZipDifference(bytes, files);
  const form: Problem[] = difference ? [{ code: 'zip-form', ...difference }] : [];
  if (found.problems.length > 0 || found.entryId === null) return refused([...found.problems, ...form]);
  const { entries, problems: malformed } = readEntries(files);
  const log = checkLog(files, options.policy ?? null);
  const payloads = checkPayloads(files, entries);
  const inclusion = log.checkpoint ? checkInclusion(files, log.checkpoint, entries) : [];
  const streams = checkStreams(entries);
  const missing: Problem[] = entries.some((one) => one.id === found.entryId)
    ? []
    : [{ code: 'subject-missing', file: MANIFEST }];
  const statement = log.checkpoint ? checkStatement(files, statementOf(found.entryId, log.checkpoint, entries)) : [];
  const problems = [
    ...form,
    ...malformed,
    ...log.problems,
    ...inclusion,
    ...payloads.problems,
    ...streams,
    ...missing,
    ...statement,
  ];
  const unresolved = findUnresolved(entries, found.entryId);
  const claims: Claim[] = [
    claim('recorded', log.checkpoint !== null && inclusion.length === 0 && malformed.length === 0, {
      entries: entries.length,
      size: log.checkpoint?.size ?? 0,
    }),
    claim('log-signed', log.problems.length === 0, {
      keys: log.policy?.logKeys.map((k) => k.algorithm).join(', ') ?? '',
    }),
    claim('keys-pinned', options.policy !== undefined && log.problems.length === 0, {
      origin: log.checkpoint?.origin ?? '',
    }),
    claim('payloads-opened', payloads.problems.length === 0 && payloads.missing === 0, { missing: payloads.missing }),
    claim('streams-whole', streams.length === 0, {
      streams: new Set(entries.map((e) => e.stream).filter((s) => !isGatheringStream(s))).size,
    }),
    claim('chain-resolved', unresolved.length === 0, { unresolved: unresolved.join(', ') }),
    claim('witnessed', false, {}),
  ];
  return {
    ok: problems.length === 0,
    entryId: found.entryId,
    origin: log.checkpoint?.origin ?? null,
    size: log.checkpoint?.size ?? null,
    problems,
    claims,
  };
}

const claim = (code: Claim['code'], proven: boolean, params: Claim['params']): Claim => ({ code, proven, params });

/** The manifest is the one that the files have; each file that differs from it is named. */
function checkManifest(files: ZipFiles): { readonly entryId: string | null; readonly problems: readonly Problem[] } {
  const bytes = files.get(MANIFEST);
  const manifest = bytes ? parseCanonical(bytes) : undefined;
  const entryId = isObject(manifest) && typeof manifest['entry'] === 'string' ? manifest['entry'] : null;
  if (!bytes || !isObject(manifest) || entryId === null || !Array.isArray(manifest['files']))
    return { entryId: null, problems: [{ code: 'manifest-malformed', file: MANIFEST }] };
  const problems: Problem[] = [];
  const listed = new Set<string>([MANIFEST]);
  for (const item of manifest['files'] as unknown[]) {
    if (!isObject(item) || typeof item['path'] !== 'string')
      return { entryId, problems: [{ code: 'manifest-malformed', file: MANIFEST }] };
    listed.add(item['path']);
    const content = files.get(item['path']);
    if (!content) problems.push({ code: 'file-missing', file: item['path'] });
    else if (toHexPure(digest(content)) !== item['sha256']) problems.push({ code: 'file-changed', file: item['path'] });
  }
  for (const name of files.keys())
    if (!listed.has(name) || !isExpected(files, name)) problems.push({ code: 'file-unexpected', file: name });
  for (const name of [CHECKPOINT, POLICY, STATEMENT])
    if (!listed.has(name)) problems.push({ code: 'file-missing', file: name });
  if (problems.length === 0 && !equalBytes(manifestOf(files, entryId), bytes))
    problems.push({ code: 'manifest-form', file: MANIFEST });
  return { entryId, problems };
}

/** Only names that some rule reads: a file that nothing checks has no place in a bundle. */
function isExpected(files: ZipFiles, name: string): boolean {
  if ([CHECKPOINT, POLICY, STATEMENT, MANIFEST].includes(name)) return true;
  const index = indexOfFile(name);
  if (index === null || ![entryFile(index), receiptFile(index), payloadFile(index)].includes(name)) return false;
  return files.has(entryFile(index)) && files.has(receiptFile(index));
}

function readEntries(files: ZipFiles): {
  readonly entries: readonly BundleEntry[];
  readonly problems: readonly Problem[];
} {
  const entries: BundleEntry[] = [];
  const problems: Problem[] = [];
  const ids = new Set<string>();
  for (const [name, bytes] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const index = name.startsWith('entries/') ? indexOfFile(name) : null;
    if (index === null) continue;
    const entry = readBundleEntry(index, bytes, parseCanonical(bytes));
    if (!entry) problems.push({ code: 'entry-malformed', file: name });
    else if (ids.has(entry.id)) problems.push({ code: 'entry-repeated', file: name });
    else {
      ids.add(entry.id);
      entries.push(entry);
    }
  }
  return { entries, problems };
}

function checkStatement(files: ZipFiles, expected: string): readonly Problem[] {
  const bytes = files.get(STATEMENT);
  return bytes && equalBytes(bytes, new TextEncoder().encode(expected))
    ? []
    : [{ code: 'statement-differs', file: STATEMENT }];
}
