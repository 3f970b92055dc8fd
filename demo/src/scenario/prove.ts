import { evidenceRoutes } from '@sluice/contract';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { as, type ScenarioContext } from './scenario-context.ts';

/** What the stand-alone verifier found; `where` names the place of the first fault. */
export interface Verdict {
  readonly ok: boolean;
  readonly facts: Readonly<Record<string, string | number>>;
  readonly where?: string;
}

/** Verifies a bundle without server or network. */
export type VerifyBundle = (bundle: Uint8Array) => Promise<Verdict>;

/** The log publishes every few seconds; a bundle is complete when its entry stands under a signed checkpoint. */
const PUBLISH_WAIT_MS = 20_000;
const POLL_MS = 200;

/** Chain h: the evidence bundle of a call is exported and proved offline; one changed byte is found. @returns path of the bundle */
export async function prove(context: ScenarioContext, entryId: string, verify: VerifyBundle): Promise<string> {
  const api = await as(context, 'inspection');
  const bundle = await context.step('h', ['导出调用的存证包', 'evidence bundle of the call exported'], async (facts) => {
    await published(context, entryId);
    const bytes = await api.call(evidenceRoutes.getBundle, { params: { entryId } });
    const file = join(context.folder, `${context.city.id}-${context.run}.bundle.zip`);
    if (!(bytes instanceof Uint8Array)) throw new Error('the bundle did not come as bytes');
    await writeFile(file, bytes);
    facts['bytes'] = bytes.length;
    facts['file'] = file;
    return { bytes, file };
  });
  await context.step('h', ['离线验证存证包', 'bundle verified offline'], async (facts) => {
    const verdict = await verify(bundle.bytes);
    if (!verdict.ok) throw new Error(`the bundle did not verify: ${verdict.where ?? 'no place named'}`);
    Object.assign(facts, verdict.facts);
  });
  await context.step('h', ['改动一个字节即被发现', 'one changed byte is found'], async (facts) => {
    const changed = Uint8Array.from(bundle.bytes);
    const place = Math.floor(changed.length / 3);
    changed[place] = (changed[place] ?? 0) ^ 1;
    const verdict = await verify(changed).catch((error: unknown): Verdict => ({ ok: false, facts: {}, where: error instanceof Error ? error.message : 'unreadable' }));
    if (verdict.ok) throw new Error(`byte ${String(place)} was changed and the bundle still verified`);
    facts['byte'] = place;
    facts['found at'] = verdict.where ?? '';
  });
  return bundle.file;
}

async function published(context: ScenarioContext, entryId: string): Promise<void> {
  for (let waited = 0; waited < PUBLISH_WAIT_MS; waited += POLL_MS) {
    const { entry } = await context.actors.anyone.call(evidenceRoutes.getEntry, { params: { entryId } });
    if (entry.status === 'published') return;
    await wait(POLL_MS);
  }
  throw new Error(`entry ${entryId} was not published within ${String(PUBLISH_WAIT_MS / 1000)} s`);
}
