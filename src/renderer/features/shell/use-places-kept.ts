// An address can lead where only supervisors and administrators go; an agent who follows one is told so and stays at the desk.
import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import type { Me } from '../../../shared/api.ts';
import { useWords } from '../../i18n/use-words.ts';

/** Addresses of the wall, of dashboards and of administration. */
const forSupervision = /^#\/(wallboard|dashboards|admin)(\/|\?|$)/;

/** For the console as a whole, once somebody is signed in. */
export function usePlacesKept(role: Me['role']): void {
  const { t } = useWords();
  useEffect(() => {
    if (role !== 'agent') return undefined;
    const follow = (): void => {
      if (!forSupervision.test(location.hash)) return;
      history.replaceState(history.state, '', location.pathname + location.search);
      notifications.show({
        message: t('nav.noRight'),
        autoClose: false,
        closeButtonProps: { 'aria-label': t('keys.close') },
      });
    };
    follow();
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [role, t]);
}
