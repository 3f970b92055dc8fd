import { wordPart } from '../../i18n/parts.ts';
import type { StoryEntry } from './explorer-api.ts';

interface Known {
  readonly people: Readonly<Record<string, string>>;
  readonly bodies: Readonly<Record<string, string>>;
}

/** Who acted: the name where this reader may know it, else the role under which a pseudonym acted. */
export function whoActed(
  actor: StoryEntry['actor'],
  { people, bodies }: Known,
  role: (name: string) => string,
  language: string,
): string {
  if (actor.kind === 'system') return wordPart(actor.part, language);
  const name = people[actor.person];
  const body = bodies[actor.body];
  return [body, name].filter(Boolean).join(' · ') || role(actor.role);
}
