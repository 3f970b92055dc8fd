import { vaultRoutes, type Answer } from '@sluice/contract';
import { openAsBlob } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { DemoResource } from './city/index.ts';
import type { ApiClient } from './client.ts';
import type { GeneratedCity } from './generate-city.ts';
import { dataFolder } from './real-places.ts';

export type Batch = Answer<typeof vaultRoutes.readBatch>;

export interface Delivery {
  readonly filename: string;
  readonly bytes: Blob;
}

const POLL_MS = 150;

/**
 * The bytes a source agency delivers. A shipped table goes out with the declared field names in its first line, the way
 * an export is set up; every record stays as it is.
 */
export async function openDelivery(resource: DemoResource, generated: () => Promise<GeneratedCity>): Promise<Delivery> {
  const { file } = resource;
  if (file.kind === 'table') {
    const text = await readFile(join(dataFolder, file.file), 'utf8');
    const records = text.slice(text.indexOf('\n'));
    const head = resource.content.fields.map(({ name }) => name).join(',');
    return { filename: file.file, bytes: new Blob([head, records]) };
  }
  const city = await generated();
  const path = file.kind === 'residents' ? city.residentsFile : city.visitsFile;
  return { filename: basename(path), bytes: await openAsBlob(path) };
}

/** Delivers a file and waits until the vault has checked and sealed it. The same file a second time is the same batch. */
export async function deliver(
  api: ApiClient,
  resourceId: string,
  delivery: Delivery,
  onShare?: (share: number) => void,
): Promise<Batch> {
  const received = await api.call(vaultRoutes.receiveBatch, {
    params: { id: resourceId },
    query: { filename: delivery.filename, mode: 'full' },
    body: delivery.bytes,
  });
  for (let batch = received.data; ;) {
    if (batch.state === 'sealed' || batch.state === 'partly-quarantined') return batch;
    if (batch.state === 'rejected') {
      throw new Error(
        `batch ${batch.id} of ${delivery.filename} was refused: ${batch.refusal?.code ?? 'no reason'} ${JSON.stringify(batch.refusal?.params ?? {})}`,
      );
    }
    onShare?.(batch.progress ?? 0);
    await wait(POLL_MS);
    batch = await api.call(vaultRoutes.readBatch, { params: { id: batch.id } });
  }
}
