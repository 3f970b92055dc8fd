import { toHexPure } from '../tlog/base64.ts';
import { equalBytes } from '../tlog/tree-hash.ts';
import { subjectOf, type About } from './about.ts';
import {
  digest,
  entryFile,
  indexOfFile,
  isGatheringStream,
  readBundleEntry,
  STATEMENT,
  type BundleEntry,
} from './bundle-format.ts';
import { parseCanonical } from './canonical.ts';
import { checkAbout, checkKeyHistory } from './check-about.ts';
import { checkHeads } from './check-heads.ts';
import { checkLog, type CheckedLog } from './check-log.ts';
import { checkManifest } from './check-manifest.ts';
import { checkStreamsInRange } from './check-range.ts';
import { checkRecorded, checkTwin } from './check-recorded.ts';
import { checkPayloads, checkStreams, findUnresolved } from './check-story.ts';
import { checkTimestamp } from './check-timestamp.ts';
import { checkWitnesses } from './check-witnesses.ts';
import { sortedBy } from './group-by.ts';
import { claim, type Claim, type LimitCode, type Part, type Problem, type Report } from './report.ts';
import { statementOf } from './statement.ts';
import { findZipDifference, readZip, type ZipFiles } from './zip.ts';

export interface VerifyOptions {
  /** The trust policy (c2sp.org/tlog-policy) from a channel of its own. Without it only the bundle's own keys are known. */
  readonly policy?: string;
  /** Root certificates (DER) of time stamping authorities that are trusted. */
  readonly timestampRoots?: readonly Uint8Array[];
}

const refused = (about: About | null, problems: readonly Problem[]): Report => ({
  ok: false,
  about,
  entryId: null,
  origin: null,
  size: null,
  problems,
  claims: [],
  limits: [],
});

/**
 * Verifies an evidence bundle offline: no network, no clock, no trust in whoever made it.
 * Any changed byte is found, with its place; what cannot be proven is said.
 */
export function verifyBundle(bytes: Uint8Array, options: VerifyOptions = {}): Report {
  const files = readZip(bytes);
  if (!files) return refused(null, [{ code: 'zip-unreadable', file: 'zip-directory' }]);
  const found = checkManifest(files);
  const difference = findZipDifference(bytes, files);
  const form: Problem[] = difference ? [{ code: 'zip-form', ...difference }] : [];
  const { about } = found;
  if (found.problems.length > 0 || about === null) return refused(about, [...found.problems, ...form]);
  const { entries, problems: malformed } = readEntries(files);
  const payloads = checkPayloads(files, entries);
  const log = checkLog(files, options.policy ?? null, { entries, opened: payloads.opened });
  const parts = [
    checkRecorded(files, log, about, entries, malformed),
    checkTwin(files, log, about, entries),
    checkStories(about, entries),
    about.kind === 'range' ? NONE : checkHeads(files, log, entries),
    checkAbout(about, entries, payloads.opened),
    about.kind === 'range' ? NONE : checkKeyHistory(log.keys, entries, payloads.opened),
    checkWitnesses(log, options.policy !== undefined),
    checkTimestamp(files, log.checkpoint, entries, options.timestampRoots ?? null),
  ];
  const statement = log.checkpoint ? checkStatement(files, statementOf(about, log.checkpoint, entries)) : [];
  const wrong = payloads.problems.length;
  const missing = entries.length - payloads.opened.size - wrong;
  const claims = [
    ...claimsOfLog(log, options),
    claim('payloads-opened', wrong === 0 && missing === 0, { missing, wrong }),
    ...parts.flatMap((part) => part.claims),
  ];
  const problems = [
    ...form,
    ...malformed,
    ...log.problems,
    ...payloads.problems,
    ...parts.flatMap((part) => part.problems),
    ...statement,
  ];
  return {
    ok: problems.length === 0,
    about,
    entryId: subjectOf(about),
    origin: log.checkpoint?.origin ?? null,
    size: log.checkpoint?.size ?? null,
    problems,
    claims: sortedBy(claims, (one) => String(ORDER.indexOf(one.code)).padStart(2, '0')),
    limits: limitsOf(about),
  };
}

/** SHA-256 of any bytes, lower-case hex: a bundle's name in a report. */
export const digestOf = (bytes: Uint8Array): string => toHexPure(digest(bytes));

/** The words in a bundle; null where it cannot be read. They are checked by `verifyBundle`, not here. */
export function statementIn(bytes: Uint8Array): string | null {
  const statement = readZip(bytes)?.get(STATEMENT);
  return statement ? new TextDecoder().decode(statement) : null;
}

const NONE: Part = { problems: [], claims: [] };

/** What a report says first: that it is recorded, by whom it is signed, then what it tells, then who else vouches. */
const ORDER: readonly Claim['code'][] = [
  ...([
    'recorded',
    'range-whole',
    'log-signed',
    'keys-pinned',
    'keys-handed-over',
    'keys-introduced',
    'version-published',
  ] as const),
  ...([
    'destruction-shown',
    'destruction-ordered',
    'streams-unbroken',
    'streams-whole',
    'chain-resolved',
    'payloads-opened',
    'twin-recorded',
  ] as const),
  ...(['witnessed', 'time-stamped', 'authority-trusted'] as const),
];

function limitsOf(about: About): readonly LimitCode[] {
  const always: readonly LimitCode[] = ['nothing-after', 'everything-recorded'];
  if (about.kind === 'destruction') return [...always, 'key-copies'];
  return about.kind === 'range' ? [...always, 'time-order'] : always;
}

const ALGORITHMS = { ed25519: 'Ed25519', 'sm2-sm3': 'SM2' } as const;

function claimsOfLog(log: CheckedLog, options: VerifyOptions): readonly Claim[] {
  const signed = log.problems.length === 0;
  return [
    claim('log-signed', signed, { keys: log.keys.map((key) => ALGORITHMS[key.algorithm]).join(', ') }),
    claim('keys-pinned', options.policy !== undefined && signed, { origin: log.checkpoint?.origin ?? '' }),
    ...(log.handedOver ? [claim('keys-handed-over', signed)] : []),
  ];
}

function checkStories(about: About, entries: readonly BundleEntry[]): Part {
  if (about.kind === 'range') return { problems: checkStreamsInRange(entries), claims: [] };
  const problems = checkStreams(entries);
  const streams = new Set(entries.map((e) => e.stream).filter((s) => !isGatheringStream(s))).size;
  const unresolved = findUnresolved(entries, startOf(about, entries));
  return {
    problems,
    claims: [
      claim('streams-unbroken', problems.length === 0, { streams }),
      claim('chain-resolved', unresolved.length === 0, { unresolved: unresolved.join(', ') }),
    ],
  };
}

/** Where the way upstream begins. */
function startOf(about: About, entries: readonly BundleEntry[]): readonly string[] {
  if (about.kind === 'story') return [about.stream];
  const start = entries.find((one) => one.id === subjectOf(about));
  if (!start) return [];
  return isGatheringStream(start.stream) ? start.uses : [...start.uses, start.stream];
}

function readEntries(files: ZipFiles): {
  readonly entries: readonly BundleEntry[];
  readonly problems: readonly Problem[];
} {
  const entries: BundleEntry[] = [];
  const problems: Problem[] = [];
  const ids = new Set<string>();
  for (const [name, bytes] of sortedBy(files, ([path]) => path)) {
    const index = indexOfFile(name);
    if (index === null || name !== entryFile(index)) continue;
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
