import { DomainError } from '@sluice/kernel';

/**
 * Reads JSON that a person wrote.
 * @throws DomainError `cli.json-malformed` (invalid) with the line where it ends to be JSON; nothing of the text is repeated
 */
export function parseJsonFile(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const place = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    const before = place === undefined ? text.trimEnd() : text.slice(0, Number(place));
    throw new DomainError('cli.json-malformed', 'invalid', { file, line: before.split('\n').length });
  }
}
