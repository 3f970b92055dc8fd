/**
 * Lines of a JSON text by path: `application.review_chain.value.steps.0`. An element that has an `id` is found by it
 * too, and the `value` of a rule may be left out, as the paths of the checks do.
 */
export function locateKeys(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const reader = { text, at: 0, line: 1 };
  readValue(reader, [[]], lines);
  return lines;
}

/** The line of a path, or of the nearest thing around it that the text has; 1 where there is none. */
export function lineOf(lines: ReadonlyMap<string, number>, path: string): number {
  for (let parts = path.split('.'); parts.length > 0; parts = parts.slice(0, -1)) {
    const line = lines.get(parts.join('.'));
    if (line !== undefined) return line;
  }
  return 1;
}

interface Reader {
  readonly text: string;
  at: number;
  line: number;
}

/** All the names a place goes by. */
type Names = readonly (readonly string[])[];

function readValue(reader: Reader, names: Names, lines: Map<string, number>): string | undefined {
  skipBlanks(reader);
  const sign = reader.text[reader.at];
  if (sign === '{') return readObject(reader, names, lines);
  if (sign === '[') return readArray(reader, names, lines);
  if (sign === '"') return readText(reader);
  while (reader.at < reader.text.length && !/[,\]}\s]/.test(reader.text[reader.at] ?? '')) reader.at += 1;
  return undefined;
}

/** @returns the object's `id`, where it has one */
function readObject(reader: Reader, names: Names, lines: Map<string, number>): string | undefined {
  let id: string | undefined;
  reader.at += 1;
  for (;;) {
    skipBlanks(reader);
    if (reader.text[reader.at] !== '"') break;
    const { line } = reader;
    const key = readText(reader);
    skipBlanks(reader);
    reader.at += 1;
    const inner = names.flatMap((name) => (key === 'value' ? [[...name, key], name] : [[...name, key]]));
    for (const name of inner) if (!lines.has(name.join('.'))) lines.set(name.join('.'), line);
    const found = readValue(reader, inner, lines);
    if (key === 'id') id = found;
    skipBlanks(reader);
    if (reader.text[reader.at] === ',') reader.at += 1;
  }
  reader.at += 1;
  return id;
}

function readArray(reader: Reader, names: Names, lines: Map<string, number>): undefined {
  reader.at += 1;
  for (let place = 0; ; place += 1) {
    skipBlanks(reader);
    if (reader.at >= reader.text.length || reader.text[reader.at] === ']') break;
    const { line } = reader;
    const inner = names.map((name) => [...name, String(place)]);
    for (const name of inner) lines.set(name.join('.'), line);
    const within = new Map<string, number>();
    const id = readValue(reader, [[]], within);
    const known = id === undefined ? inner : [...inner, ...names.map((name) => [...name, id])];
    for (const name of known) {
      lines.set(name.join('.'), line);
      for (const [path, at] of within) lines.set([...name, path].join('.'), at);
    }
    skipBlanks(reader);
    if (reader.text[reader.at] === ',') reader.at += 1;
  }
  reader.at += 1;
}

function readText(reader: Reader): string {
  const from = reader.at;
  reader.at += 1;
  while (reader.at < reader.text.length && reader.text[reader.at] !== '"')
    reader.at += reader.text[reader.at] === '\\' ? 2 : 1;
  reader.at += 1;
  return JSON.parse(reader.text.slice(from, reader.at)) as string;
}

function skipBlanks(reader: Reader): void {
  for (; /\s/.test(reader.text[reader.at] ?? ''); reader.at += 1) if (reader.text[reader.at] === '\n') reader.line += 1;
}
