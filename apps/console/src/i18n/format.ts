const ZONE = 'Asia/Shanghai';

/** `2026-11-22 09:30:05` in the jurisdictions' zone: legal times are never shown relative to now. */
export function formatInstant(iso: string): string {
  return new Date(iso).toLocaleString('sv-SE', { timeZone: ZONE, hour12: false });
}

export function formatCount(value: number, language: string): string {
  return value.toLocaleString(language);
}

/** First and last characters of a long identifier or hash. */
export function shorten(text: string, head = 6, tail = 4): string {
  return text.length <= head + tail + 1 ? text : `${text.slice(0, head)}…${text.slice(-tail)}`;
}
