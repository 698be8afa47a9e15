// Why somebody takes no calls: what the menu of states offers.
import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { putReason, type AdminReason } from '../../../../shared/admin.ts';
import { useWords } from '../../../i18n/use-words.ts';
import { useSupervisionApi } from '../../../stores/supervision-api.ts';
import { tell } from '../../tell.tsx';
import { EditDialog } from '../form/edit-dialog.tsx';
import { faultsOf } from '../form/field-faults.ts';
import styles from '../form/form.module.css';
import { useDraft } from '../form/use-draft.ts';
import { NewButton, SectionFrame, SectionState } from '../section-frame.tsx';
import { ChoiceTable } from './choice-table.tsx';
import { keyOfLabel } from './key-of-label.ts';
import { LabelFields } from './label-fields.tsx';
import { nextPosition } from './order.ts';
import { useChoices, type Choices } from './use-choices.ts';

const keyOf = ({ key }: AdminReason): string => key;
type Opened = { reason: AdminReason | undefined };

export function ReasonsSection() {
  const { t, language } = useWords();
  const api = useSupervisionApi();
  const [opened, setOpened] = useState<Opened>();
  const nameOf = ({ label }: AdminReason): string => label[language];
  const reasons = useChoices({
    ...{ key: 'reasons', keyOf, nameOf },
    read: async () => (await api.reasons()).reasons,
    write: ({ key, ...reason }: AdminReason) => api.putReason(key, reason),
  });
  return (
    <SectionFrame
      section="reasons"
      tools={<NewButton label={t('choices.newReason')} onClick={() => setOpened({ reason: undefined })} />}
    >
      {reasons.rows.length > 0 && (
        <ChoiceTable
          label={t('admin.section.reasons')}
          choices={reasons}
          keyOf={keyOf}
          nameOf={nameOf}
          onOpen={(reason) => setOpened({ reason })}
          columns={[
            { key: 'es', head: t('choices.labelEs'), cell: ({ label }) => label.es },
            { key: 'en', head: t('choices.labelEn'), muted: true, cell: ({ label }) => label.en },
            {
              ...{ key: 'state', head: t('choices.state'), width: 200 },
              cell: ({ state }) => t(`choices.states.${state}`),
            },
          ]}
        />
      )}
      <SectionState
        status={reasons.status}
        count={reasons.rows.length}
        none={t('choices.noReasons')}
        again={reasons.again}
      />
      {opened && (
        <ReasonDialog reason={opened.reason} reasons={reasons} onClose={() => setOpened(undefined)} />
      )}
    </SectionFrame>
  );
}

interface ReasonDialogProps {
  reason: AdminReason | undefined;
  reasons: Choices<AdminReason>;
  onClose: () => void;
}

function ReasonDialog({ reason, reasons, onClose }: ReasonDialogProps) {
  const { t } = useWords();
  const api = useSupervisionApi();
  const draft = useDraft({
    initial: { label: reason?.label ?? { es: '', en: '' }, state: reason?.state ?? ('away' as const) },
    check: (values, words) => faultsOf(putReason, { ...values, position: 0 }, { t: words }),
    save: async (values) => {
      const { position, active } = reason ?? { position: nextPosition(reasons.rows), active: true };
      const key = reason?.key ?? keyOfLabel(values.label.es, reasons.rows.map(keyOf));
      reasons.keep(await api.putReason(key, { ...values, position, active }));
      tell(t('admin.saved'), t);
      onClose();
    },
  });
  const { values, set, faults } = draft;
  return (
    <EditDialog
      title={t(reason ? 'choices.editReason' : 'choices.newReason')}
      draft={draft}
      onClose={onClose}
      testId="reason-form"
    >
      <LabelFields value={values.label} onChange={(label) => set({ label })} error={faults.label} />
      <fieldset className={styles.group}>
        <legend>{t('choices.state')}</legend>
        <SegmentedControl
          aria-label={t('choices.state')}
          value={values.state}
          onChange={(value) => set({ state: value === 'busy' ? 'busy' : 'away' })}
          data={(['busy', 'away'] as const).map((value) => ({ value, label: t(`choices.states.${value}`) }))}
        />
        <p className={styles.hint}>{t(`choices.stateHint.${values.state}`)}</p>
      </fieldset>
    </EditDialog>
  );
}
