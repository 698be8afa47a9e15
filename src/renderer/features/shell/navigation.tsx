// The few places there are, and one's own account.
import { Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconHeadset, IconLogout, IconPhone, IconSettings, IconUsers } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { Me } from '../../../shared/api.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { openView, viewing, type View } from '../../stores/preferences.ts';
import { Avatar, BrandMark } from '../../ui/marks.tsx';
import styles from './shell.module.css';

const places = [
  { view: 'desk', Icon: IconHeadset },
  { view: 'calls', Icon: IconPhone },
  { view: 'leads', Icon: IconUsers },
] as const;

export function Navigation({ me }: { me: Me }) {
  const { t } = useWords();
  return (
    <nav className={styles.nav} aria-label={t('nav.label')}>
      <div className={styles.brand}>
        <BrandMark />
      </div>
      {places.map(({ view, Icon }) => (
        <Place key={view} view={view} Icon={Icon} />
      ))}
      <span className={styles.space} />
      <Place view="settings" Icon={IconSettings} />
      <Account me={me} />
    </nav>
  );
}

function Place({ view, Icon }: { view: View; Icon: typeof IconHeadset }) {
  const { t } = useWords();
  const current = useStore(viewing, (state) => state.view === view);
  return (
    <button
      type="button"
      className={styles.place}
      title={t(`nav.${view}`)}
      aria-label={t(`nav.${view}`)}
      aria-current={current ? 'page' : undefined}
      data-testid={`nav-${view}`}
      onClick={() => openView(view)}
    >
      <Icon stroke={1.35} aria-hidden />
    </button>
  );
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
