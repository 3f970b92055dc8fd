import { AsyncLocalStorage } from 'node:async_hooks';
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { DomainError, isDomainError, type ErrorKind } from '@sluice/kernel';
import { statusOf } from './problem.ts';

/** Where marks and answers are kept; the server gives an implementation on the database. */
export interface IdempotencyStore {
  /** Claims the id; answers with what stood there before, if anything did. */
  claim(id: string, requestDigest: string): Promise<IdempotencyRow | undefined>;
  keepAnswer(id: string, status: number, sealed: Uint8Array): Promise<void>;
  /** Forgets a claim whose work had no effect; answers whether it did. */
  release(id: string): Promise<boolean>;
}

export interface IdempotencyRow {
  readonly requestDigest: string;
  readonly effectCommitted: boolean;
  readonly status: number | undefined;
  readonly sealedAnswer: Uint8Array | undefined;
}

export interface KeptAnswer {
  readonly status: number;
  readonly body: string;
}

export interface IdempotentRequest {
  readonly key: string;
  readonly who: string;
  readonly method: string;
  readonly path: string;
  readonly body: string;
  /** Of a body that is a stream: its digest, once it was read; what nobody has read is read for it. */
  readonly readDigest?: () => Promise<string>;
}

/** Answers longer than this are not kept; a repetition is then told that the effect stands. */
const KEPT_ANSWER_BYTES = 1_000_000;
/** Statuses from here on are refusals, kept as code and parameters: the words are found anew. */
const FIRST_REFUSAL = 400;
const KEY = /^[\x21-\x7e]{16,128}$/;

const current = new AsyncLocalStorage<string>();

/** The claim under which the running request works, for the step that marks it inside the business transaction. */
export const currentClaim = (): string | undefined => current.getStore();

/**
 * Runs a write at most once for each idempotency key of a caller. The same key with the same request gets the same
 * answer again; `work` is not run. A refusal that left an entry is such an answer too; one without any effect is
 * forgotten, and the key may be used again.
 * @throws DomainError `http.idempotency-key-malformed` (invalid); (conflict) `http.idempotency-key-reused` for another
 * request, `http.idempotency-in-progress`, `http.idempotency-effect-stands` when the effect was committed but its
 * answer is lost (a crash between the two).
 */
export async function runOnce(
  store: IdempotencyStore,
  request: IdempotentRequest,
  work: () => Promise<KeptAnswer>,
): Promise<KeptAnswer & { readonly repeated: boolean }> {
  if (!KEY.test(request.key)) throw new DomainError('http.idempotency-key-malformed', 'invalid');
  const id = digest(request.who, request.method, request.path, request.key);
  // With the key in it, which is kept nowhere: the digest of a body alone would let its password be guessed.
  const requestDigest = digest(request.key, request.body);
  const before = await store.claim(id, requestDigest);
  if (before) return { ...(await repeat(before, requestDigest, request, running.has(id))), repeated: true };
  running.add(id);
  try {
    return { ...(await runClaimed(store, id, request, work)), repeated: false };
  } finally {
    running.delete(id);
  }
}

/** Claims that this process works under: whoever repeats one is told to wait, whatever it has done already. */
const running = new Set<string>();

async function runClaimed(
  store: IdempotencyStore,
  id: string,
  request: IdempotentRequest,
  work: () => Promise<KeptAnswer>,
): Promise<KeptAnswer> {
  let answer: KeptAnswer;
  try {
    answer = await current.run(id, work);
  } catch (error) {
    const forgotten = await store.release(id);
    // What is still there had an effect, if only the entry of its refusal.
    if (!forgotten && isDomainError(error))
      await store.keepAnswer(id, statusOf[error.kind], seal(toBytes(error), request.key));
    throw error;
  }
  const bytes = Buffer.from(answer.body, 'utf8');
  if (bytes.byteLength <= KEPT_ANSWER_BYTES)
    await store.keepAnswer(id, answer.status, seal(bytes, await secretOf(request)));
  return answer;
}

/** An answer to a delivered file is sealed for that file: another one under the same key does not open it. */
const secretOf = async ({ key, readDigest }: IdempotentRequest): Promise<string> =>
  readDigest ? `${key} ${await readDigest()}` : key;

async function repeat(
  row: IdempotencyRow,
  requestDigest: string,
  request: IdempotentRequest,
  isRunning: boolean,
): Promise<KeptAnswer> {
  if (row.requestDigest !== requestDigest) throw new DomainError('http.idempotency-key-reused', 'conflict');
  if (row.status !== undefined && row.sealedAnswer) {
    // A refusal may have come before the file was read: it is one for any file.
    if (row.status >= FIRST_REFUSAL) throw toRefusal(open(row.sealedAnswer, request.key).toString('utf8'));
    return { status: row.status, body: openOwn(row.sealedAnswer, await secretOf(request)) };
  }
  throw new DomainError(
    row.effectCommitted && !isRunning ? 'http.idempotency-effect-stands' : 'http.idempotency-in-progress',
    'conflict',
  );
}

function openOwn(sealed: Uint8Array, secret: string): string {
  try {
    return open(sealed, secret).toString('utf8');
  } catch {
    throw new DomainError('http.idempotency-key-reused', 'conflict');
  }
}

type KeptRefusal = Pick<DomainError, 'code' | 'params' | 'issues'> & { readonly kind: ErrorKind };

function toBytes({ code, kind, params, issues }: DomainError): Buffer {
  return Buffer.from(JSON.stringify({ code, kind, params, issues } satisfies KeptRefusal), 'utf8');
}

function toRefusal(text: string): DomainError {
  const { code, kind, params, issues } = JSON.parse(text) as KeptRefusal;
  return new DomainError(code, kind, params, issues);
}

function digest(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest('hex');
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const keyFrom = (secret: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', 'sluice idempotent answer', 32));

function seal(bytes: Uint8Array, secret: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyFrom(secret), nonce);
  const body = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

function open(sealed: Uint8Array, secret: string): Buffer {
  const bytes = Buffer.from(sealed);
  const decipher = createDecipheriv('aes-256-gcm', keyFrom(secret), bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
}
