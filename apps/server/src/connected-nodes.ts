import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { evidenceBundleRoutes } from '@sluice/contract';
import { DomainError } from '@sluice/kernel';
import { originOfIdentifier, type ResolvedIdentifier } from '@sluice/ledger';

/** Other installations whose identifiers this one resolves (数联网). */
export interface ConnectedNodes {
  /**
   * Asks the node that an identifier names; null when it names none that is connected, or that node knows nothing of it.
   * @throws DomainError `identifier.node-unreachable` (unavailable)
   */
  resolve(identifier: string): Promise<ResolvedIdentifier | null>;
}

const ASK_MS = 3_000;
const MAX_BYTES = 64_000;

interface NodesOptions {
  readonly dataFolder: string;
  readonly fetch: typeof fetch;
}

/**
 * The nodes that the administrator wrote into `nodes.json` of the data folder: `{"<origin>": "https://…"}`. Only these
 * addresses are ever asked.
 */
export function createConnectedNodes({ dataFolder, fetch: ask }: NodesOptions): ConnectedNodes {
  return {
    async resolve(identifier) {
      const origin = originOfIdentifier(identifier);
      const url = origin === null ? undefined : (await readNodes(join(dataFolder, 'nodes.json')))[origin];
      if (origin === null || url === undefined) return null;
      const path = evidenceBundleRoutes.resolveIdentifier.path.replace(':id', encodeURIComponent(identifier));
      const answer = await askNode(ask, new URL(path, url));
      // A node speaks for its own objects only.
      return answer?.node === origin ? answer : null;
    },
  };
}

async function askNode(ask: typeof fetch, url: URL): Promise<ResolvedIdentifier | null> {
  const unreachable = () => new DomainError('identifier.node-unreachable', 'unavailable', { node: url.host });
  const response = await ask(url, { redirect: 'error', signal: AbortSignal.timeout(ASK_MS) }).catch(() => {
    throw unreachable();
  });
  if (response.status === 404) return null;
  const text = await response.text();
  if (!response.ok || text.length > MAX_BYTES) throw unreachable();
  const parsed = evidenceBundleRoutes.resolveIdentifier.ok.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : null;
}

async function readNodes(file: string): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter((one): one is [string, string] => typeof one[1] === 'string'));
}
