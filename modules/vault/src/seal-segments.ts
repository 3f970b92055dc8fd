import { createReadStream } from 'node:fs';
import { record } from '@sluice/ledger';
import { checker } from './act-parts.ts';
import type { SegmentSink } from './ingest/ingest-file.ts';
import type { SealedFile } from './sealed-files.ts';
import { forgetFiles, planFiles } from './store.ts';
import type { BatchRow, FileKind } from './tables.ts';
import type { VaultContext } from './vault-context.ts';

export type SealedSegment = SealedFile & { readonly id: string; readonly rows: number };

/** Names files before their first byte is written: what no commit comes for is swept at the next start. */
export async function intendFiles(
  v: VaultContext,
  batch: BatchRow,
  files: readonly { readonly id: string; readonly kind: FileKind }[],
): Promise<void> {
  await v.transact(async (tx) => {
    await planFiles(
      tx,
      files.map(({ id, kind }) => ({ id, kind, batch_id: batch.id, state: 'planned', planned_at: tx.at })),
    );
    record(tx, {
      type: 'vault.segment-intended',
      stream: `batch:${batch.id}`,
      actor: checker,
      subjects: [{ kind: 'resource', id: batch.resource_id, rel: 'about' }],
      rows: [],
      ruleVersion: v.ruleVersion(batch.jurisdiction),
      payload: { segments: files.map((file) => file.id) },
    });
  });
  v.crashPoint('segments-intended');
}

/** Sealed and durable when it returns. */
export async function sealFile(v: VaultContext, id: string, path: string): Promise<SealedFile> {
  const sealed = await v.files.write(id, createReadStream(path, { highWaterMark: 1 << 20 }));
  v.crashPoint('segment-sealed');
  return sealed;
}

/** Segments intended at once: one entry of the log for so many. */
const AHEAD = 8;

/** Seals segments while the batch is still being read, so that what lies open is a part and never the whole. */
export function createSegmentSink(
  v: VaultContext,
  batch: BatchRow,
): SegmentSink & { finish(): Promise<readonly SealedSegment[]> } {
  let sealed: SealedSegment[] = [];
  let intended: string[] = [];
  let ready: string[] = [];
  const nextId = async (): Promise<string> => {
    if (ready.length === 0) {
      const count = intended.length === 0 ? 1 : AHEAD;
      ready = Array.from({ length: count }, () => v.ids.next<'file'>('seg'));
      intended = [...intended, ...ready];
      await intendFiles(
        v,
        batch,
        ready.map((id) => ({ id, kind: 'segment' as const })),
      );
    }
    return ready.shift() ?? '';
  };
  return {
    async take({ path, rows }) {
      const id = await nextId();
      sealed.push({ id, rows, ...(await sealFile(v, id, path)) });
    },
    async discard() {
      for (const id of intended) await v.files.destroy(id);
      const gone = intended;
      [sealed, intended, ready] = [[], [], []];
      if (gone.length > 0) await v.transact((tx) => forgetFiles(tx, gone));
    },
    /** What was sealed; names that were intended and not needed are forgotten. */
    async finish() {
      const unused = ready;
      ready = [];
      if (unused.length > 0) await v.transact((tx) => forgetFiles(tx, unused));
      return sealed;
    },
  };
}
