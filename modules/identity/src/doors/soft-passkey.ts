import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** An authenticator made of software: what a browser's would answer, for tests. */
export interface SoftPasskey {
  readonly id: string;
  make(challenge: string, more?: Partial<Claimed>): Answer;
  answer(challenge: string, more?: Partial<Claimed>): Answer;
}

interface Claimed {
  readonly origin: string;
  readonly domain: string;
  readonly verified: boolean;
  readonly counter: number;
}

interface Answer {
  readonly id: string;
  readonly rawId: string;
  readonly type: 'public-key';
  readonly response: Readonly<Record<string, unknown>> & { readonly clientDataJSON: string };
  readonly clientExtensionResults: Readonly<Record<string, never>>;
}

const b64 = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url');
const sha256 = (bytes: Uint8Array | string): Buffer => createHash('sha256').update(bytes).digest();

export function createSoftPasskey(origin: string, name: string): SoftPasskey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = b64(sha256(name));
  const plain: Claimed = { origin, domain: new URL(origin).hostname, verified: true, counter: 0 };
  let used = 0;
  const client = (type: string, challenge: string, from: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin: from, crossOrigin: false }));
  const shell = (response: Answer['response']): Answer => ({
    ...{ id, rawId: id, type: 'public-key', response, clientExtensionResults: {} },
  });
  return {
    id,
    make(challenge, more = {}) {
      const claimed = { ...plain, ...more };
      const key = coseKey(publicKey);
      const raw = Buffer.from(id, 'base64url');
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, raw.length]), raw, key]);
      const data = Buffer.concat([head(claimed, 0x40), attested]);
      // {"fmt": "none", "attStmt": {}, "authData": …} in CBOR.
      const object = Buffer.concat([
        Buffer.from('a363666d74646e6f6e656761747453746d74a0686175746844617461', 'hex'),
        Buffer.from([0x58, data.length]),
        data,
      ]);
      return shell({
        clientDataJSON: b64(client('webauthn.create', challenge, claimed.origin)),
        ...{ attestationObject: b64(object), transports: ['internal'] },
      });
    },
    answer(challenge, more = {}) {
      used += 1;
      const claimed = { ...plain, counter: used, ...more };
      const data = head(claimed, 0);
      const said = client('webauthn.get', challenge, claimed.origin);
      const signature = sign('sha256', Buffer.concat([data, sha256(said)]), privateKey);
      return shell({ clientDataJSON: b64(said), authenticatorData: b64(data), signature: b64(signature) });
    },
  };
}

/** Domain, what was done (present, verified, with a key), and how often it was used. */
function head({ domain, verified, counter }: Claimed, flags: number): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  return Buffer.concat([sha256(domain), Buffer.from([0x01 | (verified ? 0x04 : 0) | flags]), count]);
}

/** ES256 on P-256 as COSE writes it. */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' }) as { x?: string; y?: string };
  const part = (label: string, value: string) =>
    Buffer.concat([Buffer.from(`${label}5820`, 'hex'), Buffer.from(value, 'base64url')]);
  return Buffer.concat([Buffer.from('a5010203262001', 'hex'), part('21', x), part('22', y)]);
}
