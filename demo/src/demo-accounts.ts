import { describeCity, demoJurisdictions, type DemoJurisdiction } from './city/index.ts';
import type { Role } from './city/describe-city.ts';

export interface DemoAccount {
  readonly account: string;
  readonly password: string;
  readonly person: string;
  readonly bodyName: string;
  readonly role: Role;
  readonly jurisdiction: DemoJurisdiction;
}

/** Every account of the demo, all with the one password that the server prints at its start. */
export async function demoAccounts(
  password: string,
  jurisdictions: readonly DemoJurisdiction[] = demoJurisdictions,
): Promise<DemoAccount[]> {
  const cities = await Promise.all(jurisdictions.map(describeCity));
  return cities.flatMap((city) =>
    city.people.map(({ account, name, body, role }) => ({
      account,
      password,
      person: name,
      role,
      jurisdiction: city.id,
      bodyName: city.bodies.find(({ key }) => key === body)?.name ?? body,
    })),
  );
}
