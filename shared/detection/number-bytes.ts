// Whole numbers as bytes, seven bits each, and back. Refuses bytes that end early or are too many.

const FIRST_BYTES = 4_096;

export class ByteWriter {
  #bytes = new Uint8Array(FIRST_BYTES);
  #at = 0;

  /** From 0 to 2^53 - 1. */
  uint(number: number): void {
    this.#room(8);
    let rest = number;
    while (rest >= 128) {
      this.#bytes[this.#at++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#at++] = rest;
  }

  /** Its size up to 2^52 - 1. */
  int(number: number): void {
    this.uint(number < 0 ? -number * 2 - 1 : number * 2);
  }

  /** In so many bytes, lowest first. */
  fixed(number: number, length: number): void {
    this.#room(length);
    let rest = number;
    for (let i = 0; i < length; i++) {
      this.#bytes[this.#at++] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  }

  text(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.uint(bytes.length);
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#at);
  }

  #room(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + length));
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  uint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new Error('numbers that end early');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
      if (scale > 2 ** 56) throw new Error('a number without an end');
    }
  }

  int(): number {
    const number = this.uint();
    return number % 2 === 0 ? number / 2 : -(number + 1) / 2;
  }

  /** How many things follow, of at least one byte each. */
  count(): number {
    const count = this.uint();
    if (count > this.#bytes.length) throw new Error('more things than there are bytes');
    return count;
  }

  fixed(length: number): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < length; i++) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new Error('numbers that end early');
      value += byte * scale;
      scale *= 256;
    }
    return value;
  }

  text(): string {
    const length = this.count();
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new Error('a text that ends early');
    const text = new TextDecoder('utf-8', { fatal: true }).decode(
      this.#bytes.subarray(this.#at, end),
    );
    this.#at = end;
    return text;
  }

  /** Throws where something is left. */
  end(): void {
    if (this.#at !== this.#bytes.length) throw new Error('bytes behind the last number');
  }
}
