import { intl, sha256 } from '@sluice/crypto';
import { describe, expect, it } from 'vitest';
import {
  cosignatureLine,
  cosignedMessage,
  createWitnessKey,
  formatWitnessVkey,
  parseWitnessVkey,
  verifyCosignatures,
  type WitnessKey,
} from './cosignature.ts';
import { formatCheckpoint } from './checkpoint.ts';
import { createNoteKey, formatVkey } from './note.ts';
import { formatPolicy, meetsQuorum, parsePolicy } from './policy.ts';

const digest = (bytes: Uint8Array) => Uint8Array.from(sha256.digest(bytes));
const signerOf = () => intl.createSigner(intl.generateKeyPair());
const witnesses = ['w1', 'w2', 'w3', 'w4'].map((name) => {
  const signer = signerOf();
  return { name, signer, key: createWitnessKey(digest, `example.org/${name}`, Uint8Array.from(signer.publicKey)) };
});
const [w1, w2, w3, w4] = witnesses.map((one) => one.key) as [WitnessKey, WitnessKey, WitnessKey, WitnessKey];
const logKey = createNoteKey(digest, 'example.org/log', 'ed25519', Uint8Array.from(signerOf().publicKey));
const lines = witnesses.map(({ name, key }) => `witness ${name} ${formatWitnessVkey(key)}`);
const log = `log ${formatVkey(logKey)}`;
const parse = (...of: readonly string[]) => parsePolicy(digest, of.map((line) => `${line}\n`).join(''));

describe('tlog-policy', () => {
  it('AUD-02 counts witnesses by groups of k of n', () => {
    const policy = parse(
      '# two of three here, and one there',
      log,
      ...lines,
      '  group near 2\tw1 w2 w3',
      'group far any w4',
      'group both all near far',
      'quorum both',
    );
    expect(policy?.logKeys).toEqual([logKey]);
    if (!policy) throw new Error('unreadable');
    expect(meetsQuorum(policy, [w1, w2, w4])).toBe(true);
    expect(meetsQuorum(policy, [w1, w3, w4])).toBe(true);
    expect(meetsQuorum(policy, [w1, w2, w3])).toBe(false);
    expect(meetsQuorum(policy, [w1, w4])).toBe(false);
    expect(parsePolicy(digest, formatPolicy(policy))).toEqual(policy);
  });

  it('takes one witness, or none, as a quorum', () => {
    const one = parse(log, ...lines, 'quorum w2');
    expect(one && meetsQuorum(one, [w2])).toBe(true);
    expect(one && meetsQuorum(one, [w1])).toBe(false);
    const none = parse(log, 'quorum none');
    expect(none && meetsQuorum(none, [])).toBe(true);
    expect(parse(log, `${lines[0]} http://127.0.0.1:1`, 'quorum w1')?.witnesses[0]?.url).toBe('http://127.0.0.1:1');
  });

  it.each([
    ['no quorum', [log]],
    ['two quorums', [log, 'quorum none', 'quorum none']],
    ['a quorum nobody defined', [log, 'quorum w1']],
    ['a group before its members', [log, 'group g any w1', ...lines, 'quorum g']],
    ['more than there are', [log, ...lines, 'group g 5 w1 w2 w3 w4', 'quorum g']],
    ['a threshold of nothing', [log, ...lines, 'group g 0 w1', 'quorum g']],
    ['a group of nobody', [log, ...lines, 'group g all', 'quorum g']],
    ['a member twice', [log, ...lines, 'group g 1 w1 w1', 'quorum g']],
    ['a member of two groups', [log, ...lines, 'group g any w1', 'group h any w1', 'quorum g']],
    ['the same witness key twice', [log, lines[0] ?? '', (lines[0] ?? '').replace('w1', 'w9'), 'quorum w1']],
    ['the same log twice', [log, log, 'quorum none']],
    ['a witness called none', [log, (lines[0] ?? '').replace('w1', 'none'), 'quorum none']],
    ['none in a group', [log, ...lines, 'group g any none', 'quorum g']],
    ['an unknown word', [log, 'mirror x', 'quorum none']],
    ['a log key as a witness', [`witness w ${formatVkey(logKey)}`, 'quorum w']],
    ['a control character', [`${log}\r`, 'quorum none']],
  ])('refuses %s', (_, text) => {
    expect(parse(...text)).toBeNull();
  });

  it('refuses a last line without its end', () => {
    expect(parsePolicy(digest, `${log}\nquorum none`)).toBeNull();
  });
});

describe('tlog-cosignature', () => {
  const text = formatCheckpoint({ origin: 'example.org/log', size: 3, root: digest(Uint8Array.of(3)) });
  const sign = (time: number, over = text) => {
    const signer = witnesses[0]?.signer ?? signerOf();
    return cosignatureLine(w1, time, signer.sign(cosignedMessage(time, over)));
  };

  it('AUD-02 verifies a witness’s word with its time, passes unknown ones over and is spoilt by a wrong one', () => {
    expect(parseWitnessVkey(digest, formatWitnessVkey(w1))).toEqual(w1);
    const note = { text, signatures: [sign(1_700_000_000)] };
    expect(verifyCosignatures(note, [w1, w2], intl.verify)).toEqual([{ key: w1, time: 1_700_000_000 }]);
    expect(verifyCosignatures(note, [w2], intl.verify)).toEqual([]);
    const other = { text: text.replace('\n3\n', '\n4\n'), signatures: note.signatures };
    expect(verifyCosignatures(other, [w1], intl.verify)).toBeNull();
    const line = sign(1_700_000_000);
    const later = { ...line, signature: Uint8Array.from(line.signature, (byte, i) => (i === 7 ? byte ^ 1 : byte)) };
    expect(verifyCosignatures({ text, signatures: [later] }, [w1], intl.verify)).toBeNull();
    expect(verifyCosignatures({ text, signatures: [sign(0)] }, [w1], intl.verify)).toBeNull();
  });

  it('reads the message as the specification prints it', () => {
    const example = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
    expect(new TextDecoder().decode(cosignedMessage(1_679_315_147, example))).toBe(
      `cosignature/v1\ntime 1679315147\n${example}`,
    );
  });
});
