/** The value of a token of the sheet under the theme that is shown, `brand` → `#1d53d0`: for drawing libraries. */
export function readToken(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
