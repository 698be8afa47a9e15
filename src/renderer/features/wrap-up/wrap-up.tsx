// Closing a call in a few key presses: what came of it, what is next, and the summary that is proposed already.
import { useState } from 'react';
import { useStore } from 'zustand';
import type { WrapUp as WrapUpCall } from '../../../shared/desk.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { useCommand } from '../../stores/commands.ts';
import { conversation } from '../../stores/conversation.ts';
import { desk } from '../../stores/desk.ts';
import {
  changeForm,
  missingIn,
  outcomeOf,
  selectForm,
  wrapUpForms,
  type Missing,
} from '../../stores/wrap-up-forms.ts';
import { Button } from '../../ui/button.tsx';
import { problemInWords } from './wrap-up-words.ts';
import { Dispositions } from './wrap-up-dispositions.tsx';
import { WrapUpHead } from './wrap-up-head.tsx';
import { NextStepFields } from './wrap-up-next.tsx';
import { useSaveWrapUp } from './wrap-up-save.ts';
import { Summary } from './wrap-up-summary.tsx';
import { WrapUpCame } from './wrap-up-came.tsx';
import { visitsAhead, WrapUpVisit } from './wrap-up-visit.tsx';
import styles from './wrap-up.module.css';

export function WrapUp({ wrapUp }: { wrapUp: WrapUpCall }) {
  const { t } = useWords();
  const form = useStore(wrapUpForms, selectForm(wrapUp.id));
  const choices = useStore(desk, (state) => state.choices.dispositions);
  const detail = useStore(conversation, (state) =>
    state.detail?.id === wrapUp.leadId ? state.detail : undefined,
  );
  const disposition = choices.find(({ key }) => key === form.disposition);
  const hasVisit = detail && visitsAhead(detail.appointments, Date.now()).length > 0;
  const missing = missingIn(form, { wrapUp, disposition, hasVisit });
  const [tried, setTried] = useState(false);
  const { save, busy, problem } = useSaveWrapUp(wrapUp);
  const submit = () => {
    setTried(true);
    if (missing === undefined && !busy) void save(outcomeOf(form, wrapUp));
  };
  useSaveKeys(submit);
  const asks = disposition?.asks;
  return (
    <div className={styles.panel} data-testid="wrap-up">
      <div className={styles.scroll}>
        <WrapUpHead wrapUp={wrapUp} />
        <Dispositions wrapUp={wrapUp} form={form} />
        <WrapUpCame detail={detail} />
        {asks === 'appointment' && <WrapUpVisit wrapUp={wrapUp} detail={detail} />}
        {wrapUp.leadId !== null && disposition && (
          <NextStepFields
            wrapUp={wrapUp}
            form={form}
            disposition={disposition}
            missing={tried ? missing : undefined}
          />
        )}
        <Summary wrapUp={wrapUp} form={form} />
      </div>
      <footer className={styles.foot}>
        <Problem missing={tried ? missing : undefined} problem={problem} />
        <label className={styles.stay}>
          <input
            type="checkbox"
            checked={form.stay}
            onChange={(event) => changeForm(wrapUp.id, { stay: event.target.checked })}
          />
          {t('wrapUp.stay')}
        </label>
        <div className={styles.buttons}>
          <Longer wrapUp={wrapUp} />
          <Button look="primary" keyName="Ctrl S" busy={busy} data-testid="wrap-up-save" onClick={submit}>
            {t(form.stay ? 'wrapUp.saveOnly' : 'wrapUp.save')}
          </Button>
        </div>
      </footer>
    </div>
  );
}

/** What is missing comes before what the backend said of an earlier attempt. */
function Problem({ missing, problem }: { missing: Missing | undefined; problem: unknown }) {
  const { t } = useWords();
  if (missing === undefined && problem === undefined) return null;
  return (
    <p className={styles.problem} role="alert" data-testid="wrap-up-problem">
      {missing === undefined ? problemInWords(problem, t) : t(`wrapUp.missing.${missing}`)}
    </p>
  );
}

function Longer({ wrapUp }: { wrapUp: WrapUpCall }) {
  const { t } = useWords();
  const { desk: api } = useActions();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const longer = async () => {
    setBusy(true);
    try {
      const news = await api.prolongWrapUp(wrapUp.id);
      desk.setState(({ wrapUps }) => ({ wrapUps: wrapUps.map((one) => (one.id === news.id ? news : one)) }));
      setFailed(false);
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  };
  const canWait = wrapUp.until !== null;
  useCommand(
    canWait
      ? { id: 'wrapUp.longer', group: 'desk', label: t('wrapUp.longer'), key: '+', run: () => void longer() }
      : undefined,
  );
  if (!canWait) return null;
  return (
    <Button
      busy={busy}
      title={failed ? t('wrapUp.longerFailed') : undefined}
      data-testid="wrap-up-longer"
      onClick={() => void longer()}
    >
      {failed ? t('wrapUp.longerFailed') : t('wrapUp.longer')}
    </Button>
  );
}

/** Both keys that people try. */
function useSaveKeys(run: () => void): void {
  const { t } = useWords();
  useCommand({ id: 'wrapUp.save', group: 'desk', label: t('wrapUp.save'), key: 'Ctrl S', run });
  useCommand({
    id: 'wrapUp.saveToo',
    group: 'desk',
    label: t('wrapUp.save'),
    key: 'Ctrl Enter',
    unlisted: true,
    run,
  });
}
