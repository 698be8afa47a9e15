// Which screen there is: the door, the console, or the word that another window has it.
import { DatesProvider } from '@mantine/dates';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { Me } from '../../../shared/api.ts';
import { useWords } from '../../i18n/use-words.ts';
import { connection } from '../../stores/connection.ts';
import { overlays } from '../../stores/overlays.ts';
import { openPhoneCalls, phone } from '../../stores/phone.ts';
import { openView, viewing } from '../../stores/preferences.ts';
import { selectMe, session } from '../../stores/session.ts';
import { AdminCommands } from '../admin/admin-commands.tsx';
import { AdminPage } from '../admin/admin-page.tsx';
import { AgendaPage } from '../agenda/agenda-page.tsx';
import { BoardPage } from '../board/board-page.tsx';
import { useIsWallboard } from '../board/wallboard-hash.ts';
import { FloorWall } from '../board/floor-wall.tsx';
import { CallsPage } from '../calls/calls-page.tsx';
import { CallKeys } from '../call/call-keys.tsx';
import { DashboardsPage } from '../dashboards/dashboards-page.tsx';
import { useAddressFollowed } from '../dashboards/use-address-followed.ts';
import { Desk } from '../desk/desk.tsx';
import { LeadsPage } from '../leads/leads-page.tsx';
import { KeySheet } from '../palette/key-sheet.tsx';
import { Palette } from '../palette/palette.tsx';
import { useCommandKeys } from '../palette/use-command-keys.ts';
import { SearchPage } from '../search/search-page.tsx';
import { SettingsPage } from '../settings/settings-page.tsx';
import { SignIn } from '../sign-in/sign-in.tsx';
import { NewTask } from '../tasks/new-task.tsx';
import { Reminders } from '../tasks/reminders.tsx';
import { TasksPage } from '../tasks/tasks-page.tsx';
import { AboveDialogs } from '../../ui/dialog.tsx';
import { CrashFence } from './crash-fence.tsx';
import { DemoRibbon } from './demo-ribbon.tsx';
import { Navigation } from './navigation.tsx';
import { OfflineBar } from './offline-bar.tsx';
import { RefusedTold } from './refused-told.tsx';
import { Replaced } from './replaced.tsx';
import { viewOf } from './places.ts';
import { RingAboveDialogs } from './ring-above-dialogs.tsx';
import { ShellCommands } from './shell-commands.tsx';
import { Starting } from './starting.tsx';
import { TopBar } from './top-bar.tsx';
import { usePlacesKept } from './use-places-kept.ts';
import styles from './shell.module.css';

export function App() {
  const phase = useStore(session, (state) => state.session.phase);
  const demo = useStore(session, (state) => state.config?.demo === true);
  const me = useStore(session, selectMe);
  const { language } = useWords();
  const replaced = useStore(connection, (state) => state.phone.phase === 'replaced');
  return (
    <DatesProvider
      settings={{
        locale: language === 'es' ? 'es-mx' : 'en',
        firstDayOfWeek: language === 'es' ? 1 : 0,
        weekendDays: [],
      }}
    >
      <div className={styles.page}>
        {demo && <DemoRibbon />}
        {phase === 'starting' && <Starting />}
        {phase === 'signed-out' && <SignIn />}
        {me && <Inside me={me} replaced={replaced} />}
      </div>
    </DatesProvider>
  );
}

function Inside({ me, replaced }: { me: Me; replaced: boolean }) {
  const isWall = useIsWallboard();
  // A call in hand wants its screen: the wall gives way to it, and is there again when it is over.
  const isInCall = useStore(phone, ({ state }) => openPhoneCalls(state).length > 0);
  if (isWall && !isInCall && me.role !== 'agent') return <FloorWall />;
  return replaced ? <Replaced /> : <Console me={me} />;
}

function Console({ me }: { me: Me }) {
  const view = useStore(viewing, (state) => viewOf(me.role, state.view));
  useCommandKeys();
  useRingBringsDesk();
  useAddressFollowed(me.role);
  usePlacesKept(me.role);
  return (
    <AboveDialogs value={<RingAboveDialogs />}>
      <div className={styles.app}>
        <Navigation me={me} />
        <TopBar me={me} />
        <OfflineBar me={me} />
        <main className={styles.main} tabIndex={-1}>
          <CrashFence retryOn={view}>
            {view === 'board' && <BoardPage />}
            {view === 'dashboards' && <DashboardsPage />}
            {view === 'desk' && <Desk />}
            {view === 'calls' && <CallsPage />}
            {view === 'tasks' && <TasksPage />}
            {view === 'agenda' && <AgendaPage />}
            {view === 'leads' && <LeadsPage />}
            {view === 'search' && <SearchPage />}
            {view === 'admin' && <AdminPage />}
            {view === 'settings' && <SettingsPage />}
          </CrashFence>
        </main>
        <CallKeys />
        <ShellCommands me={me} />
        <AdminCommands me={me} />
        <Palette />
        <KeySheet />
        <NewTask />
        <Reminders />
        <RefusedTold />
      </div>
    </AboveDialogs>
  );
}

/** Whatever page is open, a ring shows the desk; a dialog and what is written in it are left in peace until it is closed. */
function useRingBringsDesk(): void {
  const ringing = useStore(phone, ({ state }) => state?.calls.find((call) => call.phase === 'ringing')?.id);
  const isAsked = useStore(overlays, ({ dialogs }) => dialogs > 0);
  const brought = useRef<string>(undefined);
  useEffect(() => {
    if (ringing === undefined || isAsked || ringing === brought.current) return;
    brought.current = ringing;
    openView('desk');
  }, [ringing, isAsked]);
}
