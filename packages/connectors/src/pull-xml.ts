import { StringDecoder } from 'node:string_decoder';
import { setImmediate } from 'node:timers/promises';

/** A start tag, an end tag or text. An empty element comes as a start and an end. */
export type XmlEvent =
  | { readonly kind: 'start'; readonly name: string; readonly attributes: string }
  | { readonly kind: 'end'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Only the five names that XML itself has and numbers: no document may declare its own. */
export const decodeEntities = (text: string): string =>
  text.includes('&')
    ? text.replace(/&(?:#x([\da-fA-F]{1,6})|#(\d{1,7})|(\w+));/g, (whole, hex, decimal, name) => {
        const point = hex ? Number.parseInt(hex as string, 16) : decimal ? Number(decimal) : undefined;
        if (point === undefined) return NAMED[name as string] ?? whole;
        return point <= 0x10ffff ? String.fromCodePoint(point) : '';
      })
    : text;

const attributes = new Map<string, RegExp>();

/** Value of an attribute in the text between a tag's name and its end. */
export function attributeOf(text: string, name: string): string | undefined {
  let form = attributes.get(name);
  if (!form) {
    form = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`);
    attributes.set(name, form);
  }
  const found = form.exec(text);
  const value = found?.[1] ?? found?.[2];
  return value === undefined ? undefined : decodeEntities(value);
}

/** A tag or text longer than this is no workbook's. */
const MAX_WAITING = 2 * 1024 * 1024;
/** So much is read at once, a millisecond or two; then whoever else waits for this process has its turn. */
const PIECE = 32 * 1024;

/** Thrown where the text is not what an office program writes. */
export class XmlBroken extends Error {}

/**
 * Reads the XML of office documents piece by piece: tags without namespaces, text, nothing else. Declarations, comments
 * and document types are skipped unread, so that there is nothing to expand. Ends with the signal's reason when it fires.
 */
export async function* pullXml(
  source: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): AsyncGenerator<readonly XmlEvent[]> {
  const decoder = new StringDecoder('utf8');
  let text = '';
  for await (const bytes of source) {
    for (let at = 0; at < bytes.length; at += PIECE) {
      await setImmediate();
      signal?.throwIfAborted();
      const piece = decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(PIECE, bytes.length - at)));
      // What waits for its end is not looked through again before that end can have come.
      const isWaiting = text !== '' && !piece.includes(text.startsWith('<') ? '>' : '<');
      text += piece;
      if (!isWaiting) {
        const { events, rest } = eventsOf(text);
        text = rest;
        if (events.length > 0) yield events;
      }
      if (text.length > MAX_WAITING) throw new XmlBroken('too long');
    }
  }
  if (text.trim() !== '') throw new XmlBroken('cut');
}

function eventsOf(text: string): { readonly events: XmlEvent[]; readonly rest: string } {
  const events: XmlEvent[] = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf('<', at);
    if (open < 0) break;
    if (open > at) events.push({ kind: 'text', text: decodeEntities(text.slice(at, open)) });
    at = open;
    const close = endOfTag(text, open);
    if (close < 0) break;
    at = close;
    pushTag(events, text.slice(open + 1, close - 1));
  }
  return { events, rest: text.slice(at) };
}

function endOfTag(text: string, open: number): number {
  if (text.startsWith('<!--', open)) return after(text, '-->', open);
  if (text.startsWith('<![CDATA[', open)) return after(text, ']]>', open);
  return after(text, '>', open);
}

const after = (text: string, mark: string, from: number): number => {
  const at = text.indexOf(mark, from);
  return at < 0 ? -1 : at + mark.length;
};

function pushTag(events: XmlEvent[], inside: string): void {
  if (inside.startsWith('![CDATA[')) {
    events.push({ kind: 'text', text: inside.slice(8, -2) });
    return;
  }
  if (inside.startsWith('?') || inside.startsWith('!')) return;
  if (inside.startsWith('/')) {
    events.push({ kind: 'end', name: localName(inside.slice(1).trim()) });
    return;
  }
  const isEmpty = inside.endsWith('/');
  const body = isEmpty ? inside.slice(0, -1) : inside;
  const space = body.search(/\s/);
  const name = localName(space < 0 ? body : body.slice(0, space));
  events.push({ kind: 'start', name, attributes: space < 0 ? '' : body.slice(space) });
  if (isEmpty) events.push({ kind: 'end', name });
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);
