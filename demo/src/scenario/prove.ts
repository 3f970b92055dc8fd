import { evidenceRoutes } from '@sluice/contract';
import { describeProblem, verifyBundle } from '@sluice/ledger/verifier';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { as, type ScenarioContext } from './scenario-context.ts';

/** The log publishes every few seconds; a bundle is complete when its entry stands under a signed checkpoint. */
const PUBLISH_WAIT_MS = 20_000;
const POLL_MS = 200;

/** Chain h: the evidence bundle of a call is exported and proved offline; one changed byte is found. @returns path of the bundle */
export async function prove(context: ScenarioContext, entryId: string): Promise<string> {
  const api = await as(context, 'inspection');
  const { bytes, file, policy } = await context.step(
    'h',
    ['导出调用的存证包', 'evidence bundle of the call exported'],
    async (facts) => {
      await published(context, entryId);
      const log = await context.actors.anyone.call(evidenceRoutes.getLog);
      const bundle = await api.call(evidenceRoutes.getBundle, { params: { entryId } });
      if (!(bundle instanceof Uint8Array)) throw new Error('the bundle did not come as bytes');
      const name = join(context.folder, `${context.city.id}-${context.run}.bundle.zip`);
      await writeFile(name, bundle);
      facts['bytes'] = bundle.length;
      facts['file'] = name;
      return { bytes: bundle, file: name, policy: log.policy };
    },
  );
  await context.step('h', ['离线验证存证包', 'bundle verified offline'], async (facts) => {
    const report = verifyBundle(bytes, { policy });
    const [problem] = report.problems;
    if (!report.ok || problem)
      throw new Error(`the bundle did not verify: ${problem ? describeProblem(problem, 'en') : 'no reason given'}`);
    facts['claims proven'] = report.claims.filter((claim) => claim.proven).length;
    facts['open'] = report.claims.filter((claim) => !claim.proven).length;
    facts['entries'] = report.claims.find(({ code }) => code === 'recorded')?.params['entries'] ?? 0;
  });
  await context.step('h', ['改动一个字节即被发现', 'one changed byte is found'], async (facts) => {
    const changed = Uint8Array.from(bytes);
    const place = Math.floor(changed.length / 3);
    changed[place] = (changed[place] ?? 0) ^ 1;
    const [problem] = verifyBundle(changed, { policy }).problems;
    if (!problem) throw new Error(`byte ${String(place)} was changed and the bundle still verified`);
    facts['byte'] = place;
    facts['found'] = { zh: describeProblem(problem, 'zh'), en: describeProblem(problem, 'en') };
  });
  return file;
}

async function published(context: ScenarioContext, entryId: string): Promise<void> {
  for (let waited = 0; waited < PUBLISH_WAIT_MS; waited += POLL_MS) {
    const { entry } = await context.actors.anyone.call(evidenceRoutes.getEntry, { params: { entryId } });
    if (entry.status === 'published') return;
    await wait(POLL_MS);
  }
  throw new Error(`entry ${entryId} was not published within ${String(PUBLISH_WAIT_MS / 1000)} s`);
}
