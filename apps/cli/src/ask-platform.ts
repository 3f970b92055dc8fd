import { ApiProblem } from '@sluice/demo';
import { DomainError, type ErrorKind, type Params } from '@sluice/kernel';

const KINDS: Readonly<Record<number, ErrorKind>> = {
  400: 'invalid',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  412: 'precondition',
  422: 'precondition',
  429: 'limited',
  503: 'unavailable',
};

/**
 * Puts a question to a server and says its problem in the words of the command line.
 * @throws DomainError with the code of the platform's answer, or `cli.server-unreachable` (unavailable)
 */
export async function askPlatform<T>(url: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // What fetch throws when nobody answers.
    if (error instanceof TypeError) throw new DomainError('cli.server-unreachable', 'unavailable', { url });
    if (!(error instanceof ApiProblem)) throw error;
    const { problem } = error;
    const params = typeof problem === 'object' && problem !== null && 'params' in problem ? problem.params : {};
    throw new DomainError(error.code, KINDS[error.status] ?? 'internal', params as Params);
  }
}
