import { DomainError } from '@sluice/kernel';
import type { DomainAccess } from '../domain-access.ts';

/** Whose run it is, and the name that the asker gave it. */
export interface RunName {
  readonly grantId: string;
  readonly person: string;
  readonly run: string;
}

interface Ticket {
  stopped: boolean;
  stop?: (() => Promise<void>) | undefined;
}

export interface StoppableRuns {
  /** Work in the domain that `stop` ends by killing its engine's process; what waits for a place never begins. */
  within<T>(name: RunName, domain: DomainAccess, work: (domain: DomainAccess) => Promise<T>): Promise<T>;
  /** @returns whether such a run was there */
  stop(name: RunName): Promise<boolean>;
}

const keyOf = ({ grantId, person, run }: RunName): string => [grantId, person, run].join('\0');

/** Runs of this process that their askers may stop. Whoever stops one learns nothing: it ends like any other failure (R14). */
export function createStoppableRuns(): StoppableRuns {
  const running = new Map<string, Ticket>();
  return {
    async within(name, domain, work) {
      const key = keyOf(name);
      const ticket: Ticket = { stopped: false };
      running.set(key, ticket);
      try {
        return await work(stoppable(domain, ticket));
      } finally {
        if (running.get(key) === ticket) running.delete(key);
      }
    },
    async stop(name) {
      const ticket = running.get(keyOf(name));
      if (!ticket) return false;
      ticket.stopped = true;
      await ticket.stop?.();
      return true;
    },
  };
}

const stoppable = (domain: DomainAccess, ticket: Ticket): DomainAccess => ({
  open: async (epochIds, resources) => {
    if (ticket.stopped) throw new DomainError('engine.crashed', 'unavailable');
    const session = await domain.open(epochIds, resources);
    ticket.stop = session.stop?.bind(session);
    if (ticket.stopped) await session.stop?.();
    return session;
  },
});
