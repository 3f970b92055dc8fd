import { formatWitnessVkey, parseWitnessVkey, type WitnessKey } from './cosignature.ts';
import { formatVkey, parseVkey, type NoteKey } from './note.ts';
import { equalBytes } from './tree-hash.ts';

/** C2SP tlog-policy: the logs and witnesses that a verifier knows, and which witnesses must have cosigned. */
export interface TrustPolicy {
  /** Every key of a checkpoint's origin must have signed it: stricter than the specification's "any". */
  readonly logKeys: readonly NoteKey[];
  readonly witnesses: readonly PolicyWitness[];
  readonly groups: readonly PolicyGroup[];
  /** Name of a witness or group, or `none`. */
  readonly quorum: string;
}

export interface PolicyWitness {
  readonly name: string;
  readonly key: WitnessKey;
  /** Submission prefix, where a program has to ask the witness. */
  readonly url?: string;
}

export interface PolicyGroup {
  readonly name: string;
  /** How many of the members must have witnessed. */
  readonly threshold: number;
  readonly members: readonly string[];
}

export const NO_QUORUM = 'none';
/** At least what the specification strongly recommends; a file beyond it is nobody's policy. */
const MAX_LINES = 1_000;

type Digest = (bytes: Uint8Array) => Uint8Array;

/** Without the addresses of the witnesses: who verifies does not ask them. */
export function formatPolicy(policy: Pick<TrustPolicy, 'logKeys'> & Partial<Omit<TrustPolicy, 'logKeys'>>): string {
  const lines = [
    ...policy.logKeys.map((key) => `log ${formatVkey(key)}`),
    ...(policy.witnesses ?? []).map(({ name, key }) => `witness ${name} ${formatWitnessVkey(key)}`),
    ...(policy.groups ?? []).map(({ name, threshold, members }) => `group ${name} ${threshold} ${members.join(' ')}`),
    `quorum ${policy.quorum ?? NO_QUORUM}`,
  ];
  return lines.map((line) => `${line}\n`).join('');
}

interface Draft {
  readonly logKeys: NoteKey[];
  readonly witnesses: PolicyWitness[];
  readonly groups: PolicyGroup[];
  quorum: string | null;
}

/** Tab and line feed are the only control characters that a policy may hold. */
const isAllowed = (code: number): boolean => code === 9 || code === 10 || (code >= 32 && code !== 127);

/** Null on anything malformed: an unknown word, a key of an unknown type, a key or name that comes twice. */
export function parsePolicy(sha256: Digest, text: string): TrustPolicy | null {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length > MAX_LINES) return null;
  for (let at = 0; at < text.length; at += 1) if (!isAllowed(text.charCodeAt(at))) return null;
  const draft: Draft = { logKeys: [], witnesses: [], groups: [], quorum: null };
  for (const line of lines) {
    const words = line.split(/[ \t]+/).filter((word) => word !== '');
    if (words.length === 0 || words[0]?.startsWith('#')) continue;
    if (!readLine(sha256, draft, words)) return null;
  }
  return draft.quorum === null ? null : { ...draft, quorum: draft.quorum };
}

function readLine(sha256: Digest, draft: Draft, words: readonly string[]): boolean {
  const [kind, ...rest] = words;
  if (kind === 'log') return readLog(sha256, draft, rest);
  if (kind === 'witness') return readWitness(sha256, draft, rest);
  if (kind === 'group') return readGroup(draft, rest);
  if (kind !== 'quorum' || rest.length !== 1 || draft.quorum !== null) return false;
  const [name = ''] = rest;
  if (name !== NO_QUORUM && !isDefined(draft, name)) return false;
  draft.quorum = name;
  return true;
}

const isDefined = ({ witnesses, groups }: Draft, name: string): boolean =>
  witnesses.some((one) => one.name === name) || groups.some((one) => one.name === name);
const isNewName = (draft: Draft, name: string | undefined): name is string =>
  name !== undefined && name !== NO_QUORUM && !isDefined(draft, name);

function readLog(sha256: Digest, { logKeys }: Draft, [vkey, , ...more]: readonly string[]): boolean {
  const key = parseVkey(sha256, vkey ?? '');
  if (!key || more.length > 0 || logKeys.some((one) => equalBytes(one.publicKey, key.publicKey))) return false;
  logKeys.push(key);
  return true;
}

function readWitness(sha256: Digest, draft: Draft, [name, vkey, url, ...more]: readonly string[]): boolean {
  const key = parseWitnessVkey(sha256, vkey ?? '');
  if (!key || more.length > 0 || !isNewName(draft, name)) return false;
  if (draft.witnesses.some((one) => equalBytes(one.key.publicKey, key.publicKey))) return false;
  draft.witnesses.push({ name, key, ...(url === undefined ? {} : { url }) });
  return true;
}

function readGroup(draft: Draft, [name, wanted = '', ...members]: readonly string[]): boolean {
  const threshold = wanted === 'any' ? 1 : wanted === 'all' ? members.length : readCount(wanted);
  const once = new Set(members).size === members.length;
  // Also not in another group: each witness counts in one way only.
  const elsewhere = draft.groups.some((group) => group.members.some((member) => members.includes(member)));
  if (!isNewName(draft, name) || !once || elsewhere || !members.every((member) => isDefined(draft, member)))
    return false;
  if (threshold < 1 || threshold > members.length) return false;
  draft.groups.push({ name, threshold, members });
  return true;
}

const readCount = (text: string): number => (/^[1-9]\d{0,4}$/.test(text) ? Number(text) : 0);

/** Whether the witnesses that cosigned are enough. With `quorum none` nobody's word is needed. */
export function meetsQuorum(
  policy: Pick<TrustPolicy, 'witnesses' | 'groups' | 'quorum'>,
  cosigned: readonly WitnessKey[],
): boolean {
  const witnessed = (name: string): boolean => {
    const group = policy.groups.find((one) => one.name === name);
    if (group) return group.members.filter(witnessed).length >= group.threshold;
    const witness = policy.witnesses.find((one) => one.name === name);
    return witness !== undefined && cosigned.some((key) => equalBytes(key.publicKey, witness.key.publicKey));
  };
  return policy.quorum === NO_QUORUM || witnessed(policy.quorum);
}
