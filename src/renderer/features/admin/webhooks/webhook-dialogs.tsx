// What stands in front of the endpoints: a form, a question, a secret that is shown once.
import { Checkbox, MultiSelect, SegmentedControl, TextInput } from '@mantine/core';
import type { WebhookEndpoint } from '../../../../shared/admin.ts';
import { useWords } from '../../../i18n/use-words.ts';
import { useSupervisionApi } from '../../../stores/supervision-api.ts';
import { tell } from '../../tell.tsx';
import { ConfirmDialog } from '../form/confirm-dialog.tsx';
import { EditDialog } from '../form/edit-dialog.tsx';
import styles from '../form/form.module.css';
import { SecretDialog } from '../form/secret-dialog.tsx';
import { useDraft, type Draft } from '../form/use-draft.ts';
import { offersOf, webhookDraftOf, webhookFaults, webhookOf, type WebhookDraft } from './webhook-form.ts';

/** An endpoint that is not there yet is undefined. */
export type WebhookTask =
  | { kind: 'edit'; endpoint: WebhookEndpoint | undefined }
  | { kind: 'rotate' | 'remove'; endpoint: WebhookEndpoint }
  | { kind: 'secret'; secret: string };

interface WebhookDialogsProps {
  task: WebhookTask | undefined;
  /** Every type that may be asked for. */
  types: readonly string[];
  onTask: (task: WebhookTask | undefined) => void;
  /** `id` is a new endpoint's. */
  onSaved: (id?: string) => void;
}

export function WebhookDialogs(props: WebhookDialogsProps) {
  const { task, onTask } = props;
  const { t } = useWords();
  switch (task?.kind) {
    case undefined:
      return null;
    case 'edit':
      return <WebhookDialog {...props} endpoint={task.endpoint} />;
    case 'rotate':
      return <RenewSecret {...props} endpoint={task.endpoint} />;
    case 'remove':
      return <RemoveWebhook {...props} endpoint={task.endpoint} />;
    case 'secret':
      return (
        <SecretDialog
          title={t('hooks.secretTitle')}
          text={t('hooks.secretText')}
          secret={task.secret}
          done={t('hooks.secretDone')}
          onClose={() => onTask(undefined)}
        />
      );
  }
}

function WebhookDialog({
  endpoint,
  types,
  onTask,
  onSaved,
}: WebhookDialogsProps & { endpoint: WebhookEndpoint | undefined }) {
  const { t } = useWords();
  const api = useSupervisionApi();
  const close = () => onTask(undefined);
  const draft = useDraft<WebhookDraft>({
    initial: webhookDraftOf(endpoint),
    check: webhookFaults,
    save: async (values) => {
      if (endpoint) {
        await api.changeWebhook(endpoint.id, webhookOf(values));
        onSaved();
        tell(t('admin.saved'), t);
        return close();
      }
      const { id, secret } = await api.addWebhook({ ...webhookOf(values), active: true });
      onSaved(id);
      onTask({ kind: 'secret', secret });
    },
  });
  return (
    <EditDialog
      title={t(endpoint ? 'hooks.editTitle' : 'hooks.new')}
      draft={draft}
      onClose={close}
      size="wide"
      testId="webhook-form"
    >
      <WhereFields draft={draft} />
      <EventFields draft={draft} types={types} />
    </EditDialog>
  );
}

interface FieldsProps {
  draft: Draft<WebhookDraft>;
}

function WhereFields({ draft: { values, set, faults } }: FieldsProps) {
  const { t } = useWords();
  return (
    <>
      <TextInput
        label={t('hooks.url')}
        description={t('hooks.urlHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        type="url"
        value={values.url}
        maxLength={2_000}
        spellCheck={false}
        error={faults.url}
        data-testid="webhook-url"
        onChange={(event) => set({ url: event.currentTarget.value })}
      />
      <TextInput
        label={t('hooks.descriptionOptional')}
        value={values.description}
        maxLength={200}
        error={faults.description}
        data-testid="webhook-description"
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
    </>
  );
}

function EventFields({ draft: { values, set, faults }, types }: FieldsProps & { types: readonly string[] }) {
  const { t } = useWords();
  return (
    <>
      <fieldset className={styles.group}>
        <legend>{t('hooks.events')}</legend>
        <SegmentedControl
          aria-label={t('hooks.events')}
          value={values.isAll ? 'all' : 'some'}
          data-testid="webhook-events"
          onChange={(value) => set({ isAll: value === 'all' })}
          data={[
            { value: 'all', label: t('hooks.allEvents') },
            { value: 'some', label: t('hooks.someEvents') },
          ]}
        />
        {!values.isAll && (
          <MultiSelect
            aria-label={t('hooks.events')}
            description={t('hooks.eventsHint')}
            inputWrapperOrder={['input', 'description', 'error']}
            data={offersOf(types)}
            value={values.types}
            searchable
            hidePickedOptions
            maxDropdownHeight={220}
            comboboxProps={{ withinPortal: false, shadow: 'none' }}
            error={faults.types}
            data-testid="webhook-types"
            onChange={(next) => set({ types: next })}
          />
        )}
      </fieldset>
      <Checkbox
        size="xs"
        label={t('hooks.withContact')}
        description={t('hooks.withContactHint')}
        checked={values.withContact}
        data-testid="webhook-with-contact"
        onChange={(event) => set({ withContact: event.currentTarget.checked })}
      />
    </>
  );
}

type AboutEndpoint = WebhookDialogsProps & { endpoint: WebhookEndpoint };

function RenewSecret({ endpoint, onTask }: AboutEndpoint) {
  const { t } = useWords();
  const api = useSupervisionApi();
  return (
    <ConfirmDialog
      title={t('hooks.rotateTitle')}
      action={t('hooks.rotate')}
      onClose={() => onTask(undefined)}
      onConfirm={async () => {
        const { secret } = await api.renewSecret(endpoint.id);
        onTask({ kind: 'secret', secret });
      }}
    >
      <p>{t('hooks.rotateText')}</p>
    </ConfirmDialog>
  );
}

function RemoveWebhook({ endpoint, onTask, onSaved }: AboutEndpoint) {
  const { t } = useWords();
  const api = useSupervisionApi();
  return (
    <ConfirmDialog
      title={t('hooks.removeTitle')}
      action={t('hooks.remove')}
      isDangerous
      onClose={() => onTask(undefined)}
      onConfirm={async () => {
        await api.removeWebhook(endpoint.id);
        onSaved();
        tell(t('hooks.removed'), t);
        onTask(undefined);
      }}
    >
      <p>{t('hooks.removeText', { url: endpoint.url })}</p>
    </ConfirmDialog>
  );
}
