import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { serveStatic } from '@hono/node-server/serve-static';
import { cookieName, pageHeaders } from '@sluice/http';
import type { Hono } from 'hono';
import { createConsoleDocument } from './console-document.ts';

const STAMP = '.built-from';
/** What the console is made of: a change in any of these makes the built one stale. */
const SOURCES = [
  'apps/console/src',
  'apps/console/public',
  'apps/console/index.html',
  'apps/console/vite.config.ts',
  'packages/contract/src',
  'package-lock.json',
];

const COMPRESSED = new Set(['.js', '.css', '.svg', '.html']);

export type ConsoleState = 'fresh' | 'built' | 'missing';

/**
 * Builds the console if its sources are newer than what was built. A build lands beside the served folder and takes its
 * place when it is whole, so that a failed or killed build leaves the old one.
 */
export async function prepareConsole(root: string): Promise<ConsoleState> {
  const dist = join(root, 'apps/console/dist');
  if (!existsSync(join(root, 'apps/console/index.html'))) return 'missing';
  const wanted = digestSources(root);
  const stamp = join(dist, STAMP);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return 'fresh';
  const fresh = join(root, `apps/console/dist.${process.pid}`);
  try {
    const { build } = await import('vite');
    await build({
      configFile: join(root, 'apps/console/vite.config.ts'),
      logLevel: 'silent',
      build: { outDir: fresh, emptyOutDir: true },
    });
    compressFiles(fresh);
    writeFileSync(join(fresh, STAMP), wanted);
    rmSync(dist, { recursive: true, force: true });
    renameSync(fresh, dist);
    return 'built';
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** A compressed twin beside each text file: a third of the bytes on the way, made once. */
function compressFiles(folder: string): void {
  for (const file of filesBelow(folder)) {
    if (COMPRESSED.has(extname(file))) writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
  }
}

function digestSources(root: string): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of filesBelow(join(root, source)))
      hash.update(file.slice(root.length)).update('\0').update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesBelow(path: string): string[] {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

/** Pages and files of the console; every path that is neither a file nor of the interface shows the one page. */
export function serveConsole(app: Hono, root: string, secure: boolean): void {
  const dist = join(root, 'apps/console/dist');
  if (!existsSync(dist)) {
    app.get('/*', (c) => c.text('The console is not built; the reason stands in logs/server.log.', 503));
    return;
  }
  const headers = Object.entries(pageHeaders(secure));
  app.use('/*', async (c, next) => {
    await next();
    for (const [name, value] of headers) c.res.headers.set(name, value);
    // Names of built files carry a digest of their content.
    c.res.headers.set(
      'cache-control',
      c.req.path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    );
  });
  const document = createConsoleDocument(dist);
  const session = new RegExp(`(^|;\\s*)${cookieName(secure)}=`);
  const files = serveStatic({ root: dist, precompressed: true });
  app.get('/*', async (c, next) => (c.req.path === '/' ? next() : files(c, next)));
  app.get('/*', (c) => c.html(document(c.req.path, session.test(c.req.header('cookie') ?? ''))));
}
