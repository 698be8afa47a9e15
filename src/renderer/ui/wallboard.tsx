// A screen on the wall: fills everything, grows with the screen, takes several pages in turn, and ends at a press of Escape.
import { IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { IconButton } from './button.tsx';
import { useMinute } from './use-now.ts';
import styles from './wallboard.module.css';

export interface WallPage {
  key: string;
  title: string;
  draw: () => ReactNode;
}

interface WallboardProps {
  /** At least one. */
  pages: readonly WallPage[];
  /** How long each stands; ms. */
  everyMs?: number;
  words: { label: string; end: string; placeOf: (place: number, count: number) => string };
  /** The clock on top: epoch ms in words. */
  clock: (now: number) => string;
  onEnd: () => void;
}

/** A page is laid out for so many pixels and then made as large as the screen. */
const layout = { width: 1280, height: 900 };
const leastZoom = 0.8;
const mostZoom = 3;

/** Asks the browser for the whole screen, which it gives only to a press; without it the window is filled. */
export function fillScreen(): void {
  void document.documentElement.requestFullscreen?.().catch(() => undefined);
}

export function Wallboard({ pages, everyMs = 30_000, words, clock, onEnd }: WallboardProps) {
  const frame = useRef<HTMLDivElement>(null);
  const place = usePlace(pages.length, everyMs);
  const zoom = useZoom();
  const now = useMinute();
  const shown = pages[place % pages.length];
  useEnd(onEnd);
  useAwake();
  useEffect(() => frame.current?.focus(), []);
  return (
    <div
      ref={frame}
      className={styles.wall}
      role="dialog"
      aria-modal
      aria-label={words.label}
      tabIndex={-1}
      data-testid="wallboard"
    >
      <div className={styles.inner} style={{ zoom }}>
        <header className={styles.head}>
          <h1>{shown?.title}</h1>
          {pages.length > 1 && (
            <span className={styles.meta}>{words.placeOf((place % pages.length) + 1, pages.length)}</span>
          )}
          <span className={styles.clock}>{clock(now)}</span>
          <IconButton label={words.end} data-testid="wall-end" onClick={onEnd}>
            <IconX stroke={1.5} aria-hidden />
          </IconButton>
        </header>
        <div className={styles.body} key={shown?.key}>
          {shown?.draw()}
        </div>
      </div>
    </div>
  );
}

function usePlace(count: number, everyMs: number): number {
  const [place, setPlace] = useState(0);
  useEffect(() => {
    if (count < 2) return;
    const timer = setInterval(() => setPlace((now) => now + 1), everyMs);
    return () => clearInterval(timer);
  }, [count, everyMs]);
  return place;
}

function useZoom(): number {
  const [zoom, setZoom] = useState(zoomNow);
  useEffect(() => {
    const follow = (): void => setZoom(zoomNow());
    addEventListener('resize', follow);
    return () => removeEventListener('resize', follow);
  }, []);
  return zoom;
}

const zoomNow = (): number =>
  Math.max(leastZoom, Math.min(mostZoom, innerWidth / layout.width, innerHeight / layout.height));

/** Escape in a window; in full screen the browser takes that key and only tells that it left. */
function useEnd(onEnd: () => void): void {
  const latest = useRef(onEnd);
  useEffect(() => {
    latest.current = onEnd;
  });
  useEffect(() => {
    const end = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') latest.current();
    };
    const left = (): void => {
      if (document.fullscreenElement === null) latest.current();
    };
    addEventListener('keydown', end);
    document.addEventListener('fullscreenchange', left);
    return () => {
      removeEventListener('keydown', end);
      document.removeEventListener('fullscreenchange', left);
      if (document.fullscreenElement !== null) void document.exitFullscreen().catch(() => undefined);
    };
  }, []);
}

/** A screen on the wall must not fall asleep; where the browser does not promise that, it is the computer's affair. */
function useAwake(): void {
  useEffect(() => {
    let isOver = false;
    let lock: WakeLockSentinel | undefined;
    const keep = async (): Promise<void> => {
      lock = await navigator.wakeLock?.request('screen');
      if (isOver) await lock?.release();
    };
    void keep().catch(() => undefined);
    return () => {
      isOver = true;
      void lock?.release().catch(() => undefined);
    };
  }, []);
}
