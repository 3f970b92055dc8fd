import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the build says of a page: the pattern of its path and the files that it needs (`apps/console/vite.config.ts`). */
interface PageHead {
  readonly path: string;
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
}

/**
 * The one document of the console, for an address. It names the files of the page at once, so that they come beside the
 * first script instead of one after another, and says of a visitor without a session that there is none to ask for.
 */
export type ConsoleDocument = (path: string, signedIn: boolean) => string;

/** @param dist folder of the built console; another build in its place is read anew */
export function createConsoleDocument(dist: string): ConsoleDocument {
  let read: { readonly of: number; readonly document: ConsoleDocument } | undefined;
  return (path, signedIn) => {
    const of = statSync(join(dist, 'index.html')).mtimeMs;
    if (read?.of !== of) read = { of, document: readDocument(dist) };
    return read.document(path, signedIn);
  };
}

function readDocument(dist: string): ConsoleDocument {
  const document = readFileSync(join(dist, 'index.html'), 'utf8');
  const file = join(dist, '.vite/page-heads.json');
  const heads = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as readonly PageHead[]) : [];
  // A path that is named word by word comes before one with a parameter in the same place.
  const pages = heads
    .map((head) => ({
      pattern: new RegExp(`^${head.path.replaceAll(/\$\w+/g, '[^/]+')}/?$`),
      parameters: head.path.split('$').length,
      links: linksOf(head),
    }))
    .toSorted((a, b) => a.parameters - b.parameters);
  return (path, signedIn) => {
    const links = pages.find(({ pattern }) => pattern.test(path))?.links ?? '';
    const named = document.replace('</head>', `${links}</head>`);
    return signedIn ? named : named.replace('<html', '<html data-session="none"');
  };
}

function linksOf({ scripts, styles }: PageHead): string {
  return [
    ...styles.map((file) => `<link rel="stylesheet" crossorigin href="/${file}">`),
    ...scripts.map((file) => `<link rel="modulepreload" crossorigin href="/${file}">`),
  ].join('\n');
}
