// How the network does: of the call while there is one, else how fast the backend answers; always with the number.
import { IconAntennaBars3, IconAntennaBars4, IconAntennaBars5 } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { CallQuality } from '../../../shared/phone.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { connection } from '../../stores/connection.ts';
import { talkingCall } from '../../stores/escalations.ts';
import { phone } from '../../stores/phone.ts';
import { station } from '../../stores/station.ts';
import { classNames } from '../../ui/class-names.ts';
import { networkWord, type QualityWord } from '../call/call-quality-words.ts';
import styles from './shell.module.css';

const icons = { good: IconAntennaBars5, fair: IconAntennaBars4, bad: IconAntennaBars3 };

export function NetworkFact() {
  const { t } = useWords();
  const quality = useStore(phone, ({ state }) => talkingCall(state)?.quality);
  const answerMs = useStore(station, (state) => state.answerMs);
  const isUp = useStore(connection, (state) => state.backend.phase === 'up');
  const fact = quality ? ofCall(quality, t) : isUp && answerMs !== undefined && ofBackend(answerMs, t);
  if (!fact) return null;
  const Icon = icons[fact.word];
  const tone = { good: styles.meta, fair: styles.hold, bad: styles.bad }[fact.word];
  return (
    <span
      className={classNames(styles.fact, styles.network)}
      title={fact.title}
      data-testid="network"
      data-network={fact.word}
    >
      <Icon
        className={tone}
        stroke={1.5}
        aria-label={t('network.label', { word: t(`network.${fact.word}`) })}
      />
      {fact.first !== undefined && <span className={tone}>{fact.first}</span>}
      {fact.second !== undefined && <span className={tone}>{fact.second}</span>}
    </span>
  );
}

function ofCall({ roundTripMs, lossPercent }: CallQuality, t: Translate) {
  const ms = roundTripMs === undefined ? undefined : Math.round(roundTripMs);
  const loss = lossPercent.toFixed(1);
  return {
    word: networkWord(roundTripMs, lossPercent),
    first: ms === undefined ? undefined : t('network.answer', { ms }),
    second: t('network.loss', { loss }),
    title: t('network.titleCall', { ms: ms ?? '–', loss }),
  };
}

function ofBackend(ms: number, t: Translate) {
  return {
    word: answerWord(ms),
    first: t('network.answer', { ms }),
    second: undefined,
    title: t('network.titleIdle', { ms }),
  };
}

/** An answer is more than a way there and back: people begin to wait at these, ms. */
function answerWord(ms: number): QualityWord {
  if (ms > 1_500) return 'bad';
  return ms > 500 ? 'fair' : 'good';
}
