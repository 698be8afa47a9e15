// A voice note: played in place, where one listens at the speed one likes; one at a time.
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { formatDuration } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { IconButton } from '../../ui/button.tsx';
import { Absent } from './attachment-absent.tsx';
import { saveAs, useMedia } from './attachment-media.ts';
import styles from './attachment.module.css';

const rates = [1, 1.5, 2] as const;
let playing: HTMLAudioElement | undefined;

export function VoiceNote({ id, fileName }: { id: string; fileName: string | null }) {
  const shown = useMedia(id);
  return (
    <div className={styles.voice} data-testid="attachment-voice">
      {shown.phase === 'ready' ? (
        <Player url={shown.url} fileName={fileName ?? 'whatsapp.ogg'} />
      ) : (
        <Absent media={shown} again={shown.again} />
      )}
    </div>
  );
}

function Player({ url, fileName }: { url: string; fileName: string }) {
  const { t } = useWords();
  const audio = useRef<HTMLAudioElement>(null);
  const [phase, setPhase] = useState<'still' | 'playing' | 'broken'>('still');
  const [at, setAt] = useState(0);
  const [lengthS, setLengthS] = useState(0);
  const [rate, setRate] = useState<(typeof rates)[number]>(1);
  if (phase === 'broken')
    return (
      <span className={styles.absent}>
        {t('attach.unplayable')}
        <button type="button" onClick={() => saveAs(url, fileName)}>
          {t('attach.save')}
        </button>
      </span>
    );
  const nextRate = rates[(rates.indexOf(rate) + 1) % rates.length] ?? 1;
  return (
    <>
      <audio
        ref={audio}
        src={url}
        preload="metadata"
        onLoadedMetadata={(event) => setLengthS(finite(event.currentTarget.duration))}
        onDurationChange={(event) => setLengthS(finite(event.currentTarget.duration))}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
        onPlay={(event) => {
          if (playing !== event.currentTarget) playing?.pause();
          playing = event.currentTarget;
          setPhase('playing');
        }}
        onPause={() => setPhase('still')}
        onError={() => setPhase('broken')}
      />
      <IconButton
        label={t(phase === 'playing' ? 'attach.pause' : 'attach.play')}
        onClick={() => toggle(audio.current)}
      >
        {phase === 'playing' ? <IconPlayerPause stroke={1.5} /> : <IconPlayerPlay stroke={1.5} />}
      </IconButton>
      <input
        type="range"
        aria-label={t('attach.position')}
        aria-valuetext={formatDuration(at * 1000)}
        min={0}
        max={Math.max(lengthS, 0.1)}
        step={0.1}
        value={Math.min(at, Math.max(lengthS, 0.1))}
        onChange={(event) => {
          if (audio.current) audio.current.currentTime = Number(event.currentTarget.value);
        }}
      />
      <span className={styles.clock}>
        {formatDuration((phase === 'playing' || at > 0 ? at : lengthS) * 1000)}
      </span>
      <button
        type="button"
        className={styles.rate}
        aria-label={t('attach.speed', { rate: `${rate}×` })}
        onClick={() => {
          setRate(nextRate);
          if (audio.current) audio.current.playbackRate = nextRate;
        }}
      >
        {rate}×
      </button>
    </>
  );
}

function toggle(audio: HTMLAudioElement | null): void {
  if (audio?.paused)
    void audio.play().catch(() => undefined); // the element's own error event says so on screen
  else audio?.pause();
}

/** A stream without a length in its head says infinity until it has been played once. */
function finite(seconds: number): number {
  return Number.isFinite(seconds) ? seconds : 0;
}
