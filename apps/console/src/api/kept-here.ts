let owner = 'nobody';

/** Says for whom what is kept on this device from now on is kept: a membership, or nobody. */
export function keepFor(membership: string | null): void {
  owner = membership ?? 'nobody';
}

/** Name under which this browser keeps something of whoever is signed in: the next one at it must not read it. */
export const ownKey = (name: string): string => `sluice.${name}.${owner}`;
