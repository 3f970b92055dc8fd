import { Readable } from 'node:stream';
import { AwsV4Signer } from 'aws4fetch';
import { DomainError } from '@sluice/kernel';
import { openAnswer, sourceFailed, textOf } from '../pinned-request.ts';
import { pullXml, type XmlEvent } from '../pull-xml.ts';
import type { Range, Reading } from '../reading.ts';
import { reachableAddress, type Reach } from '../reach-address.ts';
import { nextFile, type FoundFile } from './next-file.ts';

/** A bucket of a storage that speaks the S3 protocol (MinIO, Ceph, clouds' object storage), addressed by path. */
export interface S3Source {
  /** `https://storage.example:9000` */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** Objects whose names begin so; everything where empty. */
  readonly prefix: string;
  /** Name of the access key; the secret is the other half. */
  readonly accessKey: string;
}

export interface S3Limits {
  readonly timeoutMs: number;
  readonly maxListBytes: number;
  readonly maxPages: number;
}

const LIMITS: S3Limits = { timeoutMs: 60_000, maxListBytes: 8 * 1024 * 1024, maxPages: 100 };

interface FoundObject extends FoundFile {
  readonly tag: string;
}

interface Asking {
  readonly source: S3Source;
  readonly secret: string;
  readonly reach: Reach;
  readonly limits: S3Limits;
  readonly now: Date;
}

/**
 * The oldest object after the last one that was taken; it is asked for by its tag, so that one which is put anew meanwhile
 * is not taken for the old one.
 * @throws DomainError `connector.address-refused`, `connector.source-changed` (invalid), `connector.host-unknown`,
 * `connector.source-failed` (unavailable)
 */
export async function readS3(
  source: S3Source,
  secret: string,
  range: Range,
  around: { readonly reach: Reach; readonly now: Date; readonly limits?: S3Limits; readonly settledMs?: number },
): Promise<Reading & { readonly filename?: string }> {
  const asking = { source, secret, reach: around.reach, limits: around.limits ?? LIMITS, now: around.now };
  const files: FoundObject[] = [];
  let token: string | undefined;
  for (let page = 1; ; page += 1) {
    const listed = await list(asking, token);
    files.push(...listed.objects);
    token = listed.next;
    if (token === undefined) break;
    if (page >= asking.limits.maxPages) throw sourceFailed('endless');
  }
  const next = nextFile(files, range, around);
  const found = next && files.find(({ name }) => name === next.name);
  const close = (): Promise<void> => Promise.resolve();
  if (!next || !found) return { stream: nothing(), records: undefined, isEmpty: true, high: undefined, close };
  const answer = await ask(asking, objectUrl(source, found.name), { 'if-match': found.tag });
  return {
    stream: untilBroken(answer),
    records: undefined,
    isEmpty: false,
    high: next.place,
    filename: found.name.split('/').at(-1) ?? found.name,
    close: () => {
      answer.destroy();
      return Promise.resolve();
    },
  };
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // no object has come
}

async function* untilBroken(answer: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* answer;
  } catch (error) {
    throw error instanceof DomainError ? error : sourceFailed('broken-off');
  }
}

const bucketUrl = ({ endpoint, bucket }: S3Source): URL =>
  new URL(`${endpoint.replace(/\/+$/, '')}/${encodeURIComponent(bucket)}`);

function objectUrl(source: S3Source, name: string): URL {
  const url = bucketUrl(source);
  url.pathname += `/${name.split('/').map(encodeURIComponent).join('/')}`;
  return url;
}

async function ask(asking: Asking, url: URL, headers: Readonly<Record<string, string>> = {}) {
  const { source, secret, reach, limits, now } = asking;
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new DomainError('connector.address-refused', 'invalid');
  const address = await reachableAddress(url.hostname, reach);
  const signed = await new AwsV4Signer({
    url: url.href,
    headers: { ...headers },
    accessKeyId: source.accessKey,
    secretAccessKey: secret,
    service: 's3',
    region: source.region,
    datetime: now.toISOString().replace(/[:-]|\.\d{3}/g, ''),
  }).sign();
  const sent: Record<string, string> = {};
  signed.headers.forEach((value, name) => {
    sent[name] = value;
  });
  return openAnswer(signed.url, address, sent, limits.timeoutMs);
}

async function list(asking: Asking, token: string | undefined) {
  const url = bucketUrl(asking.source);
  url.searchParams.set('list-type', '2');
  if (asking.source.prefix !== '') url.searchParams.set('prefix', asking.source.prefix);
  if (token !== undefined) url.searchParams.set('continuation-token', token);
  return listedIn(await textOf(await ask(asking, url), asking.limits.maxListBytes));
}

/** What a list says: its objects, and where the next page begins. */
async function listedIn(text: string): Promise<{ readonly objects: readonly FoundObject[]; readonly next?: string }> {
  const objects: FoundObject[] = [];
  const path: string[] = [];
  let object: Record<string, string> = {};
  let next: string | undefined;
  let isList = false;
  for (const event of await eventsOf(text)) {
    if (event.kind === 'start') {
      path.push(event.name);
      isList ||= path.length === 1 && event.name === 'ListBucketResult';
      if (event.name === 'Contents') object = {};
    } else if (event.kind === 'end') {
      if (path.pop() === 'Contents') objects.push(...objectOf(object));
    } else if (path.at(-2) === 'Contents') {
      const name = path.at(-1) ?? '';
      object[name] = (object[name] ?? '') + event.text;
    } else if (path.at(-1) === 'NextContinuationToken') next = (next ?? '') + event.text;
  }
  if (!isList) throw new DomainError('connector.source-changed', 'invalid', { columns: ['ListBucketResult'] });
  return { objects, ...(next === undefined ? {} : { next }) };
}

async function eventsOf(text: string): Promise<readonly XmlEvent[]> {
  const events: XmlEvent[] = [];
  try {
    for await (const some of pullXml(Readable.from([Buffer.from(text)]))) events.push(...some);
  } catch {
    throw sourceFailed('no-xml');
  }
  return events;
}

function objectOf(found: Readonly<Record<string, string>>): readonly FoundObject[] {
  const { Key: name = '', LastModified = '', ETag: tag = '' } = found;
  const changedMs = Date.parse(LastModified);
  // A name that ends in a stroke stands for a folder.
  return name === '' || name.endsWith('/') || Number.isNaN(changedMs) ? [] : [{ name, changedMs, tag }];
}
