import { readFileSync } from 'node:fs';
import { toBase64 } from '../../src/tlog/base64.ts';
import { formatPolicy, type TrustPolicy } from '../../src/tlog/policy.ts';
import { consistencyRanges, inclusionRanges } from '../../src/tlog/proofs.ts';
import { formatReceipt } from '../../src/tlog/receipt.ts';
import type { TreeHash } from '../../src/tlog/tree-hash.ts';
import { subjectOf, type About } from '../../src/verifier/about.ts';
import {
  CHECKPOINT,
  entryFile,
  firstManifestOf,
  HEADS,
  isGatheringStream,
  MANIFEST,
  manifestOf,
  payloadFile,
  POLICY,
  RANGE_PROOF,
  readBundleEntry,
  receiptFile,
  STAMPED,
  STAMPED_PROOF,
  STATEMENT,
  TIMESTAMP,
  TWIN_CHECKPOINT,
  TWIN_RANGE_PROOF,
  twinReceiptFile,
} from '../../src/verifier/bundle-format.ts';
import { parseCanonical } from '../../src/verifier/canonical.ts';
import type { ProblemCode } from '../../src/verifier/report.ts';
import { formatRangeProof, rangesOutside } from '../../src/verifier/range-proof.ts';
import { statementOf } from '../../src/verifier/statement.ts';
import { formatStreamHeads } from '../../src/verifier/stream-heads.ts';
import { buildZip, readZip } from '../../src/verifier/zip.ts';
import {
  checkpointOf,
  entries,
  hash,
  noteOf,
  ORIGIN,
  rootOf,
  signers,
  SIZE,
  twinHash,
  witness,
  type VectorSigner,
} from './vector-log.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const logKeys = [signers.ed25519.key, signers.sm2.key, signers.twin.key];

export const policies = {
  plain: formatPolicy({ logKeys }),
  witnessed: formatPolicy({
    logKeys,
    witnesses: [{ name: 'one', key: witness.key }],
    groups: [{ name: 'all', threshold: 1, members: ['one'] }],
    quorum: 'all',
  } satisfies TrustPolicy),
  stranger: formatPolicy({ logKeys: [signers.stranger.key] }),
} as const;

const both = [signers.ed25519, signers.sm2];
export const checkpoint = checkpointOf(hash, SIZE, both, false);
/** An earlier checkpoint, which the time stamp is over, and the proof that the log grew from it. */
export const OLD_SIZE = 100;
export const oldCheckpoint = checkpointOf(hash, OLD_SIZE, both, false);
export const consistency = consistencyRanges(OLD_SIZE, SIZE)
  .map((outside) => `${toBase64(rootOf(hash, outside))}\n`)
  .join('');
// Made once with OpenSSL (`openssl ts -reply`), because its time is not ours to choose.
const timestamp = Uint8Array.from(readFileSync(new URL('timestamp/response.tsr', import.meta.url)));
const cosigned = checkpointOf(hash, SIZE, both, true);
export const twinCheckpoint = checkpointOf(twinHash, SIZE, [signers.twin], false);

export const receiptOf = (index: number, note: string, tree: TreeHash = hash): string =>
  formatReceipt({
    index,
    hashes: inclusionRanges(index, SIZE).map((range) => rootOf(tree, range)),
    checkpoint: note,
  });

interface Shape {
  readonly about: About;
  readonly holds: (entry: (typeof entries)[number]) => boolean;
  readonly note?: string;
  readonly policy?: string;
  readonly twin?: boolean;
  readonly stamped?: boolean;
  readonly first?: boolean;
  /** Who signs where the stories end, and under which size of the log. */
  readonly heads?: { readonly by: VectorSigner; readonly size: number };
}

type Files = Map<string, Uint8Array>;

