/** The tones of the exchange are those of the phone's line test. */
export { createTone, Ear } from '../../shared/tone.ts';
export type { PcmSource } from '../../shared/tone.ts';
