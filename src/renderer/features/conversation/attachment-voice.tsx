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

interface Sound {
  phase: 'still' | 'playing' | 'broken';
  /** Seconds. */
  at: number;
  lengthS: number;
}

function Player({ url, fileName }: { url: string; fileName: string }) {
  const { t } = useWords();
  const audio = useRef<HTMLAudioElement>(null);
  const [sound, setSound] = useState<Sound>({ phase: 'still', at: 0, lengthS: 0 });
  const { phase, at, lengthS } = sound;
  const isPlaying = phase === 'playing';
  if (phase === 'broken') return <Unplayable save={() => saveAs(url, fileName)} />;
  const longest = Math.max(lengthS, 0.1);
  return (
    <>
      <audio ref={audio} src={url} preload="metadata" {...heardBy(setSound)} />
      <IconButton label={t(isPlaying ? 'attach.pause' : 'attach.play')} onClick={() => toggle(audio.current)}>
        {isPlaying ? <IconPlayerPause stroke={1.5} /> : <IconPlayerPlay stroke={1.5} />}
      </IconButton>
      <input
        type="range"
        aria-label={t('attach.position')}
        aria-valuetext={formatDuration(at * 1000)}
        min={0}
        max={longest}
        step={0.1}
        value={Math.min(at, longest)}
        onChange={(event) => {
          if (audio.current) audio.current.currentTime = Number(event.currentTarget.value);
        }}
      />
      <span className={styles.clock}>{formatDuration((isPlaying || at > 0 ? at : lengthS) * 1000)}</span>
      <Rate
        onChange={(rate) => {
          if (audio.current) audio.current.playbackRate = rate;
        }}
      />
    </>
  );
}

/** The element's events as what the row shows; who begins to play silences the one before. */
function heardBy(
  set: React.Dispatch<React.SetStateAction<Sound>>,
): React.AudioHTMLAttributes<HTMLAudioElement> {
  const change = (news: Partial<Sound>) => set((sound) => ({ ...sound, ...news }));
  return {
    onLoadedMetadata: (event) => change({ lengthS: finite(event.currentTarget.duration) }),
    onDurationChange: (event) => change({ lengthS: finite(event.currentTarget.duration) }),
    onTimeUpdate: (event) => change({ at: event.currentTarget.currentTime }),
    onPlay: (event) => {
      if (playing !== event.currentTarget) playing?.pause();
      playing = event.currentTarget;
      change({ phase: 'playing' });
    },
    onPause: () => change({ phase: 'still' }),
    onError: () => change({ phase: 'broken' }),
  };
}

function Rate({ onChange }: { onChange: (rate: number) => void }) {
  const { t } = useWords();
  const [index, setIndex] = useState(0);
  const rate = `${rates[index]}×`;
  const next = (index + 1) % rates.length;
  return (
    <button
      type="button"
      className={styles.rate}
      aria-label={t('attach.speed', { rate })}
      onClick={() => {
        setIndex(next);
        onChange(rates[next] ?? 1);
      }}
    >
      {rate}
    </button>
  );
}

function Unplayable({ save }: { save: () => void }) {
  const { t } = useWords();
  return (
    <span className={styles.absent}>
      {t('attach.unplayable')}
      <button type="button" onClick={save}>
        {t('attach.save')}
      </button>
    </span>
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