/** The files of a bundle without its manifest. */
function filesOf(shape: Shape): Files {
  const { about, holds, note = checkpoint, policy = policies.plain, twin = false } = shape;
  const held = entries.filter(holds);
  const files: Files = new Map([
    [CHECKPOINT, utf8(note)],
    [POLICY, utf8(policy)],
  ]);
  if (shape.stamped) {
    files.set(TIMESTAMP, timestamp);
    files.set(STAMPED, utf8(oldCheckpoint));
    files.set(STAMPED_PROOF, utf8(consistency));
  }
  for (const one of held) {
    files.set(entryFile(one.index), one.bytes);
    files.set(payloadFile(one.index), one.opening);
  }
  const trees = [
    { tree: hash, note, receipt: receiptFile, range: RANGE_PROOF },
    ...(twin ? [{ tree: twinHash, note: twinCheckpoint, receipt: twinReceiptFile, range: TWIN_RANGE_PROOF }] : []),
  ];
  if (twin) files.set(TWIN_CHECKPOINT, utf8(twinCheckpoint));
  for (const { tree, note: signed, receipt, range } of trees) {
    if (about.kind === 'range') {
      const hashes = rangesOutside(about.from, about.to, SIZE).map((outside) => rootOf(tree, outside));
      files.set(range, utf8(formatRangeProof({ from: about.from, to: about.to, hashes })));
    } else for (const one of held) files.set(receipt(one.index), utf8(receiptOf(one.index, signed, tree)));
  }
  if (shape.heads) files.set(HEADS, utf8(headsOf(held, shape.heads)));
  const told = held.flatMap(({ index, bytes }) => readBundleEntry(index, bytes, parseCanonical(bytes)) ?? []);
  files.set(STATEMENT, utf8(statementOf(about, { origin: ORIGIN, size: SIZE, root: new Uint8Array() }, told)));
  return files;
}

/** Where the stories of given entries end in the first `size` of the log. */
function headsOf(held: readonly (typeof entries)[number][], { by, size }: NonNullable<Shape['heads']>): string {
  const streams = [...new Set(held.map((one) => one.stream))].filter((stream) => !isGatheringStream(stream));
  const heads = streams.flatMap((stream) => {
    const story = entries.filter((one) => one.index < size && one.stream === stream);
    const end = story.at(-1);
    return end ? [{ stream, last: story.length - 1, leaf: hash.leaf(end.bytes) }] : [];
  });
  return noteOf(formatStreamHeads({ origin: ORIGIN, size, root: rootOf(hash, [0, size]), heads }), [by]);
}

function sealed(files: Files, about: About, first = false): Uint8Array {
  const subject = subjectOf(about) ?? '';
  files.set(MANIFEST, first ? firstManifestOf(files, subject) : manifestOf(files, about));
  return buildZip(files).bytes;
}

const upstream = /^(log|system|resource|application|grant|product|gateway):/;
const idOf = (index: number): string => entries[index]?.id ?? '';
const CALL = SIZE - 1;
const call: Shape = {
  about: { kind: 'entry', entry: idOf(CALL) },
  holds: (one) => upstream.test(one.stream),
};
const SINCE = '2026-01-01T03:21:00.000Z';
const UNTIL = '2026-01-01T03:25:00.000Z';

const headed: Shape = { ...call, heads: { by: signers.ed25519, size: SIZE } };
const range: Shape = {
  about: {
    kind: 'range',
    from: 200,
    to: 206,
    since: SINCE,
    until: UNTIL,
  },
  holds: (one) => one.index >= 200 && one.index < 206,
};

/** A range of the same time with other ends: as somebody would leave out what does not suit. */
const rangeFrom = (from: number, to: number, since: string, until: string): Shape => ({
  about: { kind: 'range', from, to, since, until },
  holds: (one) => one.index >= from && one.index < to,
});
const stamped: Shape = {
  about: { kind: 'range', from: 90, to: 93, since: null, until: null },
  holds: (one) => one.index >= 90 && one.index < 93,
  stamped: true,
};

export interface VectorBundle {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Name of the pinned policy under `keys/`. */
  readonly policy: string;
  /** Codes and files that the report must name; none for a good bundle. */
  readonly problems: readonly { readonly code: ProblemCode; readonly file: string }[];
}

const made = (shape: Shape): Uint8Array => sealed(filesOf(shape), shape.about, shape.first);

