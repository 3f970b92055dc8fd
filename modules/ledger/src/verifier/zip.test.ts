import { expect, it } from 'vitest';
import { MANIFEST } from './bundle-format.ts';
import { verifyBundle } from './verify-bundle.ts';
import { buildZip, readZip } from './zip.ts';

/** A zip whose directory names one member many times, each time under another name. */
function repeated(times: number, content: Uint8Array): Uint8Array {
  const one = buildZip(new Map([['00000', content]])).bytes;
  const view = new DataView(one.buffer);
  const directory = view.getUint32(one.length - 6, true);
  const line = one.subarray(directory, one.length - 22);
  const end = Uint8Array.from(one.subarray(one.length - 22));
  new DataView(end.buffer).setUint16(8, times, true);
  new DataView(end.buffer).setUint16(10, times, true);
  const lines = Array.from({ length: times }, (_, i) => {
    const copy = Uint8Array.from(line);
    copy.set(new TextEncoder().encode(String(i).padStart(5, '0')), 46);
    return copy;
  });
  return Buffer.concat([one.subarray(0, directory), ...lines, end]);
}

it('AUD-02 a zip whose members share bytes is refused before anything of it is digested', () => {
  const bytes = repeated(2_000, new Uint8Array(20_000_000));
  const began = performance.now();
  expect(verifyBundle(bytes).problems).toEqual([{ code: 'zip-unreadable', file: 'zip-directory' }]);
  expect(performance.now() - began).toBeLessThan(1_000);
  expect(readZip(repeated(1, new Uint8Array(10)))?.size).toBe(1);
  expect(readZip(repeated(2, new Uint8Array(10)))).toBeNull();
});

it('AUD-02 a zip whose members reach into its directory is refused', () => {
  const { bytes } = buildZip(new Map([['a', new Uint8Array(10)]]));
  const view = new DataView(bytes.buffer);
  const directory = view.getUint32(bytes.length - 6, true);
  view.setUint32(directory + 20, 11, true);
  expect(readZip(bytes)).toBeNull();
});

it('AUD-02 a manifest that lists a file twice is refused before it is digested twice', () => {
  const item = { path: 'a', size: 1, sha256: '00' };
  const manifest = `{"about":{"entry":"e","kind":"entry"},"files":[${Array(3).fill(JSON.stringify(item)).join()}],"v":2}`;
  const sorted = manifest.replaceAll('{"path":"a","size":1,"sha256":"00"}', '{"path":"a","sha256":"00","size":1}');
  const { bytes } = buildZip(
    new Map([
      ['a', new Uint8Array(1)],
      [MANIFEST, new TextEncoder().encode(sorted)],
    ]),
  );
  expect(verifyBundle(bytes).problems).toEqual([{ code: 'manifest-malformed', file: MANIFEST }]);
});
