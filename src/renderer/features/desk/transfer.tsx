// Handing a call to somebody else: at once, or after asking them.
import { Popover, TextInput } from '@mantine/core';
import { IconPhoneOutgoing } from '@tabler/icons-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { PhoneCall, PhoneState } from '../../../shared/phone.ts';
import { formatPhone } from '../../i18n/format.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { phone } from '../../stores/phone.ts';
import { Button } from '../../ui/button.tsx';
import { sipCauseInWords } from '../backend-words.ts';
import { endingInWords, refusalInWords } from '../phone-words.ts';
import { callFailed, useAttempt } from '../use-attempt.ts';
import styles from './call-bar.module.css';

export function Transfer({ call, disabled }: { call: PhoneCall; disabled: boolean }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  const asked = useStore(phone, (state) => state.busy[call.id]);
  return (
    <Popover opened={open && !disabled} onChange={setOpen} position="bottom-start" trapFocus width={320}>
      <Popover.Target>
        <Button
          on={open && !disabled}
          disabled={disabled}
          busy={asked === 'call.transfer'}
          data-testid="transfer"
          icon={<IconPhoneOutgoing stroke={1.5} aria-hidden />}
          onClick={() => setOpen(!open)}
        >
          {t('transfer.open')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('transfer.title')}>
        <TransferForm call={call} onDone={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function TransferForm({ call, onDone }: { call: PhoneCall; onDone: () => void }) {
  const { t } = useWords();
  const { transfer, dial } = useActions();
  const { run } = useAttempt(callFailed);
  const [to, setTo] = useState('');
  const give = (command: () => Promise<void>): void => {
    if (to.trim() === '') return;
    onDone();
    run(command);
  };
  return (
    <form
      className={styles.transfer}
      onSubmit={(event) => {
        event.preventDefault();
        give(() => transfer(call.id, to.trim()));
      }}
    >
      <TextInput
        label={t('transfer.number')}
        value={to}
        maxLength={256}
        data-autofocus
        data-testid="transfer-to"
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <p>{t('transfer.hint')}</p>
      <div className={styles.transferButtons}>
        <Button data-testid="consult" onClick={() => give(() => dial(to.trim()))}>
          {t('transfer.consult')}
        </Button>
        <Button submit look="primary" data-testid="transfer-now">
          {t('transfer.blind')}
        </Button>
      </div>
    </form>
  );
}

/** The call to a colleague that came to nothing while the client waits; undefined otherwise. */
export function failedConsultation(main: PhoneCall, state: PhoneState | undefined): PhoneCall | undefined {
  if (main.phase !== 'held') return undefined;
  const last = state?.calls.find(({ phase }) => phase === 'ended');
  const isIt = last?.direction === 'out' && last.liveAt === undefined;
  return isIt && (last.endedAt ?? 0) >= (main.liveAt ?? 0) ? last : undefined;
}

/** Why the colleague one wanted to ask could not be reached, while the client waits; undefined otherwise. */
export function consultationInWords(
  main: PhoneCall,
  state: PhoneState | undefined,
  t: Translate,
): string | undefined {
  const last = failedConsultation(main, state);
  if (!last) return undefined;
  const reason = sipCauseInWords(last.sipStatus, t) || endingInWords(last, t);
  if (reason === '') return undefined;
  return t('consultation.failed', { to: formatPhone(last.number), reason: reason.replace(/\.$/, '') });
}

/** What has become of a transfer, in one line; undefined while there is none. */
export function transferInWords({ transfer }: PhoneCall, t: Translate): string | undefined {
  if (!transfer) return undefined;
  const { phase, to, refusal } = transfer;
  if (phase !== 'failed') return t(`transfer.${phase}`, { to });
  const known = sipCauseInWords(refusal?.params.status, t) || refusalInWords(refusal, t);
  // The catalogue's sentences end with a full stop, and so does ours around them.
  return t('transfer.failed', { to, reason: known.replace(/\.$/, '') });
}