const shapes: readonly (readonly [name: string, shape: Shape])[] = [
  ['call', call],
  ['call-first-release', { ...call, first: true }],
  ['call-witnessed', { ...call, note: cosigned, policy: policies.witnessed }],
  ['call-with-twin', { ...call, twin: true }],
  ['call-with-heads', headed],
  [
    'grant',
    {
      about: { kind: 'story', stream: 'grant:gra_a', last: 0 },
      holds: (one) => /^(log|system|resource|application|grant):/.test(one.stream),
    },
  ],
  [
    'resource-version',
    {
      about: { kind: 'resource-version', stream: 'resource:res_a', version: 2, entry: idOf(6) },
      holds: (one) => /^(log|system|resource):/.test(one.stream),
    },
  ],
  [
    'destruction',
    {
      about: { kind: 'destruction', entry: idOf(11) },
      holds: (one) => /^(log|epoch):/.test(one.stream),
    },
  ],
  ['range', range],
  ['range-to-both-ends', rangeFrom(0, SIZE, '2020-01-01T00:00:00.000Z', '2030-01-01T00:00:00.000Z')],
  ['range-with-twin', { ...range, twin: true }],
  ['range-stamped', stamped],
];

export const good: readonly VectorBundle[] = shapes.map(([name, shape]) => ({
  name: `good-${name}`,
  bytes: made(shape),
  policy: name === 'call-witnessed' ? 'policy-witnessed' : 'policy',
  problems: [],
}));

const CALL_FILE = entryFile(CALL);
const edit = (files: Files, name: string, from: string, to: string): void => {
  const text = new TextDecoder().decode(files.get(name));
  if (!text.includes(from)) throw new Error(`nothing to change in ${name}`);
  files.set(name, utf8(text.replace(from, to)));
};

/** A byte order mark before a text: other bytes that a lenient reader takes for the same. */
const marked = (files: Files, name: string): void => {
  files.set(name, Uint8Array.from([0xef, 0xbb, 0xbf, ...(files.get(name) ?? [])]));
};

/** What somebody could do to a bundle, with a manifest that fits again unless the manifest is what is wrong. */
function bad(
  name: string,
  change: (files: Files) => void,
  problems: VectorBundle['problems'],
  shape: Shape = call,
): VectorBundle {
  const files = filesOf(shape);
  change(files);
  return { name: `bad-${name}`, bytes: sealed(files, shape.about), policy: 'policy', problems };
}

const forget = (files: Files, index: number): void => {
  for (const file of [entryFile(index), receiptFile(index), payloadFile(index)]) files.delete(file);
};
const rebuilt = (change: (files: Files) => void): Uint8Array => {
  const files = new Map(readZip(made(call)));
  change(files);
  return buildZip(files).bytes;
};
const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

const broken: readonly Omit<VectorBundle, 'policy'>[] = [
  {
    name: 'bad-byte-flipped',
    bytes: flipped(made(call), 200),
    problems: [
      { code: 'file-changed', file: CHECKPOINT },
      { code: 'zip-form', file: CHECKPOINT },
    ],
  },
  {
    name: 'bad-truncated',
    bytes: made(call).slice(0, -1),
    problems: [{ code: 'zip-unreadable', file: 'zip-directory' }],
  },
  {
    name: 'bad-file-missing',
    bytes: rebuilt((files) => files.delete(CALL_FILE)),
    problems: [{ code: 'file-missing', file: CALL_FILE }],
  },
  {
    name: 'bad-file-added',
    bytes: rebuilt((files) => files.set('readme.txt', utf8('hello'))),
    problems: [{ code: 'file-unexpected', file: 'readme.txt' }],
  },
];

