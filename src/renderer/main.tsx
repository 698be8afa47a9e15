// The page begins here: words, wires, then the first screen.
import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import '@mantine/dates/styles.css';
import '@mantine/notifications/styles.css';
import './ui/tokens.css';
import './ui/contrast.css';
import './ui/mantine.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './features/shell/app.tsx';
import { startLanguages } from './i18n/i18n.ts';
import { ActionsContext } from './stores/actions.ts';
import { preferences } from './stores/preferences.ts';
import { resolveVariables, theme } from './ui/theme.ts';
import { connectWires } from './wire/console-wires.ts';
import { readSurroundings } from './wire/host.ts';

startLanguages(preferences.getState().language);
const actions = connectWires(await readSurroundings());
const schemeManager = localStorageColorSchemeManager({ key: 'console.scheme' });

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolveVariables}
      colorSchemeManager={schemeManager}
      defaultColorScheme="auto"
    >
      <Notifications position="bottom-right" limit={3} autoClose={6_000} />
      <ActionsContext value={actions}>
        <App />
      </ActionsContext>
    </MantineProvider>
  </StrictMode>,
);
