import { DomainError } from '@sluice/kernel';
import { expect, it } from 'vitest';
import { digestStream } from './digest-stream.ts';
import { currentClaim, runOnce, type IdempotencyRow, type IdempotencyStore } from './idempotency.ts';

const request = { key: 'a-key-of-some-length', who: 'w', method: 'POST', path: '/p', body: '{}' };

/** A store in memory, and the step inside the business transaction that marks the claim. */
function memory() {
  const rows = new Map<string, IdempotencyRow>();
  const store: IdempotencyStore = {
    claim: async (id, requestDigest) => {
      const before = rows.get(id);
      if (!before) rows.set(id, { requestDigest, effectCommitted: false, status: undefined, sealedAnswer: undefined });
      return before;
    },
    keepAnswer: async (id, status, sealedAnswer) => {
      rows.set(id, { ...(rows.get(id) as IdempotencyRow), status, sealedAnswer });
    },
    release: async (id) => !rows.get(id)?.effectCommitted && rows.delete(id),
  };
  const commit = (): void => {
    const id = currentClaim() ?? '';
    rows.set(id, { ...(rows.get(id) as IdempotencyRow), effectCommitted: true });
  };
  return { rows, store, commit };
}

it('gives the same refusal again where the refusal itself was entered, and keeps nothing of it readable', async () => {
  const { rows, store, commit } = memory();
  let made = 0;
  const work = async (): Promise<never> => {
    made += 1;
    commit();
    throw new DomainError('thing.refused', 'precondition', { name: 'x' }, [{ code: 'thing.wrong', path: '1:2' }]);
  };
  const refused = { code: 'thing.refused', kind: 'precondition', params: { name: 'x' }, issues: [{ path: '1:2' }] };
  await expect(runOnce(store, request, work)).rejects.toMatchObject(refused);
  await expect(runOnce(store, request, work)).rejects.toMatchObject(refused);
  expect(made).toBe(1);
  const kept = [...rows.values()].map((row) => Buffer.from(row.sealedAnswer ?? []).toString('latin1')).join('');
  expect(kept).not.toContain('thing');
});

it('forgets a refusal without any effect, and tells of an effect whose failure is not ours to name', async () => {
  const { rows, store, commit } = memory();
  const refuse = async (): Promise<never> => {
    throw new DomainError('thing.refused', 'conflict');
  };
  await expect(runOnce(store, request, refuse)).rejects.toMatchObject({ code: 'thing.refused' });
  expect(rows.size).toBe(0);
  const fail = async (): Promise<never> => {
    commit();
    throw new Error('the line broke');
  };
  await expect(runOnce(store, request, fail)).rejects.toThrow('the line broke');
  await expect(runOnce(store, request, fail)).rejects.toMatchObject({ code: 'http.idempotency-effect-stands' });
});

it('tells who repeats what is still running to wait, though its effect stands already', async () => {
  const { store, commit } = memory();
  let done = (): void => undefined;
  const first = runOnce(store, request, async () => {
    commit();
    await new Promise<void>((resolve) => (done = resolve));
    return { status: 200, body: 'x' };
  });
  await Promise.resolve();
  const repeated = () => runOnce(store, request, async () => ({ status: 200, body: 'y' }));
  await expect(repeated()).rejects.toMatchObject({ code: 'http.idempotency-in-progress' });
  done();
  expect(await first).toMatchObject({ body: 'x', repeated: false });
  expect(await repeated()).toMatchObject({ body: 'x', repeated: true });
});

it('refuses the same key for another file of the same length, and repeats the answer for the same one', async () => {
  const { store } = memory();
  const send = (text: string) => {
    const { stream, readDigest } = digestStream(new Blob([text]).stream());
    return runOnce(store, { ...request, body: '', readDigest }, async () => {
      let bytes = 0;
      for await (const chunk of stream) bytes += chunk.byteLength;
      return { status: 202, body: `${bytes} ${text}` };
    });
  };
  expect(await send('k,A')).toMatchObject({ body: '3 k,A', repeated: false });
  await expect(send('k,B')).rejects.toMatchObject({ code: 'http.idempotency-key-reused' });
  expect(await send('k,A')).toMatchObject({ body: '3 k,A', repeated: true });
});
