import { ProblemError } from '../../api/call.ts';
import type { CallAnswer } from './catalogue-product.ts';

/** One call of a product with its key, as a buyer's program makes it: the sign-in of the page plays no part. @throws ProblemError */
export async function callProduct(
  productId: string,
  key: string,
  parameters: Readonly<Record<string, unknown>>,
  language: string,
): Promise<CallAnswer> {
  const response = await fetch(`/api/v1/call/${encodeURIComponent(productId)}`, {
    method: 'POST',
    credentials: 'omit',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'accept-language': language },
    body: JSON.stringify(parameters),
  });
  const body = (await response.json().catch(() => ({}))) as Partial<Record<string, string>>;
  if (!response.ok)
    throw new ProblemError(
      response.status,
      body['code'] ?? 'http.no-answer',
      body['detail'] ?? body['title'] ?? response.statusText,
      body['requestId'] ?? '',
    );
  return body as unknown as CallAnswer;
}

let freshKey: { readonly productId: string; readonly key: string } | null = null;

/** Hands a key that was just made to the try-it panel of this visit; it is never stored. */
export function handOverKey(productId: string, key: string): void {
  freshKey = { productId, key };
}

export function takeKey(productId: string): string {
  return freshKey?.productId === productId ? freshKey.key : '';
}
