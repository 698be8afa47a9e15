// The few places there are, and one's own account.
import { Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconLogout } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { Me } from '../../../shared/api.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { desk, orderUnanswered } from '../../stores/desk.ts';
import { openView, viewing, type View } from '../../stores/preferences.ts';
import { countDue } from '../../stores/reminders.ts';
import { work } from '../../stores/work.ts';
import { Avatar, BrandMark } from '../../ui/marks.tsx';
import { useMinute } from '../../ui/use-now.ts';
import { placesOf, viewOf, type Place } from './places.ts';
import styles from './shell.module.css';

export function Navigation({ me }: { me: Me }) {
  const { t } = useWords();
  const waiting = useWaiting();
  return (
    <nav className={styles.nav} aria-label={t('nav.label')}>
      <div className={styles.brand}>
        <BrandMark />
      </div>
      {placesOf(me.role).map((place) => (
        <PlaceButton key={place.view} place={place} me={me} count={waiting[place.view] ?? 0} />
      ))}
      <Account me={me} />
    </nav>
  );
}

/** What waits behind each place: messages nobody answered, tasks that are due. */
function useWaiting(): Partial<Record<View, number>> {
  const now = useMinute();
  const tasks = useStore(work, (state) => countDue(state.tasks, now));
  const chats = useStore(desk, (state) => orderUnanswered(state.chats).length);
  return { desk: chats, tasks };
}

interface PlaceProps {
  place: Place;
  me: Me;
  count: number;
}

function PlaceButton({ place: { view, key, Icon }, me, count }: PlaceProps) {
  const { t } = useWords();
  const current = useStore(viewing, (state) => viewOf(me.role, state.view) === view);
  const name = count === 0 ? t(`nav.${view}`) : nameWithCount(view, count, t);
  return (
    <button
      type="button"
      className={styles.place}
      title={t('nav.withKey', { name, key })}
      aria-label={name}
      aria-current={current ? 'page' : undefined}
      data-testid={`nav-${view}`}
      onClick={() => openView(view)}
    >
      <Icon stroke={1.35} aria-hidden />
      {count > 0 && (
        <span className={styles.count} data-place={view} aria-hidden>
          {count > mostShown ? `${mostShown}+` : count}
        </span>
      )}
    </button>
  );
}
const mostShown = 99;

function nameWithCount(view: View, count: number, t: Translate): string {
  if (view === 'desk') return t('nav.deskWaiting', { count });
  return view === 'tasks' ? t('nav.tasksDue', { count }) : t(`nav.${view}`);
}

function Account({ me }: { me: Me }) {
  const { t } = useWords();
  const { signOut } = useActions();
  return (
    <Menu position="right-end" width={208}>
      <Menu.Target>
        <button
          type="button"
          className={styles.account}
          title={me.name}
          aria-label={`${t('menu.account')}: ${me.name}`}
          data-testid="account-menu"
        >
          <Avatar name={me.name} large />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.name} · {t(`role.${me.role}`)}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={16} stroke={1.5} aria-hidden />}
          data-testid="sign-out"
          onClick={() => void signOut().catch(() => notifications.show({ message: t('menu.signOutInCall') }))}
        >
          {t('menu.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
