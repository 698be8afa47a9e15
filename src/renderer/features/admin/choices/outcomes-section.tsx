// How a conversation ended: what the agent is asked then, and what it means for the lead.
import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { putDisposition, type AdminDisposition } from '../../../../shared/admin.ts';
import { useWords } from '../../../i18n/use-words.ts';
import { useSupervisionApi } from '../../../stores/supervision-api.ts';
import { tell } from '../../tell.tsx';
import { EditDialog } from '../form/edit-dialog.tsx';
import { faultsOf } from '../form/field-faults.ts';
import { useDraft, type Draft } from '../form/use-draft.ts';
import { NewButton, SectionFrame, SectionState } from '../section-frame.tsx';
import { ChoiceTable } from './choice-table.tsx';
import { keyOfLabel } from './key-of-label.ts';
import { LabelFields } from './label-fields.tsx';
import { nextPosition } from './order.ts';
import { useChoices, type Choices } from './use-choices.ts';

const keyOf = ({ key }: AdminDisposition): string => key;
const asked = ['nothing', 'callback', 'follow-up', 'appointment'] as const;
const signals = ['book', 'finish', 'nurture', 'lose', 'opt-out'] as const;
type Opened = { outcome: AdminDisposition | undefined };

export function OutcomesSection() {
  const { t, language } = useWords();
  const api = useSupervisionApi();
  const [opened, setOpened] = useState<Opened>();
  const nameOf = ({ label }: AdminDisposition): string => label[language];
  const outcomes = useChoices({
    ...{ key: 'dispositions', keyOf, nameOf },
    read: async () => (await api.dispositions()).dispositions,
    write: ({ key, ...outcome }: AdminDisposition) => api.putDisposition(key, outcome),
  });
  return (
    <SectionFrame
      section="outcomes"
      tools={<NewButton label={t('choices.newOutcome')} onClick={() => setOpened({ outcome: undefined })} />}
    >
      {outcomes.rows.length > 0 && (
        <ChoiceTable
          label={t('admin.section.outcomes')}
          choices={outcomes}
          keyOf={keyOf}
          nameOf={nameOf}
          onOpen={(outcome) => setOpened({ outcome })}
          columns={[
            { key: 'es', head: t('choices.labelEs'), cell: ({ label }) => label.es },
            { key: 'en', head: t('choices.labelEn'), muted: true, cell: ({ label }) => label.en },
            {
              ...{ key: 'asks', head: t('choices.asks'), width: 172 },
              cell: ({ asks }) => t(`choices.askedFor.${asks}`),
            },
            {
              ...{ key: 'signal', head: t('choices.signal'), width: 188, muted: true },
              cell: ({ leadSignal }) => t(`choices.signals.${leadSignal ?? 'none'}`),
            },
          ]}
        />
      )}
      <SectionState
        status={outcomes.status}
        count={outcomes.rows.length}
        none={t('choices.noOutcomes')}
        again={outcomes.again}
      />
      {opened && (
        <OutcomeDialog outcome={opened.outcome} outcomes={outcomes} onClose={() => setOpened(undefined)} />
      )}
    </SectionFrame>
  );
}

interface OutcomeDialogProps {
  outcome: AdminDisposition | undefined;
  outcomes: Choices<AdminDisposition>;
  onClose: () => void;
}
type OutcomeDraft = Pick<AdminDisposition, 'label' | 'asks' | 'leadSignal'>;

function OutcomeDialog({ outcome, outcomes, onClose }: OutcomeDialogProps) {
  const { t } = useWords();
  const api = useSupervisionApi();
  const { label = { es: '', en: '' }, asks = 'nothing', leadSignal = null } = outcome ?? {};
  const draft = useDraft<OutcomeDraft>({
    initial: { label, asks, leadSignal },
    check: (values, words) => faultsOf(putDisposition, { ...values, position: 0 }, { t: words }),
    save: async (values) => {
      const { position, active } = outcome ?? { position: nextPosition(outcomes.rows), active: true };
      const key = outcome?.key ?? keyOfLabel(values.label.es, outcomes.rows.map(keyOf));
      outcomes.keep(await api.putDisposition(key, { ...values, position, active }));
      tell(t('admin.saved'), t);
      onClose();
    },
  });
  return (
    <EditDialog
      title={t(outcome ? 'choices.editOutcome' : 'choices.newOutcome')}
      draft={draft}
      onClose={onClose}
      testId="outcome-form"
    >
      <LabelFields
        value={draft.values.label}
        onChange={(news) => draft.set({ label: news })}
        error={draft.faults.label}
      />
      <Meaning draft={draft} />
    </EditDialog>
  );
}

function Meaning({ draft: { values, set } }: { draft: Draft<OutcomeDraft> }) {
  const { t } = useWords();
  return (
    <>
      <NativeSelect
        label={t('choices.asks')}
        description={t(`choices.askedHint.${values.asks}`)}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={values.asks}
        data-testid="outcome-asks"
        data={asked.map((value) => ({ value, label: t(`choices.askedFor.${value}`) }))}
        onChange={({ currentTarget: { value } }) =>
          set({ asks: asked.find((one) => one === value) ?? 'nothing' })
        }
      />
      <NativeSelect
        label={t('choices.signal')}
        description={t(`choices.signalHint.${values.leadSignal ?? 'none'}`)}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={values.leadSignal ?? ''}
        data-testid="outcome-signal"
        data={[
          { value: '', label: t('choices.signals.none') },
          ...signals.map((value) => ({ value, label: t(`choices.signals.${value}`) })),
        ]}
        onChange={({ currentTarget: { value } }) =>
          set({ leadSignal: signals.find((one) => one === value) ?? null })
        }
      />
    </>
  );
}
