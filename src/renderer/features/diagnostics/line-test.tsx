// The test before the shift: six steps, one verdict, and what to do about each fault.
import { IconAlertCircle, IconCircleCheck, IconCircleDashed, IconCircleMinus } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { LineTest, LineTestResult } from '../../../shared/line-test.ts';
import { lineTestSteps } from '../../../shared/line-test.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { openPhoneCalls, phone } from '../../stores/phone.ts';
import { settleLineTest } from '../../stores/station.ts';
import { Button } from '../../ui/button.tsx';
import { LevelMeter } from '../../ui/marks.tsx';
import { testFailed, useAttempt } from '../use-attempt.ts';
import styles from './diagnostics.module.css';

const icons = {
  waiting: IconCircleDashed,
  running: IconCircleDashed,
  passed: IconCircleCheck,
  failed: IconAlertCircle,
  skipped: IconCircleMinus,
} as const;

export function LineTestSection() {
  const { t } = useWords();
  const { testLine } = useActions();
  const { run } = useAttempt(testFailed);
  const test = useStore(phone, ({ state }) => state?.lineTest);
  const inCall = useStore(phone, ({ state }) => openPhoneCalls(state).length > 0);
  const absent = useStore(phone, ({ state }) => state === undefined);
  const running = test?.phase === 'running';
  return (
    <section className={styles.section} aria-labelledby="line-test" data-testid="line-test">
      <div className={styles.head}>
        <h2 id="line-test">{t('diagnostics.test')}</h2>
        <Button
          look="primary"
          busy={running}
          disabled={inCall || absent}
          data-testid="line-test-start"
          onClick={() => {
            settleLineTest(); // nobody need be asked for it again today
            run(testLine);
          }}
        >
          {t(running ? 'diagnostics.testing' : test ? 'diagnostics.again' : 'diagnostics.test')}
        </Button>
      </div>
      <p className={styles.lead}>{inCall ? t('diagnostics.inCall') : t('diagnostics.lead')}</p>
      {test && <Verdict test={test} />}
      {test && (
        <ol className={styles.steps}>
          {[...test.steps]
            .sort((a, b) => lineTestSteps.indexOf(a.step) - lineTestSteps.indexOf(b.step))
            .map((step) => (
              <Step key={step.step} result={step} />
            ))}
        </ol>
      )}
    </section>
  );
}

function Verdict({ test }: { test: LineTest }) {
  const { t } = useWords();
  const words = { running: '', go: t('diagnostics.go'), 'no-go': t('diagnostics.noGo') }[test.phase];
  return (
    <p className={styles.verdict} data-verdict={test.phase} role="status" data-testid="line-test-verdict">
      {words}
    </p>
  );
}

function Step({ result: { step, result, fault, detail } }: { result: LineTestResult }) {
  const { t } = useWords();
  const level = useStore(phone, (state) => state.levels.out);
  const Icon = icons[result];
  return (
    <li data-result={result} data-testid={`step-${step}`}>
      <Icon stroke={1.5} aria-hidden />
      <div>
        <div className={styles.step}>{t(`diagnostics.step.${step}`)}</div>
        {fault && <div className={styles.fault}>{t(`diagnostics.fault.${fault}`)}</div>}
        {detail !== undefined && <div className={styles.detail}>{detail}</div>}
      </div>
      {step === 'microphone' && result === 'running' && (
        <LevelMeter level={level} label={t('call.levelOut')} tone="accent" />
      )}
      <span className={styles.result}>{t(`diagnostics.result.${result}`)}</span>
    </li>
  );
}
