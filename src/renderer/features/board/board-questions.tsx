// The one question that is open in front of the floor, if any.
import { useStore } from 'zustand';
import { useWords } from '../../i18n/use-words.ts';
import { useSupervisionApi } from '../../stores/supervision-api.ts';
import { AssignDialog } from './assign-dialog.tsx';
import { AuditDialog } from './audit-dialog.tsx';
import { boardView } from './board-view.ts';
import { ForceDialog } from './force-dialog.tsx';
import { LimitsDialog } from './limits-dialog.tsx';
import { WhyDialog } from './why-dialog.tsx';

export function BoardQuestions() {
  const question = useStore(boardView, (state) => state.question);
  switch (question?.ask) {
    case undefined:
      return null;
    case 'end':
      return <EndDialog {...question} />;
    case 'cancel':
      return <CancelDialog {...question} />;
    case 'assign':
      return <AssignDialog {...question} />;
    case 'force':
      return <ForceDialog {...question} />;
    case 'dialling':
      return <DiallingDialog pause={question.pause} />;
    case 'limits':
      return <LimitsDialog />;
    case 'audit':
      return <AuditDialog />;
  }
}

interface CallQuestion {
  callId: string;
  name: string;
}

function EndDialog({ callId, name }: CallQuestion) {
  const { t } = useWords();
  const { endCall } = useSupervisionApi();
  return (
    <WhyDialog
      danger
      title={t('board.act.endTitle', { name })}
      text={t('board.act.endText')}
      of="end"
      confirm={t('board.act.end')}
      testId="end-dialog"
      act={(why) => endCall(callId, why)}
    />
  );
}

function CancelDialog({ callId, name }: CallQuestion) {
  const { t } = useWords();
  const { cancelCall } = useSupervisionApi();
  return (
    <WhyDialog
      danger
      title={t('board.act.cancelTitle', { name })}
      text={t('board.act.cancelText')}
      of="cancel"
      confirm={t('board.act.cancel')}
      testId="cancel-dialog"
      act={(why) => cancelCall(callId, why)}
    />
  );
}

function DiallingDialog({ pause }: { pause: boolean }) {
  const { t } = useWords();
  const { setDialling } = useSupervisionApi();
  return (
    <WhyDialog
      danger={pause}
      title={t(pause ? 'board.dialling.pauseTitle' : 'board.dialling.resumeTitle')}
      text={t(pause ? 'board.dialling.pauseText' : 'board.dialling.resumeText')}
      of={pause ? 'pause' : 'resume'}
      confirm={t(pause ? 'board.dialling.pause' : 'board.dialling.resume')}
      testId="dialling-dialog"
      act={(why) => setDialling(pause, why)}
    />
  );
}
