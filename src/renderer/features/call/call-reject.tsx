// Turning a ring away: at once, or with the reason that the caller's exchange acts on.
import { Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { PhoneCall } from '../../../shared/phone.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { useCommand } from '../../stores/commands.ts';
import { openPhoneCalls, phone } from '../../stores/phone.ts';
import { Button } from '../../ui/button.tsx';
import { callFailed, useAttempt } from '../use-attempt.ts';
import styles from './call-parts.module.css';

/** RFC 3261 §21: 486 this line is busy (the next agent may be tried), 480 nobody there (mailbox), 603 nowhere. */
const reasons = { busy: 486, unavailable: 480, declined: 603 } as const;
type Reason = keyof typeof reasons;
const names = Object.keys(reasons) as Reason[];

export function RejectButton({ call, small }: { call: PhoneCall | undefined; small?: boolean }) {
  const { t } = useWords();
  const { reject } = useActions();
  const { run } = useAttempt(callFailed);
  const asked = useStore(phone, (state) => (call ? state.busy[call.id] : undefined));
  const size = small ? 'small' : 'large';
  return (
    <span className={styles.reject} data-reject>
      <Button
        size={size}
        keyName={small ? undefined : 'F10'}
        data-testid={small ? 'reject-second' : 'reject'}
        busy={asked === 'call.reject'}
        disabled={!call}
        onClick={() => call && run(() => reject(call.id))}
      >
        {t('call.reject')}
      </Button>
      <Menu position="bottom-end" width={248}>
        <Menu.Target>
          <Button
            size={size}
            className={styles.rejectMore}
            aria-label={t('rejecting.menu')}
            title={t('rejecting.menu')}
            data-testid="reject-reasons"
            disabled={!call}
            icon={<IconChevronDown stroke={1.5} aria-hidden />}
          />
        </Menu.Target>
        <Menu.Dropdown>
          {names.map((name) => (
            <Menu.Item
              key={name}
              data-testid={`reject-${name}`}
              onClick={() => call && run(() => reject(call.id, reasons[name]))}
            >
              {t(`rejecting.${name}`)}
              <small className={styles.rejectHint}>{t(`rejecting.${name}Hint`)}</small>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </span>
  );
}

/** The same from the palette, while it rings. */
export function RejectCommands() {
  const call = useStore(phone, ({ state }) => openPhoneCalls(state).find(({ phase }) => phase === 'ringing'));
  return call ? names.map((name) => <RejectCommand key={name} name={name} callId={call.id} />) : null;
}

function RejectCommand({ name, callId }: { name: Reason; callId: string }) {
  const { t } = useWords();
  const { reject } = useActions();
  const { run } = useAttempt(callFailed);
  useCommand({
    id: `call.reject.${name}`,
    group: 'call',
    label: `${t('call.reject')}: ${t(`rejecting.${name}`)}`,
    run: () => run(() => reject(callId, reasons[name])),
  });
  return null;
}
