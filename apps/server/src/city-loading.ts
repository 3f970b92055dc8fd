import { createHash } from 'node:crypto';
import { DomainError } from '@sluice/kernel';
import type { Check } from './health.ts';
import { wording } from './wording.ts';

/** How far the demo city has come in; what is asked of the server meanwhile is told so. */
export interface CityLoading {
  begin(): void;
  /** `done` of `total` units of one part; parts are loaded side by side. */
  update(part: string, done: number, total: number): void;
  end(): void;
  /** Whole percent, or null when nothing is being loaded. */
  percent(): number | null;
}

export function createCityLoading(): CityLoading {
  let parts: Map<string, { readonly done: number; readonly total: number }> | undefined;
  return {
    begin: () => void (parts = new Map()),
    update: (part, done, total) => void parts?.set(part, { done, total }),
    end: () => void (parts = undefined),
    percent() {
      if (!parts) return null;
      const all = [...parts.values()];
      const total = all.reduce((sum, part) => sum + part.total, 0);
      return total === 0 ? 0 : Math.min(99, Math.floor((all.reduce((sum, part) => sum + part.done, 0) / total) * 100));
    },
  };
}

const CODE = 'server.city-loading';

/** Not ready while the city is loading. */
export const checkLoading = (loading: CityLoading): Check => ({
  name: 'city',
  run: async () => {
    const percent = loading.percent();
    if (percent !== null) throw new DomainError(CODE, 'unavailable', { percent });
  },
});

const ACCOUNTS = '/api/v1/session/demo-accounts';
/** What programs read; everything else is a page. */
const NO_PAGE = /^\/(api|log|healthz|readyz|metrics)(\/|$)/;
const RETRY_SECONDS = 2;

/** What a page, or the list of demo accounts, is answered while the city is loading; undefined for everything else. */
export function answerWhileLoading(loading: CityLoading, request: Request): Response | undefined {
  const percent = loading.percent();
  if (percent === null || request.method !== 'GET') return undefined;
  const { pathname } = new URL(request.url);
  const language = /^\s*zh/i.test(request.headers.get('accept-language') ?? '') ? 'zh-CN' : 'en';
  const [title, detail] = [wording(CODE, { percent }, 'en'), wording(CODE, { percent }, language)];
  const headers = { 'retry-after': String(RETRY_SECONDS), 'cache-control': 'no-store' };
  if (pathname === ACCOUNTS) {
    const problem = { type: `urn:sluice:problem:${CODE}`, title, status: 503, code: CODE, detail, requestId: '' };
    return new Response(JSON.stringify({ ...problem, params: { percent } }), {
      status: 503,
      headers: { ...headers, 'content-type': 'application/problem+json' },
    });
  }
  if (NO_PAGE.test(pathname) || !request.headers.get('accept')?.includes('text/html')) return undefined;
  return new Response(page(percent, detail ?? '', language), {
    status: 503,
    headers: {
      ...headers,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_DIGEST}'`,
    },
  });
}

const STYLE =
  ':root{color-scheme:light dark}body{font:16px/1.6 system-ui,sans-serif;display:grid;place-content:center;min-height:90vh;gap:12px;text-align:center}progress{width:min(320px,80vw);justify-self:center}';
const STYLE_DIGEST = createHash('sha256').update(STYLE).digest('base64');

const page = (percent: number, sentence: string, language: string): string => `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="${RETRY_SECONDS}"><title>Sluice 数闸</title><style>${STYLE}</style></head>
<body><h1>Sluice 数闸</h1><progress max="100" value="${percent}" aria-label="${percent} %"></progress><p>${sentence}</p></body></html>
`;
