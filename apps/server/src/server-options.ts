import type { DemoAccount } from '@sluice/identity';
import type { OutwardSettings } from './outward/senders.ts';
import type { ProviderSettings } from './sign-in/open-providers.ts';

/** What to do when the city is empty: enters bodies, people and data through the server's own interface. */
export interface DemoHook {
  readonly accounts: readonly DemoAccount[];
  /** Whether everything is there already, or has to be loaded (again). */
  load(start: {
    readonly url: string;
    readonly dataFolder: string;
    readonly administrator: { readonly account: string; readonly password: string };
    /** Told of each step: `done` of `total` units of one part; parts are loaded side by side. */
    readonly onProgress: (part: string, done: number, total: number) => void;
  }): Promise<void>;
}

export interface ServerOptions {
  /** 0 takes a free port. */
  readonly port: number;
  readonly host: string;
  /** Everything this installation keeps lies below here. */
  readonly dataFolder: string;
  /** An external PostgreSQL; without it the embedded one is started in the data folder. */
  readonly databaseUrl?: string;
  readonly databaseOwnerUrl?: string;
  /** The clock may be moved by the platform administrator: for demonstrations and acceptance, never in service. */
  readonly controllableClock: boolean;
  /** Reached by browsers over https (a proxy ends it): cookies are then bound to it. */
  readonly secure: boolean;
  readonly trustProxy: boolean;
  /** How people reach it, `https://data.example.gov.cn`: on papers, and for sign-in by passkey or another provider. */
  readonly publicUrl?: string;
  /** Who else vouches for people: OpenID Connect, CAS. Needs the public address. */
  /** How notices leave: mail, a gateway to SMS or messengers. Webhooks need nothing. */
  readonly outward?: OutwardSettings;
  readonly signInProviders?: readonly ProviderSettings[];
  /** `gm`: an SM3 twin of the log, and payloads under SM4. Without it as the data folder was begun (`intl`). */
  readonly suite?: 'intl' | 'gm';
  /** Refuse to run programs of developers without a sandbox of the operating system. */
  readonly requireSandbox: boolean;
  /** Unix socket of a key service that wraps the vault's keys, instead of a master key in a file. */
  readonly keyService?: string;
  /** `false` only in tests: acknowledged writes then do not wait for the disk. */
  readonly durable: boolean;
  /** Where unsealed data may lie while it is used: backed by memory, not by a disk. */
  readonly memoryFolder?: string;
  readonly minimumFreeBytes?: number;
  /** Hours between two audits of a kind; 1 and 24 unless said. */
  readonly auditHours?: { readonly incremental?: number; readonly full?: number };
  readonly demo?: DemoHook;
  /** Who cosigns the checkpoints of the log; nobody unless said. */
  readonly witnesses?: {
    /** Program that is run with `witness …`: one beside the server, where no policy file is given. */
    readonly program?: readonly string[];
    /** A trust policy (c2sp.org/tlog-policy) with witnesses, their addresses and the quorum. */
    readonly policyFile?: string;
    /** Nothing becomes public without the quorum. */
    readonly required?: boolean;
  };
  /** Authority of time (RFC 3161) that stamps the log's checkpoints; nobody unless said. */
  readonly timestamps?: {
    readonly url: string;
    /** PEM file with the certificates that the authority's own must lead to. */
    readonly rootsFile: string;
    readonly everyMs?: number;
    /** How long the authority may fail before the log shows nothing new. */
    readonly acceptableFailureMs?: number;
  };
  /** Fires when the start is no longer wanted: what was opened is closed again, a demo half loaded goes on next time. */
  readonly signal?: AbortSignal;
  /** Told of each step of the start, for a person who waits. */
  readonly onStep?: (step: StartStep) => void;
}

export type StartStep =
  | { readonly step: 'database'; readonly kind: 'embedded' | 'adopted' | 'external'; readonly milliseconds: number }
  | { readonly step: 'migrated'; readonly files: number }
  | { readonly step: 'sandbox'; readonly isolation: string }
  | { readonly step: 'console'; readonly state: 'fresh' | 'built' | 'missing' }
  | { readonly step: 'demo-loading' };

export const DEFAULT_PORT = 4600;
