/**
 * G.711 tables (ITU-T G.711, RFC 3551 §4.5.14), because both the phone (transcoding µ-law ⇄ A-law) and the
 * PBX simulator (tones) need the same 256 values. Samples are signed 16-bit at 8000 Hz.
 */

/** Payload type of µ-law, static in RFC 3551. */
export const PCMU = 0;
/** Payload type of A-law, static in RFC 3551. */
export const PCMA = 8;
/** Samples (and bytes) in the usual 20 ms packet. */
export const FRAME_SAMPLES = 160;

function linearOfUlaw(byte: number): number {
  const bits = ~byte & 0xff;
  const magnitude = ((((bits & 15) << 3) + 132) << ((bits >> 4) & 7)) - 132;
  return bits & 0x80 ? -magnitude : magnitude;
}

function ulawOfLinear(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), 32_635) + 132;
  let exponent = 7;
  for (let mask = 0x4000; exponent > 0 && !(magnitude & mask); mask >>= 1) exponent--;
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 15)) & 0xff;
}

function linearOfAlaw(byte: number): number {
  const bits = byte ^ 0x55;
  const exponent = (bits & 0x70) >> 4;
  let magnitude = (bits & 15) << 4;
  magnitude += exponent === 0 ? 8 : 264;
  if (exponent > 1) magnitude <<= exponent - 1;
  return bits & 0x80 ? magnitude : -magnitude;
}

function alawOfLinear(sample: number): number {
  let steps = (sample < 0 ? ~sample : sample) >> 4;
  if (steps > 15) {
    let exponent = 1;
    for (; steps > 31; steps >>= 1) exponent++;
    steps = steps - 16 + (exponent << 4);
  }
  return (sample >= 0 ? steps | 0x80 : steps) ^ 0x55;
}

const everyByte = (of: (byte: number) => number): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, i) => of(i));

const ulawSamples = Int16Array.from({ length: 256 }, (_, byte) => linearOfUlaw(byte));
const ulawToAlaw = everyByte((byte) => alawOfLinear(linearOfUlaw(byte)));
const alawToUlaw = everyByte((byte) => ulawOfLinear(linearOfAlaw(byte)));

const translate = (bytes: Uint8Array, table: Uint8Array): Buffer => {
  const out = Buffer.allocUnsafe(bytes.length);
  for (let i = 0; i < bytes.length; i++) out[i] = table[bytes[i] as number] as number;
  return out;
};

/** A-law bytes for µ-law bytes. */
export const alawFromUlaw = (bytes: Uint8Array): Buffer => translate(bytes, ulawToAlaw);
/** µ-law bytes for A-law bytes. */
export const ulawFromAlaw = (bytes: Uint8Array): Buffer => translate(bytes, alawToUlaw);

/** Samples of µ-law bytes. */
export function samplesFromUlaw(bytes: Uint8Array): Int16Array {
  const out = new Int16Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) out[i] = ulawSamples[bytes[i] as number] as number;
  return out;
}

/** µ-law bytes of samples. */
export function ulawFromSamples(samples: Int16Array): Buffer {
  const out = Buffer.allocUnsafe(samples.length);
  for (let i = 0; i < samples.length; i++) out[i] = ulawOfLinear(samples[i] as number);
  return out;
}

/** Digital silence, `samples` long, in the given payload type. */
export const silence = (payloadType: typeof PCMU | typeof PCMA, samples = FRAME_SAMPLES): Buffer =>
  Buffer.alloc(samples, payloadType === PCMU ? 0xff : 0xd5);
