// An approved template, its places filled in, and how the lead will read it: the only way to write once the window is closed.
import { NativeSelect, TextInput } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useEffect, useRef, type RefObject, type SubmitEvent } from 'react';
import { useStore } from 'zustand';
import type { LeadDetail } from '../../../shared/api.ts';
import type { MessageTemplate } from '../../../shared/desk.ts';
import type { Language } from '../../../shared/lead.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { useCommand } from '../../stores/commands.ts';
import { connection } from '../../stores/connection.ts';
import { desk } from '../../stores/desk.ts';
import { selectMe, session } from '../../stores/session.ts';
import { keepTemplate, writing, type TemplateDraft } from '../../stores/writing.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/notice.tsx';
import { useSender } from './composer-send.ts';
import { firstName } from '../call/first-name.ts';
import {
  fillTemplate,
  firstValues,
  idOfTemplate,
  missingFields,
  nameOfField,
  nameOfTemplate,
  orderTemplates,
  partsOfTemplate,
} from './template-fill.ts';
import styles from './template.module.css';

interface TemplateFormProps {
  detail: LeadDetail;
  leadName: string;
  onRefused: (why: 'offline' | undefined) => void;
  /** Back to free text, where that is allowed. */
  onClose?: () => void;
}

export function TemplateForm(props: TemplateFormProps) {
  const { t } = useWords();
  const all = useStore(desk, (state) => state.choices.templates);
  const templates = orderTemplates(all, props.detail.language);
  const draft = useStore(writing, (state) => state.templates[props.detail.id]);
  const chosen = templates.find((template) => idOfTemplate(template) === draft?.id) ?? templates[0];
  if (!chosen) return <Empty text={t('template.none')} />;
  return <Chosen {...props} templates={templates} chosen={chosen} />;
}

type ChosenProps = TemplateFormProps & { templates: MessageTemplate[]; chosen: MessageTemplate };

function Chosen(props: ChosenProps) {
  const { t } = useWords();
  const { detail, chosen, onClose } = props;
  const values = useValues(props);
  const hasText = useStore(writing, (state) => state.drafts[detail.id] !== undefined);
  const form = useRef<HTMLFormElement>(null);
  useWayIn(form, onClose !== undefined);
  const missing = missingFields(chosen.parameters, values);
  const submit = useSubmit(props, values);
  return (
    <form ref={form} className={styles.form} onSubmit={submit} data-testid="template-form">
      <Fields {...props} values={values} />
      <Preview body={chosen.body} values={values} />
      <footer className={styles.foot}>
        <span role="status">
          {missing.length > 0
            ? t('template.missing', { fields: missing.map((one) => nameOfField(one, t)).join(', ') })
            : hasText && t('template.keptText')}
        </span>
        {onClose && (
          <Button size="small" look="plain" onClick={onClose}>
            {t('template.close')}
          </Button>
        )}
        <Button
          size="small"
          look="primary"
          submit
          disabled={missing.length > 0}
          icon={<IconSend stroke={1.5} aria-hidden />}
          data-testid="send-template"
        >
          {t('template.send')}
        </Button>
      </footer>
    </form>
  );
}

/** `W` leads here as to the field; whoever opened the form by hand is in it at once. */
function useWayIn(form: RefObject<HTMLFormElement | null>, isOpened: boolean): void {
  const { t } = useWords();
  const goIn = () => form.current?.querySelector('select')?.focus();
  useCommand({ id: 'chat.write', group: 'chat', label: t('compose.write'), key: 'W', run: goIn });
  const openedByHand = useRef(isOpened);
  useEffect(() => {
    if (openedByHand.current) form.current?.querySelector('select')?.focus();
  }, [form]);
}

function Fields({ detail, templates, chosen, values, onClose }: ChosenProps & { values: readonly string[] }) {
  const { t } = useWords();
  const id = idOfTemplate(chosen);
  const keep = (draft: Omit<TemplateDraft, 'byHand'>) =>
    keepTemplate(detail.id, { ...draft, byHand: onClose !== undefined });
  const write = (index: number, value: string) =>
    keep({ id, values: values.map((old, place) => (place === index ? value : old)) });
  return (
    <div className={styles.fields}>
      <NativeSelect
        label={t('template.choose')}
        value={id}
        data={templates.map((one) => ({
          value: idOfTemplate(one),
          label: optionOf(one, detail.language, t),
        }))}
        onChange={(event) => keep({ id: event.currentTarget.value, values: [] })}
      />
      {chosen.parameters.map((parameter, index) => (
        <TextInput
          key={index}
          label={nameOfField(parameter, t)}
          value={values[index] ?? ''}
          maxLength={500}
          onChange={(event) => write(index, event.currentTarget.value)}
        />
      ))}
    </div>
  );
}

/** What somebody typed stands out from what Meta has approved. */
function Preview({ body, values }: { body: string; values: readonly string[] }) {
  const { t } = useWords();
  return (
    <figure className={styles.preview} aria-label={t('template.preview')}>
      <figcaption>{t('template.preview')}</figcaption>
      <p data-testid="template-preview">
        {partsOfTemplate(body).map(({ text, place }, index) =>
          place === undefined ? text : <mark key={index}>{values[place]?.trim() || '…'}</mark>,
        )}
      </p>
    </figure>
  );
}

/** A language that is not the lead's stands beside the name. */
function optionOf({ name, language }: MessageTemplate, leadLanguage: Language, t: Translate): string {
  const called = nameOfTemplate(name, t);
  if (language === leadLanguage) return called;
  return t('template.inLanguage', { name: called, language: t(`language.${language}`) });
}

/** What was typed, or what is known from the start. */
function useValues({ detail, leadName, chosen }: TemplateFormProps & { chosen: MessageTemplate }): string[] {
  const agent = useStore(session, (state) => selectMe(state)?.name ?? '');
  const draft = useStore(writing, (state) => state.templates[detail.id]);
  if (draft?.id === idOfTemplate(chosen) && draft.values.length === chosen.parameters.length)
    return draft.values;
  const lead = detail.firstName ?? firstName(leadName);
  return firstValues(chosen, { agent, lead: /^[+\d]/.test(lead) ? '' : lead });
}

function useSubmit(
  { detail, chosen, onRefused }: TemplateFormProps & { chosen: MessageTemplate },
  values: readonly string[],
): (event: SubmitEvent<HTMLFormElement>) => void {
  const sender = useSender();
  return (event) => {
    event.preventDefault();
    if (connection.getState().backend.phase !== 'up') return onRefused('offline');
    onRefused(undefined);
    const { name, language, body } = chosen;
    const parameters = values.map((value) => value.trim());
    keepTemplate(detail.id, undefined);
    sender.send(
      detail.id,
      { kind: 'template', key: crypto.randomUUID(), name, language, parameters },
      fillTemplate(body, parameters),
    );
  };
}
