// The bar on top: can I be reached, is everything connected, how many wait.
import { IconPhone, IconPhoneOff } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { Me } from '../../../shared/api.ts';
import type { Registration } from '../../../shared/phone.ts';
import { formatDuration } from '../../i18n/format.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { connection, type Link } from '../../stores/connection.ts';
import { phone } from '../../stores/phone.ts';
import { work } from '../../stores/work.ts';
import { classNames } from '../../ui/class-names.ts';
import { useNow } from '../../ui/use-now.ts';
import { DialCommands } from '../call/dial-commands.tsx';
import { DialDialog } from '../call/dial-dialog.tsx';
import { SearchField } from '../palette/search-field.tsx';
import { LanguageSwitch } from '../settings/language-switch.tsx';
import { SchemeSwitch } from '../settings/scheme-switch.tsx';
import { Bell } from './bell.tsx';
import { NetworkFact } from './network-fact.tsx';
import { StateMenu } from './state-menu.tsx';
import { steadyLink } from './steady-link.ts';
import styles from './shell.module.css';

/** The longest wait one should have to see without it standing out, ms. */
const longWaitMs = 60_000;

export function TopBar({ me }: { me: Me }) {
  return (
    <header className={styles.top}>
      <StateMenu me={me} />
      <PhoneFact me={me} />
      <NetworkFact />
      <Counters />
      <SearchField />
      <span className={styles.end}>
        <Bell />
        <SchemeSwitch />
        <LanguageSwitch />
      </span>
      <DialCommands />
      <DialDialog />
    </header>
  );
}

function PhoneFact({ me }: { me: Me }) {
  const { t } = useWords();
  const now = useNow();
  const link = steadyLink(
    useStore(connection, (state) => state.phone),
    now,
  );
  const registration = useStore(phone, (state) => state.state?.registration);
  const { word, good, title } = phoneInWords(link, registration, t);
  const Icon = good ? IconPhone : IconPhoneOff;
  return (
    <span className={styles.fact} title={title} data-testid="phone-state">
      <Icon stroke={1.5} aria-hidden />
      <span>
        {me.extension === null ? t('phone.noExtension') : t('phone.extension', { extension: me.extension })}
      </span>
      {me.extension !== null && (
        <span className={good || link.phase === 'absent' ? styles.meta : styles.bad}>{word}</span>
      )}
    </span>
  );
}

function phoneInWords(link: Link, registration: Registration | undefined, t: Translate) {
  if (link.phase === 'absent') return { word: t('phone.absent'), good: false, title: t('phone.absentHint') };
  if (link.phase !== 'up') return { word: t('phone.away'), good: false, title: t('offline.phoneKept') };
  switch (registration?.phase) {
    case 'registered':
      return {
        word: t(registration.fallback ? 'phone.registeredFallback' : 'phone.registered'),
        good: true,
        title: t('phone.registeredHint', { server: registration.server }),
      };
    case 'failed':
      return { word: t('phone.failed'), good: false, title: registration.reason };
    case 'unconfigured':
      return { word: t('phone.unconfigured'), good: false, title: t('phone.unconfigured') };
    default:
      return { word: t('phone.connecting'), good: true, title: t('phone.connecting') };
  }
}

function Counters() {
  const { t } = useWords();
  const now = useNow();
  const overview = useStore(work, (state) => state.overview);
  const backend = steadyLink(
    useStore(connection, (state) => state.backend),
    now,
  );
  // A wait that only this page goes on counting would be a lie.
  if (!overview || backend.phase !== 'up') return null;
  const waitMs = overview.oldestQueuedAt === null ? undefined : now - Date.parse(overview.oldestQueuedAt);
  return (
    <span className={styles.counters} data-testid="overview">
      <span className={styles.rule} />
      <Counter word={t('overview.queued')} value={String(overview.queued)} />
      {waitMs !== undefined && (
        <Counter
          word={t('overview.oldest')}
          value={formatDuration(waitMs)}
          tone={waitMs > longWaitMs ? styles.bad : undefined}
        />
      )}
      <Counter word={t('overview.live')} value={String(overview.live)} className={styles.wide} />
      <Counter
        word={t('overview.escalating')}
        value={String(overview.escalating)}
        className={styles.widest}
        tone={overview.escalating > 0 ? styles.hold : undefined}
      />
      <Counter
        word={t('overview.available')}
        value={String(overview.agentsAvailable)}
        className={styles.widest}
      />
    </span>
  );
}

function Counter(props: {
  word: string;
  value: string;
  tone?: string | undefined;
  className?: string | undefined;
}) {
  return (
    <span className={classNames(styles.fact, props.className)}>
      <span className={styles.meta}>{props.word}</span>
      <b className={props.tone}>{props.value}</b>
    </span>
  );
}
