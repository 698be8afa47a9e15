// What has to happen after the call, by when and by whom: asked for by some outcomes, open to all.
import { SegmentedControl, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { Disposition, WrapUp } from '../../../shared/desk.ts';
import { useWords } from '../../i18n/use-words.ts';
import { conversation } from '../../stores/conversation.ts';
import { changeForm, type Missing, type NextStep, type WrapUpForm } from '../../stores/wrap-up-forms.ts';
import { Button } from '../../ui/button.tsx';
import { DuePicker } from '../tasks/task-dialog-due.tsx';
import { kinds } from '../tasks/task-draft.ts';
import { laterChoices } from '../tasks/later-choices.ts';
import { OwnerSelect } from '../tasks/task-dialog-owner.tsx';
import styles from './wrap-up.module.css';

interface NextStepFieldsProps {
  wrapUp: WrapUp;
  form: WrapUpForm;
  disposition: Disposition;
  missing: Missing | undefined;
}

export function NextStepFields({ wrapUp, form, disposition, missing }: NextStepFieldsProps) {
  const { t } = useWords();
  const isAsked = disposition.asks === 'callback' || disposition.asks === 'follow-up';
  const { next } = form;
  if (next === undefined)
    return (
      <Button
        size="small"
        look="plain"
        className={styles.add}
        icon={<IconPlus stroke={1.5} aria-hidden />}
        data-testid="add-next"
        onClick={() => changeForm(wrapUp.id, { next: firstStep(t('taskTitle.goOn')) })}
      >
        {t('wrapUp.addNext')}
      </Button>
    );
  return (
    <section className={styles.section} data-testid="next-step">
      <div className={styles.row}>
        <h3>{t('wrapUp.next')}</h3>
        {!isAsked && (
          <Button size="small" look="plain" onClick={() => changeForm(wrapUp.id, { next: undefined })}>
            {t('wrapUp.removeNext')}
          </Button>
        )}
      </div>
      <StepFields
        key={next.kind === 'callback' ? 'call' : 'other'}
        wrapUp={wrapUp}
        next={next}
        missing={missing}
        fixedKind={disposition.asks === 'callback'}
      />
    </section>
  );
}

function StepFields(props: {
  wrapUp: WrapUp;
  next: NextStep;
  missing: Missing | undefined;
  fixedKind: boolean;
}) {
  const { wrapUp, next, missing, fixedKind } = props;
  const { t } = useWords();
  const timeZone = useStore(conversation, ({ detail }) =>
    detail?.id === wrapUp.leadId ? detail?.timeZone : undefined,
  );
  const change = (news: Partial<NextStep>) => changeForm(wrapUp.id, { next: { ...next, ...news } });
  return (
    <div className={styles.step}>
      {!fixedKind && (
        <SegmentedControl
          fullWidth
          aria-label={t('taskForm.kind')}
          value={next.kind}
          onChange={(value) => change({ kind: value as NextStep['kind'] })}
          data={kinds.map((value) => ({ value, label: t(`wrapUp.kind.${value}`) }))}
        />
      )}
      <TextInput
        aria-label={t('taskForm.title')}
        value={next.title}
        maxLength={200}
        data-testid="next-title"
        error={missing === 'title' ? t('taskForm.wantsTitle') : undefined}
        onChange={(event) => change({ title: event.target.value })}
      />
      <DuePicker
        label={t('taskForm.due')}
        value={next.dueAt}
        onChange={(dueAt) => change({ dueAt })}
        timeZone={timeZone}
        error={missing === 'due' ? t('taskForm.wantsDue') : undefined}
      />
      <OwnerSelect
        label={t('taskForm.owner')}
        value={next.ownerId}
        onChange={(ownerId) => change({ ownerId })}
      />
    </div>
  );
}

function firstStep(title: string): NextStep {
  return {
    kind: 'follow-up',
    title,
    dueAt: laterChoices(Date.now())[1]?.at.toISOString(),
    ownerId: undefined,
  };
}
