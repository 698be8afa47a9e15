// What one can do from every page: go somewhere, find something, see the keys, change how the console looks and speaks.
import { useMantineColorScheme } from '@mantine/core';
import type { Me } from '../../../shared/api.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { useCommand } from '../../stores/commands.ts';
import { openOverlay, paletteKey, toggleOverlay } from '../../stores/overlays.ts';
import { openView } from '../../stores/preferences.ts';
import { placesOf, type Place } from './places.ts';

export function ShellCommands({ me }: { me: Me }) {
  const { t, language } = useWords();
  const { toggleColorScheme } = useMantineColorScheme();
  const { setLanguage } = useActions();
  useCommand({
    id: 'keys.show',
    group: 'view',
    label: t('keys.show'),
    key: '?',
    run: () => openOverlay('keys'),
  });
  useCommand({ id: 'view.scheme', group: 'view', label: t('keys.scheme'), run: toggleColorScheme });
  useCommand({
    id: 'view.language',
    group: 'view',
    label: t('keys.language'),
    run: () => setLanguage(language === 'es' ? 'en' : 'es'),
  });
  return (
    <>
      <PaletteCommand />
      {placesOf(me.role).map((place) => (
        <GoCommand key={place.view} place={place} />
      ))}
    </>
  );
}

function PaletteCommand() {
  const { t } = useWords();
  useCommand({
    id: 'palette.open',
    group: 'go',
    label: t('keys.palette'),
    key: paletteKey,
    run: () => toggleOverlay('palette'),
  });
  return null;
}

function GoCommand({ place: { view, key } }: { place: Place }) {
  const { t } = useWords();
  useCommand({
    id: `go.${view}`,
    group: 'go',
    label: t('keys.go', { place: t(`nav.${view}`) }),
    key,
    run: () => {
      openView(view);
      // The page that was left took the focus with it.
      document.querySelector('main')?.focus();
    },
  });
  return null;
}
