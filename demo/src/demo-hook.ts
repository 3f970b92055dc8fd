import { demoJurisdictions, type DemoJurisdiction } from './city/index.ts';
import { demoAccounts, type DemoAccount } from './demo-accounts.ts';
import { loadDemoCity } from './load-city.ts';
import type { OnProgress } from './load-progress.ts';

/** What a server started with the demo city is given: its accounts, and how to fill an empty installation. */
export interface DemoHook {
  readonly accounts: readonly DemoAccount[];
  load(start: {
    readonly url: string;
    readonly dataFolder: string;
    readonly administrator: { readonly account: string; readonly password: string };
    readonly onProgress?: (part: string, done: number, total: number) => void;
  }): Promise<void>;
}

export interface DemoHookOptions {
  readonly size: 'small' | 'full';
  /** Password of every demo account; printed at the start, offered at the door. */
  readonly password?: string;
  readonly jurisdictions?: readonly DemoJurisdiction[];
  readonly onProgress?: OnProgress;
}

/** Known to everyone on purpose: the accounts of the demo stand open, and a server says so. */
export const DEMO_PASSWORD = 'sluice-demo-2026';

export async function createDemoHook(options: DemoHookOptions): Promise<DemoHook> {
  const password = options.password ?? DEMO_PASSWORD;
  const jurisdictions = options.jurisdictions ?? demoJurisdictions;
  return {
    accounts: await demoAccounts(password, jurisdictions),
    load: async ({ url, dataFolder, administrator, onProgress }) =>
      loadDemoCity({
        url,
        dataFolder,
        administrator,
        password,
        jurisdictions,
        size: options.size,
        onProgress: (progress) => {
          options.onProgress?.(progress);
          onProgress?.(progress.jurisdiction, progress.done, progress.total);
        },
      }),
  };
}
