/** Translates between the µ-law spoken inside this process and a codec on the wire; one per direction and call. */
import { alawFromUlaw, samplesFromUlaw, ulawFromAlaw, ulawFromSamples } from '../../shared/g711.ts';
import type { VoiceCodec } from '../../shared/phone.ts';
import { G722Decoder, G722Encoder } from './g722.ts';
import { Downsampler, Upsampler } from './resampler.ts';

/** Every codec here makes one byte of each 1/8000 s, so lengths and timestamps stay as they are. */
export type Translation = (bytes: Buffer) => Buffer;

/** From µ-law to `codec`. */
export function createEncoder(codec: VoiceCodec): Translation {
  if (codec === 'PCMU') return (ulaw) => ulaw;
  if (codec === 'PCMA') return alawFromUlaw;
  const [upsampler, encoder] = [new Upsampler(), new G722Encoder()];
  return (ulaw) => encoder.encode(upsampler.turn(samplesFromUlaw(ulaw)));
}

/** From `codec` to µ-law. */
export function createDecoder(codec: VoiceCodec): Translation {
  if (codec === 'PCMU') return (payload) => payload;
  if (codec === 'PCMA') return ulawFromAlaw;
  const [decoder, downsampler] = [new G722Decoder(), new Downsampler()];
  return (payload) => ulawFromSamples(downsampler.turn(decoder.decode(payload)));
}