export const bads: readonly VectorBundle[] = [
  ...broken.map((one) => ({ ...one, policy: 'policy' })),
  bad('entry-changed', (files) => edit(files, CALL_FILE, 'operator', 'custodian'), [
    { code: 'inclusion-wrong', file: receiptFile(CALL) },
  ]),
  bad('payload-changed', (files) => edit(files, payloadFile(CALL), '7', '8'), [
    { code: 'payload-wrong', file: payloadFile(CALL) },
  ]),
  bad('story-with-hole', (files) => forget(files, 4), [{ code: 'stream-hole', file: entryFile(5) }]),
  bad('story-cut', (files) => forget(files, 6), [{ code: 'stream-cut', file: entryFile(5) }], headed),
  bad('keys-cut', (files) => forget(files, 2), [{ code: 'stream-cut', file: entryFile(1) }], headed),
  bad('heads-of-stranger', () => undefined, [{ code: 'heads-unsigned', file: HEADS }], {
    ...call,
    heads: { by: signers.stranger, size: SIZE },
  }),
  bad('heads-of-other-checkpoint', (files) => forget(files, 6), [{ code: 'heads-other-checkpoint', file: HEADS }], {
    ...call,
    heads: { by: signers.ed25519, size: 6 },
  }),
  bad('subject-missing', (files) => forget(files, CALL), [{ code: 'subject-missing', file: MANIFEST }]),
  bad('receipt-of-other-index', (files) => files.set(receiptFile(5), files.get(receiptFile(6)) ?? new Uint8Array()), [
    { code: 'receipt-malformed', file: receiptFile(5) },
  ]),
  bad('statement-changed', (files) => edit(files, STATEMENT, 'res_a', 'res_b'), [
    { code: 'statement-differs', file: STATEMENT },
  ]),
  bad('checkpoint-without-sm2', () => undefined, [{ code: 'signature-missing', file: CHECKPOINT }], {
    ...call,
    note: checkpointOf(hash, SIZE, [signers.ed25519], false),
  }),
  bad('checkpoint-of-stranger', () => undefined, [{ code: 'policy-differs', file: POLICY }], {
    ...call,
    note: checkpointOf(hash, SIZE, [signers.stranger], false),
    policy: policies.stranger,
  }),
  {
    ...bad('quorum-missing', () => undefined, [{ code: 'quorum-missing', file: CHECKPOINT }]),
    policy: 'policy-witnessed',
  },
  bad(
    'range-with-hole',
    (files) => [entryFile(203), payloadFile(203)].forEach((name) => files.delete(name)),
    [{ code: 'range-hole', file: entryFile(203) }],
    range,
  ),
  bad(
    'range-begun-late',
    () => undefined,
    [{ code: 'range-bounds', file: entryFile(201) }],
    rangeFrom(201, 206, SINCE, UNTIL),
  ),
  bad(
    'range-ended-early',
    () => undefined,
    [{ code: 'range-bounds', file: entryFile(204) }],
    rangeFrom(200, 205, SINCE, UNTIL),
  ),
  bad('policy-with-comment', (files) => edit(files, POLICY, 'quorum', '# in order\nquorum'), [
    { code: 'policy-malformed', file: POLICY },
  ]),
  bad('policy-with-byte-order-mark', (files) => marked(files, POLICY), [{ code: 'policy-malformed', file: POLICY }]),
  bad('checkpoint-with-byte-order-mark', (files) => marked(files, CHECKPOINT), [
    { code: 'receipt-other-checkpoint', file: receiptFile(CALL) },
  ]),
  bad('receipt-with-byte-order-mark', (files) => marked(files, receiptFile(5)), [
    { code: 'receipt-malformed', file: receiptFile(5) },
  ]),
  bad(
    'range-proof-changed',
    (files) => files.set(RANGE_PROOF, utf8('sluice range-proof v1\nrange 200 206\n')),
    [{ code: 'range-wrong', file: RANGE_PROOF }],
    range,
  ),
  bad(
    'twin-of-other-entries',
    (files) => files.set(twinReceiptFile(5), utf8(receiptOf(5, twinCheckpoint, hash))),
    [{ code: 'inclusion-wrong', file: twinReceiptFile(5) }],
    { ...call, twin: true },
  ),
  bad(
    'timestamp-changed',
    (files) => files.set(TIMESTAMP, flipped(timestamp, timestamp.length - 5)),
    [{ code: 'timestamp-signature-wrong', file: TIMESTAMP }],
    stamped,
  ),
  bad(
    'timestamp-of-other-checkpoint',
    (files) => files.set(STAMPED, utf8(checkpointOf(hash, OLD_SIZE - 1, both, false))),
    [{ code: 'timestamp-other-checkpoint', file: STAMPED_PROOF }],
    stamped,
  ),
];
