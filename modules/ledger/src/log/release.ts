import type { LogFolder } from './log-folder.ts';
import type { StandingCheckpoint } from './publish-checkpoint.ts';

/** What stands between a signed checkpoint and the public. */
export interface Release {
  /**
   * Before a leader signs anything: asks whoever remembers the log from outside whether it was longer, or another, once.
   * @throws DomainError `ledger.rollback-detected`, `ledger.log-diverged` (precondition)
   */
  confirm(size: number, origin: string): Promise<void>;
  /** At a start, the checkpoint that was signed last: a crash may have left the public one behind. */
  resume(standing: StandingCheckpoint): Promise<void>;
  /** Takes a signed checkpoint; it becomes public now or, when others have to sign it too, a little later. */
  offer(signed: StandingCheckpoint): Promise<void>;
}

/** Nobody else is asked: a signed checkpoint is public at once. */
export function createDirectRelease(folder: LogFolder): Release {
  return {
    confirm: async () => undefined,
    async resume({ note }) {
      if ((await folder.read('checkpoint'))?.toString() !== note) await folder.publishCheckpoint(note);
    },
    offer: async ({ note }) => folder.publishCheckpoint(note),
  };
}
