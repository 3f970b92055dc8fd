import type { LogFolder } from '../log/log-folder.ts';
import { TILE_WIDTH, tilePath, type TilePlace } from '../tlog/tiles.ts';

/** Which files there are below `tile/` of a log, as they were listed at one moment. */
export interface PublishedPlaces {
  /** Widths of the files of one tile or bundle. */
  widths(level: TilePlace['level'], number: number): readonly number[];
  /** Places that hold something beyond the first `size` entries. */
  beyond(size: number): readonly TilePlace[];
  /** Files with a name that no tile has. */
  readonly others: readonly string[];
}

const NAME = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/;

function placeOfPath(path: string): TilePlace | null {
  const [, level, digits = '', width] = NAME.exec(path) ?? [];
  if (level === undefined) return null;
  const place = {
    level: level === 'entries' ? ('entries' as const) : Number(level),
    number: Number(digits.replaceAll(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : Number(width),
  };
  return tilePath(place) === path && place.width > 0 ? place : null;
}

/** Entries that a file covers, counted from the first of the log. */
const endOf = ({ level, number, width }: TilePlace): number =>
  (number * TILE_WIDTH + width) * TILE_WIDTH ** (level === 'entries' ? 0 : level);

const key = (level: TilePlace['level'], number: number): string => `${level}/${number}`;

/** What is published. A file that is just being written bears another name until it is whole. */
export async function listPublished(folder: LogFolder): Promise<PublishedPlaces> {
  const widths = new Map<string, number[]>();
  const places: TilePlace[] = [];
  const others: string[] = [];
  for (const path of await folder.tilePaths()) {
    const place = placeOfPath(path);
    if (place) {
      places.push(place);
      const known = widths.get(key(place.level, place.number));
      if (known) known.push(place.width);
      else widths.set(key(place.level, place.number), [place.width]);
    } else if (!(path.endsWith('.tmp') && placeOfPath(path.slice(0, -4)))) others.push(path);
  }
  return {
    widths: (level, number) => widths.get(key(level, number)) ?? [],
    beyond: (size) => places.filter((place) => endOf(place) > size),
    others,
  };
}
