// One template beside the bubble it becomes on the lead's telephone.
import { Autocomplete, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useRef } from 'react';
import type { AdminTemplate } from '../../../../shared/admin.ts';
import { useWords } from '../../../i18n/use-words.ts';
import { useSupervisionApi } from '../../../stores/supervision-api.ts';
import { Button } from '../../../ui/button.tsx';
import { idOfTemplate, nameOfTemplate } from '../../conversation/template-fill.ts';
import { tell } from '../../tell.tsx';
import { EditDialog } from '../form/edit-dialog.tsx';
import styles from '../form/form.module.css';
import { useDraft, type Draft } from '../form/use-draft.ts';
import { nextPosition } from './order.ts';
import { placeName } from './place-name.ts';
import { TemplateBubble } from './template-bubble.tsx';
import {
  placesOf,
  templateDraftOf,
  templateFaults,
  templateOf,
  withPlace,
  type TemplateDraft,
} from './template-draft.ts';
import type { Choices } from './use-choices.ts';
import look from './templates.module.css';

interface TemplateDialogProps {
  template: AdminTemplate | undefined;
  templates: Choices<AdminTemplate>;
  onClose: () => void;
}

export function TemplateDialog(props: TemplateDialogProps) {
  const { template, onClose } = props;
  const { t } = useWords();
  const draft = useTemplateDraft(props);
  return (
    <EditDialog
      title={template ? nameOfTemplate(template.name, t) : t('templates.new')}
      draft={draft}
      onClose={onClose}
      size="wide"
      testId="template-form"
    >
      <div className={look.sides}>
        <div className={styles.form}>
          {template === undefined && <NameFields draft={draft} />}
          <BodyField draft={draft} />
          <PlaceFields draft={draft} />
        </div>
        <TemplateBubble body={draft.values.body} parameters={draft.values.parameters} />
      </div>
    </EditDialog>
  );
}

function useTemplateDraft({ template, templates, onClose }: TemplateDialogProps): Draft<TemplateDraft> {
  const { t } = useWords();
  const api = useSupervisionApi();
  const taken = templates.rows.map(idOfTemplate);
  return useDraft({
    initial: templateDraftOf(template),
    check: (values, words) => templateFaults(values, { isNew: template === undefined, taken, t: words }),
    save: async (values) => {
      const { position, active } = template ?? { position: nextPosition(templates.rows), active: true };
      const id = { name: values.name.trim(), language: values.language };
      templates.keep(await api.putTemplate(id, { ...templateOf(values), position, active }));
      tell(t('admin.saved'), t);
      onClose();
    },
  });
}

interface FieldsProps {
  draft: Draft<TemplateDraft>;
}

function NameFields({ draft: { values, set, faults } }: FieldsProps) {
  const { t } = useWords();
  return (
    <div className={styles.pair}>
      <TextInput
        label={t('templates.metaName')}
        description={t('templates.metaNameHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={values.name}
        maxLength={512}
        spellCheck={false}
        autoCapitalize="none"
        error={faults.name}
        data-testid="template-name"
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <fieldset className={styles.group}>
        <legend>{t('templates.language')}</legend>
        <SegmentedControl
          aria-label={t('templates.language')}
          value={values.language}
          onChange={(value) => set({ language: value === 'en' ? 'en' : 'es' })}
          data={[
            { value: 'es', label: 'Español' },
            { value: 'en', label: 'English' },
          ]}
        />
      </fieldset>
    </div>
  );
}

function BodyField({ draft: { values, set, faults } }: FieldsProps) {
  const { t } = useWords();
  const field = useRef<HTMLTextAreaElement>(null);
  const insert = () => {
    const { selectionStart: from, selectionEnd: to } = field.current ?? {
      selectionStart: 0,
      selectionEnd: 0,
    };
    const { body, at } = withPlace(values.body, { from, to });
    set({ body });
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(at, at);
    });
  };
  return (
    <div className={look.body}>
      <Textarea
        ref={field}
        label={t('templates.body')}
        description={t('templates.bodyHint', { first: '{{1}}', second: '{{2}}' })}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={values.body}
        maxLength={1_024}
        lang={values.language}
        autosize
        minRows={5}
        maxRows={10}
        error={faults.body}
        data-testid="template-body"
        onChange={(event) => set({ body: event.currentTarget.value })}
      />
      <Button size="small" data-testid="template-add-place" onClick={insert}>
        {t('templates.addPlace')}
      </Button>
    </div>
  );
}

function PlaceFields({ draft: { values, set, faults } }: FieldsProps) {
  const { t } = useWords();
  const places = placesOf(values.body);
  const name = (index: number, value: string) =>
    set({
      parameters: places.map((_, place) => (place === index ? value : (values.parameters[place] ?? ''))),
    });
  if (places.length === 0) return null;
  return (
    <fieldset className={styles.group}>
      <legend>{t('templates.placesTitle')}</legend>
      <p className={styles.hint}>{t('templates.placesHint')}</p>
      <div className={styles.pair}>
        {places.map((place, index) => {
          const value = values.parameters[index] ?? '';
          return (
            <Autocomplete
              key={place}
              label={t('templates.place', { place })}
              value={value}
              maxLength={60}
              data={['lead', 'agent', 'visita', 'propiedad']}
              renderOption={({ option }) =>
                t('templates.placeOption', { key: option.value, name: placeName(option.value, t) })
              }
              comboboxProps={{ withinPortal: false, shadow: 'none' }}
              error={faults.parameters !== undefined && value.trim() === '' ? faults.parameters : undefined}
              data-testid={`template-place-${place}`}
              onChange={(next) => name(index, next)}
            />
          );
        })}
      </div>
    </fieldset>
  );
}
