// A fault in one part of the screen must not take the call bar with it.
import { Component, type ContextType, type ErrorInfo, type ReactNode } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { ActionsContext } from '../../stores/actions.ts';
import { Failed } from '../../ui/notice.tsx';

interface Props {
  children: ReactNode;
  /** A change of this tries the part again. */
  retryOn?: string | undefined;
}

export class CrashFence extends Component<Props, { crashed: boolean }> {
  static override contextType = ActionsContext;
  declare context: ContextType<typeof ActionsContext>;
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  /** The program's log gets it, where there is a program: support reads it there. */
  override componentDidCatch(cause: Error, { componentStack }: ErrorInfo) {
    const stack = `${cause.stack ?? ''}\n${componentStack ?? ''}`;
    this.context?.station.reportFault({ message: String(cause), stack });
  }

  override componentDidUpdate(before: Props) {
    if (this.state.crashed && before.retryOn !== this.props.retryOn) this.setState({ crashed: false });
  }

  override render() {
    return this.state.crashed ? <Crashed /> : this.props.children;
  }
}

function Crashed() {
  const { t } = useWords();
  return (
    <div style={{ padding: 20 }}>
      <Failed
        text={`${t('error.crash')} ${t('error.crashHint')}`}
        action={t('error.reload')}
        onAction={() => location.reload()}
      />
    </div>
  );
}
