// What came of the call, as big choices with a digit each.
import { IconCheck } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { Disposition, WrapUp } from '../../../shared/desk.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { useCommand } from '../../stores/commands.ts';
import { desk } from '../../stores/desk.ts';
import { changeForm, type NextStep, type WrapUpForm } from '../../stores/wrap-up-forms.ts';
import { laterChoices } from '../tasks/later-choices.ts';
import styles from './wrap-up.module.css';

const keyedChoices = 9;

export function Dispositions({ wrapUp, form }: { wrapUp: WrapUp; form: WrapUpForm }) {
  const { t, language } = useWords();
  const choices = useStore(desk, (state) => state.choices.dispositions);
  return (
    <section className={styles.section}>
      <h3 id="wrap-up-result">{t('wrapUp.result')}</h3>
      <div className={styles.choices} role="group" aria-labelledby="wrap-up-result">
        {choices.map((choice, index) => (
          <Choice
            key={choice.key}
            label={choice.label[language]}
            digit={index < keyedChoices ? String(index + 1) : undefined}
            on={form.disposition === choice.key}
            obstacle={
              wrapUp.leadId === null && choice.asks !== 'nothing' ? t('wrapUp.missing.lead') : undefined
            }
            onChoose={() => choose(wrapUp, form, choice, t)}
          />
        ))}
      </div>
    </section>
  );
}

function Choice(props: {
  label: string;
  digit: string | undefined;
  on: boolean;
  obstacle: string | undefined;
  onChoose: () => void;
}) {
  const { label, digit, on, obstacle, onChoose } = props;
  const run = () => {
    if (obstacle === undefined) onChoose();
  };
  const { t } = useWords();
  useCommand(
    digit === undefined
      ? undefined
      : { id: `wrapUp.${digit}`, group: 'desk', label: t('wrapUp.choose', { label }), key: digit, run },
  );
  return (
    <button
      type="button"
      className={styles.choice}
      aria-pressed={on}
      aria-disabled={obstacle !== undefined || undefined}
      aria-keyshortcuts={digit}
      title={obstacle ?? label}
      data-testid="disposition"
      onClick={run}
    >
      {on ? <IconCheck stroke={1.5} aria-hidden /> : <kbd aria-hidden>{digit}</kbd>}
      <span>{label}</span>
    </button>
  );
}

function choose(wrapUp: WrapUp, form: WrapUpForm, disposition: Disposition, t: Translate): void {
  changeForm(wrapUp.id, { disposition: disposition.key, next: nextFor(disposition, { wrapUp, form, t }) });
}

/** What the outcome asks for, filled in as it nearly always is; what was typed for the same kind stays. */
export function nextFor(
  { asks, key }: Disposition,
  { wrapUp, form, t }: { wrapUp: WrapUp; form: WrapUpForm; t: Translate },
): NextStep | undefined {
  if (asks !== 'callback' && asks !== 'follow-up') return undefined;
  const kind = asks === 'callback' ? 'callback' : key === 'quote' ? 'send-information' : 'follow-up';
  if (form.next?.kind === kind) return form.next;
  return {
    kind,
    title: titleFor(kind, key, { wrapUp, t }),
    dueAt: laterChoices(Date.now())[asks === 'callback' ? 0 : 1]?.at.toISOString(),
    ownerId: undefined,
  };
}

function titleFor(
  kind: NextStep['kind'],
  key: string | undefined,
  { wrapUp, t }: { wrapUp: WrapUp; t: Translate },
): string {
  if (kind === 'callback') return t('taskTitle.callBack', { name: wrapUp.leadName ?? wrapUp.number });
  return key === 'quote' ? t('wrapUp.quoteTitle') : t('taskTitle.goOn');
}
