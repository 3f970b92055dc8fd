import { DomainError } from '@sluice/kernel';
import type { ProviderSettings } from './open-providers.ts';

const fields = {
  oidc: { needed: ['id', 'title', 'issuer', 'clientId'], allowed: ['clientSecret'], address: 'issuer' },
  cas: { needed: ['id', 'title', 'server'], allowed: [], address: 'server' },
} as const;

/**
 * Reads the list of providers that an administrator keeps in a file. Secure addresses only, but on this machine.
 * @throws DomainError `providers.malformed` (invalid) with the place
 */
export function readProviderSettings(text: string): readonly ProviderSettings[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    throw malformed('file');
  }
  if (!Array.isArray(list)) throw malformed('file');
  const settings = list.map((one: unknown, index) => readOne(one, index));
  const ids = settings.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) throw malformed('id');
  return settings;
}

const malformed = (place: string): DomainError => new DomainError('providers.malformed', 'invalid', { place });

function readOne(one: unknown, index: number): ProviderSettings {
  const value = typeof one === 'object' && one !== null ? (one as Readonly<Record<string, unknown>>) : {};
  const { kind } = value;
  if (kind !== 'oidc' && kind !== 'cas') throw malformed(`${index}.kind`);
  const { needed, allowed, address } = fields[kind];
  const known: readonly string[] = ['kind', ...needed, ...allowed];
  for (const name of Object.keys(value)) if (!known.includes(name)) throw malformed(`${index}.${name}`);
  for (const name of known) {
    const given = value[name];
    const missing = given === undefined && !(allowed as readonly string[]).includes(name);
    if (missing || (given !== undefined && (typeof given !== 'string' || given === '')))
      throw malformed(`${index}.${name}`);
  }
  if (!/^[a-z][a-z0-9-]{0,40}$/.test(String(value['id']))) throw malformed(`${index}.id`);
  if (!isSafe(String(value[address]))) throw malformed(`${index}.${address}`);
  return value as unknown as ProviderSettings;
}

function isSafe(address: string): boolean {
  const url = URL.parse(address);
  if (!url || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && /^(localhost|127\.0\.0\.1)$/.test(url.hostname));
}
