import { createContext, useContext } from 'react';

/** Values of the `$name` parts of the shown page's path. */
export const PathParams = createContext<Readonly<Record<string, string>>>({});

/** A parameter of the page's path, `$id` → `usePathParam('id')`. */
export function usePathParam(name: string): string {
  return useContext(PathParams)[name] ?? '';
}
