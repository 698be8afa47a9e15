// Where an agent writes to the lead on WhatsApp: who has the chat, how long one may write, and the field itself.
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { LeadDetail } from '../../../shared/api.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { conversation } from '../../stores/conversation.ts';
import { desk } from '../../stores/desk.ts';
import { selectMe, session } from '../../stores/session.ts';
import { claimWriting, keepTemplate, writing } from '../../stores/writing.ts';
import { Failed } from '../../ui/notice.tsx';
import { useNow } from '../../ui/use-now.ts';
import { ChatHand } from './composer-hand.tsx';
import { composerStateOf, type ComposerState } from './composer-state.ts';
import { MessageField } from './composer-field.tsx';
import { TemplateForm } from './template-form.tsx';
import styles from './composer.module.css';

/** Under the conversation; `leadName` as it is known by now. */
export function Composer({ leadId, leadName }: { leadId: string; leadName: string }) {
  const { t } = useWords();
  const { openLead } = useActions();
  const detail = useStore(conversation, (state) => (state.leadId === leadId ? state.detail : undefined));
  const failed = useStore(conversation, (state) => state.detailStatus === 'failed');
  const ownerId = useStore(session, (state) => selectMe(state)?.id ?? '');
  useEffect(() => claimWriting(ownerId), [ownerId]);
  return (
    <section className={styles.dock} aria-label={t('compose.label')} data-testid="composer">
      {detail ? (
        <Desk key={leadId} detail={detail} leadName={leadName} />
      ) : failed ? (
        <Failed text={t('compose.failed')} action={t('compose.retry')} onAction={() => openLead(leadId)} />
      ) : (
        <div className={styles.still} role="status" aria-label={t('compose.loading')} />
      )}
    </section>
  );
}

function Desk({ detail, leadName }: { detail: LeadDetail; leadName: string }) {
  const state = useComposerState(detail);
  const leadId = detail.id;
  const isTemplate = useStore(writing, (store) => store.templates[leadId]?.byHand === true);
  const [refused, setRefused] = useState<'offline'>();
  const mayType = state.may === 'write' && !isTemplate;
  const mustUseTemplate = state.may === 'template';
  return (
    <>
      <ChatHand detail={detail} state={state} refused={refused} />
      {mayType && <MessageField detail={detail} leadName={leadName} onRefused={setRefused} />}
      {(mustUseTemplate || (state.may === 'write' && isTemplate)) && (
        <TemplateForm
          detail={detail}
          leadName={leadName}
          onRefused={setRefused}
          {...(mustUseTemplate ? {} : { onClose: () => keepTemplate(leadId, undefined) })}
        />
      )}
    </>
  );
}

/** The state, renewed as time runs. */
function useComposerState(detail: LeadDetail): ComposerState {
  const now = useNow();
  const me = useStore(session, selectMe);
  const chats = useStore(desk, (state) => state.chats);
  const directory = useStore(desk, (state) => state.directory);
  return composerStateOf({ detail, me, chats, directory, now });
}
