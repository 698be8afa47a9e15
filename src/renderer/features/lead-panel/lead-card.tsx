// Who this is and what they want, before one has to ask; and what one can do for them.
import { IconCalendarPlus, IconFileText, IconListCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { LeadDetail } from '../../../shared/api.ts';
import type { Brief } from '../../../shared/escalation.ts';
import { briefFields, openingFor } from '../../i18n/brief-words.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { openWrapUp } from '../../stores/chosen-work.ts';
import { useCommand } from '../../stores/commands.ts';
import { conversation } from '../../stores/conversation.ts';
import { desk } from '../../stores/desk.ts';
import { selectMe, session } from '../../stores/session.ts';
import { Button } from '../../ui/button.tsx';
import { SofiaMark } from '../../ui/marks.tsx';
import { Failed, LoadingBars } from '../../ui/notice.tsx';
import { TaskDialog } from '../tasks/task-dialog.tsx';
import { BookVisit } from '../visits/book-visit.tsx';
import { Stretches } from '../as-said.tsx';
import { OpeningMeaning } from '../call/brief.tsx';
import { LeadContacts } from './lead-contacts.tsx';
import { LeadIdentity } from './lead-identity.tsx';
import { LeadConsents, LeadOffers, LeadWants } from './lead-sections.tsx';
import { LeadSales } from './lead-sales.tsx';
import { LeadScore } from './lead-score.tsx';
import { LeadTasks } from './lead-tasks.tsx';
import { LeadVisits } from './lead-visits.tsx';
import { Notes } from './notes.tsx';
import styles from './lead-card.module.css';

/** `brief` is given during and after a call from Sofía, when the call bar no longer shows it. */
export function LeadCard({ leadId, brief }: { leadId: string; brief: Brief | undefined }) {
  const { t } = useWords();
  const { openLead } = useActions();
  const status = useStore(conversation, (state) => state.detailStatus);
  const lead = useStore(conversation, (state) => state.detail);
  return (
    <div className={styles.panel}>
      {/* Scrolls, so the keyboard has to reach it. */}
      <div className={styles.scroll} tabIndex={0} role="group" aria-label={t('talk.tabLead')}>
        <div className={styles.card} data-testid="lead-card">
          <ToClose leadId={leadId} />
          {lead && <LeadIdentity lead={lead} />}
          {/* Above the brief, which comes and goes with the call: nobody's line moves while it is written. */}
          {lead && <Notes leadId={lead.id} />}
          {brief && <BriefSection brief={brief} />}
          {lead && <Known lead={lead} />}
          {!lead && status === 'loading' && (
            <LoadingBars label={t('app.loading')} height={16} widths={[70, 50, 40, 90, 100, 80]} />
          )}
          {!lead && status === 'failed' && (
            <Failed text={t('lead.failed')} action={t('lead.retry')} onAction={() => openLead(leadId)} />
          )}
        </div>
      </div>
      {lead && <LeadActions lead={lead} />}
    </div>
  );
}

function Known({ lead }: { lead: LeadDetail }) {
  return (
    <>
      <LeadScore score={lead.scoreDetail} total={lead.score} />
      <LeadWants lead={lead} />
      <LeadOffers lead={lead} />
      <LeadVisits lead={lead} />
      <LeadSales lead={lead} />
      <LeadTasks lead={lead} />
      <LeadContacts lead={lead} />
      <LeadConsents lead={lead} />
    </>
  );
}

/** A call with this lead that is still to be closed is one press away. */
function ToClose({ leadId }: { leadId: string }) {
  const { t } = useWords();
  const wrapUpId = useStore(desk, ({ wrapUps }) => wrapUps.find((one) => one.leadId === leadId)?.id);
  const open = () => openWrapUp(wrapUpId);
  useCommand(
    wrapUpId === undefined
      ? undefined
      : { id: 'wrapUp.open', group: 'desk', label: t('wrapUp.open'), key: 'R', run: open },
  );
  if (wrapUpId === undefined) return null;
  return (
    <div className={styles.toClose}>
      <IconFileText stroke={1.5} aria-hidden />
      <span>{t('wrapUp.toClose')}</span>
      <Button size="small" keyName="R" data-testid="wrap-up-open" onClick={open}>
        {t('wrapUp.open')}
      </Button>
    </div>
  );
}

/** At the foot and always in sight: the two things one promises on the phone. */
function LeadActions({ lead }: { lead: LeadDetail }) {
  const { t } = useWords();
  const [open, setOpen] = useState<'visit' | 'task'>();
  const close = () => setOpen(undefined);
  useCommand({
    id: 'lead.visit',
    group: 'desk',
    label: t('visit.book'),
    key: 'V',
    run: () => setOpen('visit'),
  });
  useCommand({ id: 'lead.task', group: 'desk', label: t('tasks.new'), key: 'P', run: () => setOpen('task') });
  return (
    <footer className={styles.foot}>
      <Button
        icon={<IconCalendarPlus stroke={1.5} aria-hidden />}
        keyName="V"
        data-testid="book-visit-open"
        onClick={() => setOpen('visit')}
      >
        {t('visit.book')}
      </Button>
      <Button
        icon={<IconListCheck stroke={1.5} aria-hidden />}
        keyName="P"
        data-testid="task-open"
        onClick={() => setOpen('task')}
      >
        {t('taskDialog.short')}
      </Button>
      {open === 'visit' && <BookVisit lead={lead} wants={lead.offers[0]} onClose={close} />}
      {open === 'task' && <TaskDialog lead={lead} kind="callback" onClose={close} />}
    </footer>
  );
}

function BriefSection({ brief }: { brief: Brief }) {
  const { t, language } = useWords();
  const me = useStore(session, selectMe);
  const fields = briefFields(brief, { t, language }).filter(
    ({ key }) => key === 'why' || key === 'promised' || key === 'careful',
  );
  return (
    <section data-testid="brief">
      <h3 className={styles.proposed}>
        <SofiaMark /> {t('brief.title')}
      </h3>
      <dl className={styles.brief}>
        {fields.map(({ key, name, stretches }) => (
          <div key={key}>
            <dt>{name}</dt>
            <dd>
              <Stretches of={stretches} />
            </dd>
          </div>
        ))}
        {brief.opening !== '' && (
          <div>
            <dt>{t('brief.opening')}</dt>
            <dd className={styles.opening}>
              <span lang={brief.language}>{openingFor(brief.opening, me?.name)}</span>
              <OpeningMeaning brief={brief} agent={me?.name ?? ''} />
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}
