import { spawn, type ChildProcess } from 'node:child_process';
import { DomainError } from '@sluice/kernel';
import type { SandboxCommand } from './sandbox-command.ts';
import type { FromWorker, ToWorker } from './worker-protocol.ts';

interface Pending {
  resolve(reply: FromWorker): void;
  reject(error: DomainError): void;
  readonly timer: NodeJS.Timeout;
}

/** One worker and its one question at a time. Dead once it was killed, left or answered wrongly. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #gone: Promise<void>;
  #pending: Pending | undefined;
  #alive = true;

  constructor(command: SandboxCommand) {
    // stdout and stderr are dropped: the engine's own printing may hold data.
    this.#child = spawn(command.command, command.args, {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      env: { PATH: '/usr/bin:/bin' },
    });
    this.#gone = new Promise((resolve) => {
      const left = (): void => {
        this.#alive = false;
        this.#settle((p) => p.reject(new DomainError('engine.crashed', 'unavailable')));
        resolve();
      };
      this.#child.once('exit', left);
      this.#child.once('error', left);
    });
    this.#child.on('message', (reply) => this.#settle((p) => p.resolve(reply as FromWorker)));
  }

  get alive(): boolean {
    return this.#alive;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Asks and waits until the deadline, which is kept by SIGKILL and nothing else. */
  ask(message: ToWorker, deadlineMs: number): Promise<FromWorker> {
    if (!this.#alive) return Promise.reject(new DomainError('engine.crashed', 'unavailable'));
    if (this.#pending) return Promise.reject(new DomainError('engine.session-in-use', 'conflict'));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#settle((p) => p.reject(new DomainError('engine.deadline', 'limited', { deadlineMs })));
        this.kill().catch(() => undefined);
      }, deadlineMs);
      this.#pending = { resolve, reject, timer };
      this.#child.send(message, (error) => {
        if (error) this.#settle((p) => p.reject(new DomainError('engine.crashed', 'unavailable')));
      });
    });
  }

  /** Kills with SIGKILL and waits until the process is gone. */
  async kill(): Promise<void> {
    if (this.#alive) {
      this.#alive = false;
      this.#child.kill('SIGKILL');
    }
    await this.#gone;
  }

  #settle(act: (pending: Pending) => void): void {
    const pending = this.#pending;
    if (!pending) return;
    clearTimeout(pending.timer);
    this.#pending = undefined;
    act(pending);
  }
}
