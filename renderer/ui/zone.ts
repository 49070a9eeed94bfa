// The zone times are shown in: the case's, or UTC while the officer wants that.

import { createContext, useContext } from 'react';

const ZoneContext = createContext('UTC');
export const ZoneProvider = ZoneContext.Provider;

/** IANA name. */
export function useZone(): string {
  return useContext(ZoneContext);
}
