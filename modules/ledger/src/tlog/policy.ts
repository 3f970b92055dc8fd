import { formatVkey, parseVkey, type NoteKey } from './note.ts';

/** What a verifier trusts (C2SP tlog-policy): here the log's own keys, all of which must have signed. */
export interface TrustPolicy {
  readonly logKeys: readonly NoteKey[];
}

export const formatPolicy = (policy: TrustPolicy): string =>
  `${policy.logKeys.map((key) => `log ${formatVkey(key)}\n`).join('')}quorum none\n`;

/** Null on anything that `formatPolicy` would not write. */
export function parsePolicy(sha256: (bytes: Uint8Array) => Uint8Array, text: string): TrustPolicy | null {
  const lines = text.split('\n');
  if (lines.length < 3 || lines.pop() !== '' || lines.pop() !== 'quorum none') return null;
  const logKeys: NoteKey[] = [];
  for (const line of lines) {
    const key = line.startsWith('log ') ? parseVkey(sha256, line.slice(4)) : null;
    if (!key) return null;
    logKeys.push(key);
  }
  return { logKeys };
}
