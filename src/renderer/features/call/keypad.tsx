// The keys of a menu at the other end: sent as tones, one press each.
import { Popover, VisuallyHidden } from '@mantine/core';
import { IconDialpad } from '@tabler/icons-react';
import { useId } from 'react';
import { useStore } from 'zustand';
import type { PhoneCall } from '../../../shared/phone.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { phone } from '../../stores/phone.ts';
import { Button } from '../../ui/button.tsx';
import { callFailed, useAttempt } from '../use-attempt.ts';
import { keypad, setKeypad } from './keypad-store.ts';
import styles from './call-parts.module.css';

const tones = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

export function Keypad({ call, disabled }: { call: PhoneCall; disabled: boolean }) {
  const { t } = useWords();
  const titleId = useId();
  const { sendTones } = useActions();
  const { run } = useAttempt(callFailed);
  const open = useStore(keypad, (state) => state.open) && !disabled;
  const sent = useStore(phone, (state) => state.tones);
  return (
    <Popover opened={open} onChange={setKeypad} position="bottom-start" trapFocus>
      <Popover.Target>
        <Button
          keyName="K"
          on={open}
          disabled={disabled}
          data-testid="keypad"
          icon={<IconDialpad stroke={1.5} aria-hidden />}
          onClick={() => setKeypad(!open)}
        >
          {t('call.keypad')}
        </Button>
      </Popover.Target>
      {/* Mantine would name it after its button: "Teclado", as any keyboard. */}
      <Popover.Dropdown aria-labelledby={titleId}>
        <VisuallyHidden id={titleId}>{t('call.keypadTitle')}</VisuallyHidden>
        <div className={styles.pad}>
          {tones.map((tone) => (
            <button key={tone} type="button" onClick={() => run(() => sendTones(call.id, tone))}>
              {tone}
            </button>
          ))}
        </div>
        <div className={styles.tones} aria-live="polite">
          {sent !== '' && t('call.sent', { tones: sent })}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
