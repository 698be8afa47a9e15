// The address names the section that is open, so that it can be kept and passed on.
import { useEffect } from 'react';
import { hashOfSection, openAdmin, sectionOfHash, type AdminSection } from './admin-sections.ts';

/** Writes the section into the address while it is drawn; another page leaves no trace of it there. */
export function useAdminAddress(section: AdminSection | undefined): void {
  useEffect(() => {
    if (section !== undefined) writeHash(hashOfSection(section));
  }, [section]);
  useEffect(() => () => writeHash(''), []);
}

/** Goes where an address leads: at the start, and when somebody changes it. */
export function useAddressLeadsToAdmin(): void {
  useEffect(() => {
    const follow = (): void => {
      const section = sectionOfHash(location.hash);
      if (section !== undefined) openAdmin(section);
    };
    follow();
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
}

/** No step of the browser's history: Back leaves the console as it was. */
function writeHash(hash: string): void {
  if (hash === '' && sectionOfHash(location.hash) === undefined) return;
  if (location.hash !== hash)
    history.replaceState(history.state, '', location.pathname + location.search + hash);
}
