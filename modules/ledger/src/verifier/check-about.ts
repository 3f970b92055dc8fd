import type { About } from './about.ts';
import { entryFile, KEY_STREAM, MANIFEST, type BundleEntry } from './bundle-format.ts';
import type { Payload } from './check-story.ts';
import { isObject } from './canonical.ts';
import { claim, type Claim, type Problem } from './report.ts';
import type { NoteKey } from '../tlog/note.ts';
import { toHexPure } from '../tlog/base64.ts';

export interface CheckedAbout {
  readonly problems: readonly Problem[];
  readonly claims: readonly Claim[];
}

type Payloads = ReadonlyMap<string, Payload>;

const MISSING: CheckedAbout = { problems: [{ code: 'subject-missing', file: MANIFEST }], claims: [] };
const differs = (entry: BundleEntry | undefined): CheckedAbout => ({
  problems: [{ code: 'about-differs', file: entry ? entryFile(entry.index) : MANIFEST }],
  claims: [],
});
const NOTHING: CheckedAbout = { problems: [], claims: [] };

/** The entries are about what the manifest says they are about. */
export function checkAbout(about: About, entries: readonly BundleEntry[], payloads: Payloads): CheckedAbout {
  const entry = 'entry' in about ? entries.find((one) => one.id === about.entry) : undefined;
  if ('entry' in about && !entry) return MISSING;
  switch (about.kind) {
    case 'entry':
    case 'range':
      return NOTHING;
    case 'story': {
      const story = entries.filter((one) => one.stream === about.stream);
      if (story.length === 0) return MISSING;
      return story.length === about.last + 1 ? NOTHING : differs(story[story.length - 1]);
    }
    case 'resource-version':
      return checkVersion(about, entry, payloads);
    case 'destruction':
      return checkDestruction(entry, entries, payloads);
  }
}

function checkVersion(
  about: Extract<About, { readonly kind: 'resource-version' }>,
  entry: BundleEntry | undefined,
  payloads: Payloads,
): CheckedAbout {
  if (entry?.type !== 'catalogue.resource-published' || entry.stream !== about.stream) return differs(entry);
  const payload = payloads.get(entry.id);
  const { version } = about;
  if (!payload) return { problems: [], claims: [claim('version-published', false, { version })] };
  return payload['version'] === version
    ? { problems: [], claims: [claim('version-published', true, { version, digest: String(payload['digest']) })] }
    : differs(entry);
}

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  new Set(a).size === new Set(b).size && a.every((one) => b.includes(one));

/** Ends that order a destruction by themselves: nobody has to approve it. */
const ORDERS = ['authorization.grant-ended'];

/**
 * The same keys were named before the act and after it; and two different people approved, or an end that stands in the
 * story of what the destruction is about had ordered it before.
 */
function checkDestruction(
  entry: BundleEntry | undefined,
  entries: readonly BundleEntry[],
  payloads: Payloads,
): CheckedAbout {
  if (entry?.type !== 'vault.destruction-completed') return differs(entry);
  const done = payloads.get(entry.id);
  // Without `findLast`: the page of the verifier runs in browsers of years ago too.
  const intents = entries.filter(
    (one) =>
      one.stream === entry.stream && one.streamSeq < entry.streamSeq && one.type === 'vault.destruction-intended',
  );
  const intent = intents[intents.length - 1];
  const intended = intent && payloads.get(intent.id);
  if (!done || !intended) return { problems: [], claims: [claim('destruction-shown', false)] };
  const keys = texts(done['keyIds']);
  const announced = keys.length > 0 && sameSet(keys, texts(intended['keyIds']));
  const approvers = new Set(texts(done['approvers']));
  const { groundEntry } = done;
  if (approvers.size === 0 && typeof groundEntry === 'string') {
    const end = entries.find((one) => one.id === groundEntry);
    const ordered = end !== undefined && orders(end, intent);
    const params = { keys: keys.length, entry: groundEntry, at: entry.at };
    return { problems: [], claims: [claim('destruction-ordered', announced && ordered, params)] };
  }
  const params = { keys: keys.length, approvers: approvers.size, at: entry.at };
  return { problems: [], claims: [claim('destruction-shown', announced && approvers.size >= 2, params)] };
}

const orders = (end: BundleEntry, intent: BundleEntry): boolean =>
  ORDERS.includes(end.type) && end.index < intent.index && intent.about.includes(end.stream);

/** Keys of the policy stand in the log: introduced, and not retired, in the bundle's story of keys. Null without one. */
export function checkKeyHistory(
  keys: readonly NoteKey[],
  entries: readonly BundleEntry[],
  payloads: Payloads,
): CheckedAbout {
  const story = entries.filter((one) => one.stream === KEY_STREAM);
  if (story.length === 0 || story.some((one) => !payloads.has(one.id)))
    return { problems: [], claims: [claim('keys-introduced', false)] };
  const valid = new Set<string>();
  for (const one of story) {
    const payload = payloads.get(one.id);
    if (!isObject(payload)) continue;
    const name = `${String(payload['keyName'])}+${String(payload['keyId'])}`;
    if (one.type === 'system.key-introduced') valid.add(name);
    if (one.type === 'system.key-retired') valid.delete(name);
  }
  const unknown = keys.filter((key) => !valid.has(`${key.name}+${toHexPure(key.id)}`));
  const problems = unknown.map((key): Problem => ({
    code: 'key-unknown',
    file: entryFile(story[story.length - 1]?.index ?? 0),
    params: { key: toHexPure(key.id) },
  }));
  return { problems, claims: [claim('keys-introduced', unknown.length === 0, { keys: keys.length })] };
}
