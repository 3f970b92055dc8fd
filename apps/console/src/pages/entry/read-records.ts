/** Records of a foreign directory: a list of objects as JSON (also one key down), or lines of a CSV with a header. */
export function readRecords(text: string): Record<string, unknown>[] {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (/^[[{]/.test(trimmed)) return fromJson(trimmed);
  return fromCsv(trimmed);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function fromJson(text: string): Record<string, unknown>[] {
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch {
    // One object a line is common as well.
    try {
      whole = text.split('\n').map((line): unknown => JSON.parse(line));
    } catch {
      return [];
    }
  }
  for (let depth = 0; depth < 3 && isRecord(whole); depth++)
    whole = Object.values(whole).find((value) => Array.isArray(value)) ?? Object.values(whole).find(isRecord);
  return Array.isArray(whole) ? whole.filter(isRecord) : [];
}

function fromCsv(text: string): Record<string, unknown>[] {
  const [head, ...rows] = cells(text);
  if (!head || head.length < 2) return [];
  return rows
    .filter((row) => row.some(Boolean))
    .map((row) => Object.fromEntries(head.map((name, at) => [name, row[at] ?? ''])));
}

/** RFC 4180: quotes, doubled quotes, line breaks within them. */
function cells(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  const end = (): void => {
    rows.at(-1)?.push(cell.trim());
    cell = '';
  };
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') cell += text[++at];
      else quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === ',' || sign === '\t') end();
    else if (sign === '\n') {
      end();
      rows.push([]);
    } else if (sign !== '\r') cell += sign;
  }
  end();
  return rows;
}
