import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pageHeaders } from '@sluice/http';
import type { Hono } from 'hono';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const SOURCE = 'apps/console/src/verify-page';
/** Desktops in offices run older browsers. */
const TARGET = 'chrome94';

export interface VerifyPage {
  readonly html: string;
  /** Nothing but the page's own script and style, named by their digests; no connection of any kind. */
  readonly policy: string;
}

const digest = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * The verifier as one page without any other file: a classic script and a style stand inside it, so that it works from
 * `file://`. The same sources give the same bytes.
 */
export async function buildVerifyPage(): Promise<VerifyPage> {
  const script = (await bundleScript()).replaceAll('</script', String.raw`<\/script`);
  const style = (await readFile(join(root, SOURCE, 'page.css'), 'utf8')).replaceAll(/\s*\n\s*/g, '');
  const directives = [
    "default-src 'none'",
    `script-src ${digest(script)}`,
    `style-src ${digest(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ];
  const policy = directives.join('; ');
  const html = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>存证核验 · 数闸</title>
<style>${style}</style>
</head>
<body>
<noscript>需要启用 JavaScript 才能核验。Verifying needs JavaScript.</noscript>
<script>${script}</script>
</body>
</html>
`;
  return { html, policy: `${policy}; frame-ancestors 'none'` };
}

async function bundleScript(): Promise<string> {
  const { build } = await import('vite');
  const built = await build({
    configFile: false,
    root: join(root, 'apps/console'),
    logLevel: 'silent',
    publicDir: false,
    build: {
      write: false,
      target: TARGET,
      minify: true,
      lib: { entry: join(root, SOURCE, 'main.ts'), formats: ['iife'], name: 'SluiceVerifyPage' },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  const chunk = output && 'output' in output ? output.output[0] : undefined;
  if (chunk?.type !== 'chunk') throw new Error('the page of the verifier was not built');
  return chunk.code;
}

/** Serves the page at `/verify`, to anyone: whoever got a bundle can check it without an account. */
export function serveVerifyPage(app: Hono, secure: boolean): void {
  let page: Promise<VerifyPage> | undefined;
  app.get('/verify', async (context) => {
    page ??= buildVerifyPage();
    const { html, policy } = await page;
    return context.html(html, 200, {
      ...pageHeaders(secure),
      'content-security-policy': policy,
      'cache-control': 'no-cache',
    });
  });
}
