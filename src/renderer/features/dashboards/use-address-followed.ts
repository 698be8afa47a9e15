// The page and the address agree: a link opens the dashboards, leaving them empties the address, going back comes back.
import { useEffect } from 'react';
import type { Me } from '../../../shared/api.ts';
import { openView, viewing, type View } from '../../stores/preferences.ts';
import { isDashboardHash, nowhereElse, writeAddress } from './address.ts';
import { onHash, writeHash } from './address-bar.ts';

/** For the console as a whole, once somebody is signed in; an agent has no dashboards. */
export function useAddressFollowed(role: Me['role']): void {
  useEffect(() => {
    if (role === 'agent') return undefined;
    let lastHash = writeAddress(nowhereElse);
    let elsewhere: View = 'desk';
    const fromHash = (): void => {
      const isThere = isDashboardHash(location.hash);
      if (isThere) {
        lastHash = location.hash;
        openView('dashboards');
      } else if (viewing.getState().view === 'dashboards') openView(elsewhere);
    };
    const fromView = (view: View): void => {
      const isThere = isDashboardHash(location.hash);
      if (view !== 'dashboards') elsewhere = view;
      if (view === 'dashboards' && !isThere) writeHash(lastHash);
      if (view !== 'dashboards' && isThere) writeHash('');
    };
    if (isDashboardHash(location.hash)) fromHash();
    else fromView(viewing.getState().view);
    const stopHash = onHash(fromHash);
    const stopView = viewing.subscribe(({ view }, before) => {
      if (view !== before.view) fromView(view);
    });
    return () => {
      stopHash();
      stopView();
    };
  }, [role]);
}
