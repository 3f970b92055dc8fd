/** Line icons drawn for this product on a 20 × 20 grid; decoration only, so hidden from screen readers. */
const paths = {
  mark: 'M3.5 5.5h13M3.5 14.5h13M6.5 5.5v4.5m3.5-4.5v9m3.5-4.5v4.5',
  system: 'M4 4.5h12v4H4zM4 11.5h12v4H4zM6.5 6.5h.01M6.5 13.5h.01',
  batch: 'M10 3.5v9m0 0 3.5-3.5M10 12.5 6.5 9M4 15.5h12',
  resource:
    'M4 5.5c0-1.1 2.7-2 6-2s6 .9 6 2-2.7 2-6 2-6-.9-6-2zm0 0v9c0 1.1 2.7 2 6 2s6-.9 6-2v-9M4 10c0 1.1 2.7 2 6 2s6-.9 6-2',
  epoch: 'M10 3.5 16.5 7 10 10.5 3.5 7zM3.5 10.5 10 14l6.5-3.5M3.5 13.5 10 17l6.5-3.5',
  catalogue: 'M4.5 4h8.5a2 2 0 0 1 2 2v10H6.5a2 2 0 0 1-2-2zM7.5 8h5M7.5 11h5',
  application: 'M6 3.5h6l3 3v10H6zM12 3.5v3h3M8.5 10h4M8.5 13h4',
  grant: 'M7 11.5a3 3 0 1 1 2.8-4H16v3h-1.5v2h-2.3v-2H9.8A3 3 0 0 1 7 11.5z',
  gate: 'M3.5 16.5v-11h13v11M3.5 9h13M7 9v7.5M10 9v7.5M13 9v7.5',
  product: 'M10 3.5 16 7v6.5L10 17l-6-3.5V7zM4 7l6 3.5L16 7M10 10.5V17',
  order: 'M4 4.5h1.7l1.5 8.5h7.6l1.2-6H6.1M8 16.2h.01M14 16.2h.01',
  call: 'M11.5 3 5 11.5h4.5L8.5 17 15 8.5h-4.5z',
  person: 'M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 16.5c.8-3 3-4.5 6-4.5s5.2 1.5 6 4.5',
  shield: 'M10 3 16 5v4.5c0 3.7-2.4 6.2-6 7.5-3.6-1.3-6-3.8-6-7.5V5zM7.3 10l2 2 3.5-4',
  sun: 'M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 2.5v1.5m0 12v1.5M2.5 10H4m12 0h1.5M4.7 4.7l1 1m8.6 8.6 1 1m0-10.6-1 1m-8.6 8.6-1 1',
  moon: 'M16 11.5A6.5 6.5 0 1 1 8.5 4a5 5 0 0 0 7.5 7.5z',
  download: 'M10 3.5v8.5m0 0 3-3m-3 3-3-3M4 15.5h12',
  check: 'M4.5 10.5 8.5 14.5 15.5 6',
  cross: 'M5.5 5.5l9 9m0-9-9 9',
  minus: 'M5 10h10',
  chevron: 'M6 8l4 4 4-4',
  arrow: 'M4 10h12m0 0-4-4m4 4-4 4',
  back: 'M16 10H4m0 0 4-4m-4 4 4 4',
  menu: 'M3.5 5.5h13M3.5 10h13M3.5 14.5h13',
  search: 'M9 14a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM12.7 12.7l3.8 3.8',
  bell: 'M5 13.5V9a5 5 0 0 1 10 0v4.5l1 1.5H4zM8.5 17h3',
  switch: 'M4 7h11m0 0-2.5-2.5M16 13H5m0 0 2.5 2.5',
  eye: 'M2.5 10S5.2 5 10 5s7.5 5 7.5 5-2.7 5-7.5 5-7.5-5-7.5-5zM10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  home: 'M3.5 16.5h13M4.5 16.5v-12h11v12M7.5 12.5l2-2.5 1.5 1.5 2-3',
  todo: 'M4 4h12v12H4zM7 10l2 2 4-4',
  terminal: 'M3.5 4.5h13v11h-13zM6.5 8l2.5 2-2.5 2M10.5 12.5h3',
  grid: 'M4 4h5v5H4zM11 4h5v5h-5zM4 11h5v5H4zM11 11h5v5h-5z',
  evidence: 'M6 7.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM14 16.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM6 7.5v3a2 2 0 0 0 2 2h4',
  monitor: 'M3.5 4h13v9h-13zM7 16.5h6M10 13v3.5',
  gear: 'M10 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM10 3v2m0 10v2m7-7h-2M5 10H3m11.9-4.9-1.4 1.4m-7 7-1.4 1.4m9.8 0-1.4-1.4m-7-7L5.1 5.1',
  people:
    'M7.5 9a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM2.5 16c.5-2.7 2.3-4 5-4s4.500 1.300 5 4M13 9a2.200 2.200 0 1 0 0-4.400M14 12.200c2 .3 3.200 1.600 3.500 3.800',
  upload: 'M10 12.500v-9m0 0 3.500 3.500M10 3.500 6.500 7M4 15.500h12',
  rows: 'M4 6h12M4 10h12M4 14h12',
  table: 'M3.500 4.500h13v11h-13zM3.500 8.500h13M8.500 8.500v7',
  chart: 'M3.500 16.500h13M6 13.500v-4m4 4V6m4 7.500V8.500',
  lock: 'M5.500 9h9v7h-9zM7.500 9V7a2.500 2.500 0 0 1 5 0v2',
  warn: 'M10 4l7 12H3zM10 8.500v3.500m0 2h.01',
  filter: 'M3.500 5h13l-5 6v5l-3-1.500V11z',
  plus: 'M10 4v12M4 10h12',
  clock: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 6.500V10l2.500 2',
  out: 'M8.500 4.500h-4v11h4M12 7l3.500 3-3.500 3M15 10H8',
  portal: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM3 10h14M10 3c2 2 3 4.300 3 7s-1 5-3 7c-2-2-3-4.300-3-7s1-5 3-7z',
} as const;

export type IconName = keyof typeof paths;

export function Icon(props: { readonly name: IconName; readonly size?: number }) {
  const size = props.size ?? 16;
  return (
    <svg
      aria-hidden
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      style={{ flex: 'none' }}
    >
      <path d={paths[props.name]} />
    </svg>
  );
}
