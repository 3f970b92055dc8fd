import { DomainError } from '@sluice/kernel';
import type { Block } from './official-document.ts';

/** What a template is filled with: texts, and lists of lines with texts of their own. A text that is empty is left out. */
export type Values = Readonly<Record<string, string | readonly Readonly<Record<string, string>>[]>>;

/** A block of a template: `{name}` stands for a value, `each` names the list for whose lines it stands. */
export type TemplateBlock = Block & { readonly each?: string };

export interface Template {
  readonly title: string;
  readonly addressee?: string;
  readonly blocks: readonly TemplateBlock[];
}

export interface Filled {
  readonly title: string;
  readonly addressee?: string;
  readonly blocks: readonly Block[];
}

/**
 * Puts values into a template. A block with a value that is empty does not appear.
 * @throws DomainError `template.unknown-value` (internal): a template asks for what its kind of document does not have
 */
export function fillTemplate(template: Template, values: Values): Filled {
  const fill = (text: string, line: Readonly<Record<string, string>> = {}): string | undefined => {
    let empty = false;
    const filled = text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = line[name] ?? values[name];
      if (typeof value !== 'string') throw new DomainError('template.unknown-value', 'internal', { name });
      empty ||= value === '';
      return value;
    });
    return empty ? undefined : filled;
  };
  const fillBlock = (block: Block, line?: Readonly<Record<string, string>>): readonly Block[] => {
    const text = fill(block.text, line);
    if (text === undefined) return [];
    if (block.kind !== 'item') return [{ ...block, text }];
    const label = fill(block.label, line);
    return label === undefined ? [] : [{ ...block, label, text }];
  };
  const addressee = template.addressee === undefined ? undefined : fill(template.addressee);
  return {
    title: fill(template.title) ?? '',
    ...(addressee === undefined ? {} : { addressee }),
    blocks: template.blocks.flatMap(({ each, ...block }) => {
      if (each === undefined) return fillBlock(block);
      const lines = values[each];
      if (typeof lines !== 'object') throw new DomainError('template.unknown-value', 'internal', { name: each });
      return lines.flatMap((line) => fillBlock(block, line));
    }),
  };
}
