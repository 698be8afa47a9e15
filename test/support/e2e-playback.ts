/** What the page plays without WebRTC: the sound of a call that a supervisor listens to, measured where it leaves for the speaker. */
import type { Page } from '@playwright/test';

declare global {
  interface Window {
    /** One for each node that the page has connected to its speaker, oldest first. */
    __played?: { context: BaseAudioContext; analyser: AnalyserNode }[];
  }
}

/** Before the page's own scripts run: listens in on all that is connected to the speaker. */
export async function keepPlayback(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const played: NonNullable<Window['__played']> = [];
    window.__played = played;
    const connect = AudioNode.prototype.connect as (...to: unknown[]) => AudioNode;
    const listenIn = function (this: AudioNode, ...to: unknown[]): AudioNode {
      if (to[0] instanceof AudioDestinationNode) {
        const analyser = new AnalyserNode(this.context, { fftSize: 16_384 });
        connect.call(this, analyser);
        played.push({ context: this.context, analyser });
      }
      return connect.call(this, ...to);
    };
    AudioNode.prototype.connect = listenIn as typeof AudioNode.prototype.connect;
  });
}

/** How loud it is now (root mean square, 0 to 1), and the seconds for which contexts that still run have played. */
export function hearPlayback(page: Page): Promise<{ level: number; seconds: number }> {
  return page.evaluate(() => {
    const running = (window.__played ?? []).filter(({ context }) => context.state === 'running');
    const levels = running.map(({ analyser }) => {
      const samples = new Float32Array(analyser.fftSize);
      analyser.getFloatTimeDomainData(samples);
      return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    });
    const seconds = running.reduce((sum, { context }) => sum + context.currentTime, 0);
    return { level: Math.max(0, ...levels), seconds };
  });
}
