/** Short messages that the frame reads out: what was done, with a way to its evidence. */
export interface Note {
  readonly id: number;
  readonly tone: 'ok' | 'bad';
  readonly text?: string;
  /** Entry of the log that proves what was done. */
  readonly entry?: string;
}

const SHOWN_MS = 8000;
let notes: readonly Note[] = [];
let next = 1;
const readers = new Set<() => void>();

function change(to: readonly Note[]): void {
  notes = to;
  for (const reader of readers) reader();
}

export function dropNote(id: number): void {
  change(notes.filter((note) => note.id !== id));
}

export function showNote(note: Omit<Note, 'id'>): void {
  const id = next++;
  change([...notes.slice(-2), { id, ...note }]);
  setTimeout(() => dropNote(id), SHOWN_MS);
}

export function subscribeNotes(reader: () => void): () => void {
  readers.add(reader);
  return () => readers.delete(reader);
}

export const readNotes = (): readonly Note[] => notes;
