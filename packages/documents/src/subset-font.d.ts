declare module 'subset-font' {
  /** Cuts a font down to the characters of a text, and a variable one to one place of its axes. */
  export default function subsetFont(
    font: Uint8Array,
    text: string,
    options: { readonly targetFormat: 'truetype'; readonly variationAxes?: Readonly<Record<string, number>> },
  ): Promise<Uint8Array>;
}
