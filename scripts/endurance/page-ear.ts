/** Runs inside the page, before its own scripts: notes when the far end's tone is heard in the newest audio leg. */
import type { BrowserContext, Page } from '@playwright/test';

declare global {
  interface Window {
    /** Moments (epoch ms) at which this document heard the tone. */
    __heardAt?: number[];
  }
}

/** Gives every document of this context an ear for `hz`. */
export async function giveEar(context: BrowserContext, hz: number): Promise<void> {
  await context.addInitScript(listen, hz);
}

/** What the page's present document has heard; nothing while it is being loaded or dead. */
export async function heardInPage(page: Page): Promise<number[]> {
  return (await page.evaluate(() => window.__heardAt)) ?? [];
}

/** Self-contained, for it is sent to the page as text. */
function listen(hz: number): void {
  if (window.top !== window || window.__heardAt) return;
  const heardAt: number[] = [];
  window.__heardAt = heardAt;
  const context = new AudioContext();
  let newest: AnalyserNode | undefined;
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      this.addEventListener('track', ({ track }) => {
        newest = context.createAnalyser();
        newest.fftSize = 4_096; // 85 ms at 48 kHz
        context.createMediaStreamSource(new MediaStream([track])).connect(newest);
      });
    }
  };
  const samples = new Float32Array(4_096);
  const look = (): void => {
    if (context.state !== 'running') void context.resume();
    if (!newest) return;
    newest.getFloatTimeDomainData(samples);
    const coefficient = 2 * Math.cos((2 * Math.PI * hz) / context.sampleRate);
    let last = 0;
    let beforeLast = 0;
    let sum = 0;
    for (const sample of samples) {
      [last, beforeLast] = [sample + coefficient * last - beforeLast, last];
      sum += sample * sample;
    }
    const level = Math.sqrt(sum / samples.length);
    const power = last * last + beforeLast * beforeLast - coefficient * last * beforeLast;
    const tone = (Math.sqrt(Math.max(0, power)) / samples.length) * Math.SQRT2;
    if (level > 0.003 && tone / level > 0.7) heardAt.push(Date.now());
  };
  setInterval(look, 20);
}
