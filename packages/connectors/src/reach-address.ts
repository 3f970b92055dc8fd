import { lookup as lookupName } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { DomainError } from '@sluice/kernel';

/** Which addresses sources may have. Names listed here are allowed whatever they lead to. */
export interface Reach {
  readonly allowedHosts: readonly string[];
}

/**
 * The machine itself, its link, and what clouds answer secrets from: no source of data lives there. Private networks are
 * where agencies' databases are, and stay open.
 */
const forbidden = new BlockList();
forbidden.addSubnet('0.0.0.0', 8);
forbidden.addSubnet('127.0.0.0', 8);
forbidden.addSubnet('169.254.0.0', 16);
forbidden.addSubnet('224.0.0.0', 3);
forbidden.addAddress('100.100.100.200');
forbidden.addAddress('::', 'ipv6');
forbidden.addAddress('::1', 'ipv6');
forbidden.addSubnet('fe80::', 10, 'ipv6');
forbidden.addSubnet('ff00::', 8, 'ipv6');
forbidden.addAddress('fd00:ec2::254', 'ipv6');

export function isForbiddenAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return isForbiddenAddress(mapped);
  // An IPv4 address may be hidden in an IPv6 one in hexadecimal; none of those is needed.
  if (/^::ffff:/i.test(address) || /^64:ff9b:/i.test(address)) return true;
  const family = isIP(address);
  return family === 0 || forbidden.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * The address to connect to, looked up once: whoever connects by the name again could be led elsewhere.
 * @throws DomainError `connector.address-refused` (invalid), `connector.host-unknown` (unavailable)
 */
export async function reachableAddress(host: string, reach: Reach): Promise<string> {
  const name = host.replace(/^\[|\]$/g, '');
  const found = isIP(name) ? [{ address: name }] : await lookupName(name, { all: true }).catch(() => []);
  const [first] = found;
  if (!first) throw new DomainError('connector.host-unknown', 'unavailable');
  if (!reach.allowedHosts.includes(name) && found.some(({ address }) => isForbiddenAddress(address)))
    throw new DomainError('connector.address-refused', 'invalid');
  return first.address;
}
