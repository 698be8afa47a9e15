/**
 * The cipher and the signature of SRTP's packets (RFC 3711 §4.1.1, §4.2) under one key. OpenSSL's objects are made
 * once and kept: setting them up for each packet, as werift does, takes ten times as long as the work itself.
 */
import { createCipheriv, createHmac, createSecretKey } from 'node:crypto';
import type { Cipheriv, KeyObject } from 'node:crypto';

const BLOCK_BYTES = 16;
const NUMBERS = 0x1_0000;
/** Enough blocks for a packet of voice; a longer one makes room for itself. */
const FIRST_BLOCKS = 16;

/** What is derived from a master key (RFC 3711 §4.3.1): 16 bytes of key, 14 of salt, 20 for the signature. */
interface SessionKeys {
  key: Buffer;
  salt: Buffer;
  signature: Buffer;
}

/** A packet's place: its source, and its sequence number with all wraps counted. */
interface PacketIndex {
  ssrc: number;
  index: number;
}

export class SrtpCipher {
  /** Counter mode is AES of the counters: one electronic code book serves for every packet. */
  readonly #codeBook: Cipheriv;
  readonly #signature: KeyObject;
  readonly #salt: Buffer;
  readonly #initial = Buffer.alloc(BLOCK_BYTES);
  #counters = Buffer.alloc(FIRST_BLOCKS * BLOCK_BYTES);

  constructor({ key, salt, signature }: SessionKeys) {
    this.#codeBook = createCipheriv('aes-128-ecb', key, null);
    this.#codeBook.setAutoPadding(false);
    this.#salt = Buffer.concat([salt], BLOCK_BYTES);
    this.#signature = createSecretKey(signature);
  }

  /** Encrypts or decrypts `bytes` where they stand. */
  crypt(bytes: Buffer, place: PacketIndex): void {
    const blocks = Math.ceil(bytes.length / BLOCK_BYTES);
    const keyStream = this.#codeBook.update(this.#countersFor(place, blocks));
    for (let i = 0; i < bytes.length; i++) bytes[i] = (bytes[i] as number) ^ (keyStream[i] as number);
  }

  /** The 20 bytes of signature over `bytes`, which must end in the number of wraps (`writeWraps`). */
  sign(bytes: Buffer): Buffer {
    return createHmac('sha1', this.#signature).update(bytes).digest();
  }

  #countersFor({ ssrc, index }: PacketIndex, blocks: number): Buffer {
    const initial = this.#initial;
    this.#salt.copy(initial);
    initial.writeUInt32BE((initial.readUInt32BE(4) ^ ssrc) >>> 0, 4);
    initial.writeUInt32BE((initial.readUInt32BE(8) ^ Math.floor(index / NUMBERS)) >>> 0, 8);
    initial.writeUInt16BE(initial.readUInt16BE(12) ^ (index % NUMBERS), 12);
    const length = blocks * BLOCK_BYTES;
    if (this.#counters.length < length) this.#counters = Buffer.alloc(length);
    for (let block = 0; block < blocks; block++) {
      initial.copy(this.#counters, block * BLOCK_BYTES);
      this.#counters.writeUInt16BE(block, block * BLOCK_BYTES + 14);
    }
    return this.#counters.subarray(0, length);
  }
}

/** Writes how often the sequence numbers of `index` wrapped to the four bytes at `at`. */
export function writeWraps(bytes: Buffer, index: number, at: number): void {
  bytes.writeUInt32BE(Math.floor(index / NUMBERS) >>> 0, at);
}
