#!/usr/bin/env node
// Checks a Sealwatch evidence package or proof. Needs nothing but Node 18 or newer.
//
//   node verify-evidence.mjs PACKAGE.zip | FOLDER | PROOF.json [--checkpoint NOTED.txt]
//
// FOLDER is a package that was unpacked. NOTED.txt is a checkpoint of the case that was noted before.
// Prints a line for each thing checked. Exit status: 0 everything holds, 1 something does not,
// 2 wrong use, or the input cannot be read.
//
// Hashes: RFC 9162 sections 2.1.1, 2.1.3.2, 2.1.4.2. Notes: c2sp.org/signed-note and tlog-checkpoint.

import { createHash, createPublicKey, verify as verifySignature } from 'node:crypto';
import { createReadStream, realpathSync } from 'node:fs';
import { open, readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createGunzip } from 'node:zlib';

/** What is wrong with the thing that is looked at; anything else is a fault of this program. */
export class Refusal extends Error {}

const refuse = (reason) => {
  throw new Refusal(reason);
};

// ── Bytes ────────────────────────────────────────────────────────────────────────────────────────

const HASH_BYTES = 32;

function bytesOf(base64, what) {
  if (typeof base64 !== 'string') refuse(`${what} is not there`);
  const bytes = Buffer.from(base64, 'base64');
  // One spelling only: no stray characters, no loose bits.
  if (bytes.toString('base64') !== base64) refuse(`${what} is not base64`);
  return bytes;
}

function hashOf(base64, what) {
  const bytes = bytesOf(base64, what);
  if (bytes.length !== HASH_BYTES) refuse(`${what} is not a hash`);
  return bytes;
}

function countOf(value, what) {
  if (!Number.isSafeInteger(value) || value < 0) refuse(`${what} is not a whole number`);
  return value;
}

const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

// ── The tree ─────────────────────────────────────────────────────────────────────────────────────

const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

export const leafHash = (nonce, record) => sha256(LEAF, nonce, record);
const nodeHash = (left, right) => sha256(NODE, left, right);
const half = (value) => Math.floor(value / 2);
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;
const isHash = (bytes) => bytes instanceof Uint8Array && bytes.length === HASH_BYTES;

/** RFC 9162, section 2.1.3.2. */
export function inclusionHolds({ leafIndex, treeSize, leaf, root, proof }) {
  if (!isCount(leafIndex) || !isCount(treeSize) || leafIndex >= treeSize) return false;
  if (![leaf, root, ...proof].every(isHash)) return false;
  let fn = leafIndex;
  let sn = treeSize - 1;
  let r = leaf;
  for (const p of proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      r = nodeHash(p, r);
      while (fn % 2 === 0 && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else r = nodeHash(r, p);
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && Buffer.compare(r, root) === 0;
}

/** RFC 9162, section 2.1.4.2. A tree of no leaves is consistent with everything, so it is refused. */
export function consistencyHolds({ oldSize, newSize, oldRoot, newRoot, proof }) {
  if (!isCount(oldSize) || !isCount(newSize) || oldSize === 0 || oldSize > newSize) return false;
  // One tree is consistent with itself, whatever its root is.
  if (oldSize === newSize) return proof.length === 0 && Buffer.compare(oldRoot, newRoot) === 0;
  if (![oldRoot, newRoot, ...proof].every(isHash)) return false;
  let exact = oldSize;
  while (exact % 2 === 0) exact /= 2;
  const path = exact === 1 ? [oldRoot, ...proof] : [...proof];
  if (path.length === 0) return false;
  let fn = oldSize - 1;
  let sn = newSize - 1;
  while (fn % 2 === 1) {
    fn = half(fn);
    sn = half(sn);
  }
  let fr = path[0];
  let sr = path[0];
  for (const c of path.slice(1)) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      fr = nodeHash(c, fr);
      sr = nodeHash(c, sr);
      while (fn % 2 === 0 && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else sr = nodeHash(sr, c);
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && Buffer.compare(fr, oldRoot) === 0 && Buffer.compare(sr, newRoot) === 0;
}

/** The root of leaves and subtrees that come in the order of their places, all of them perfect. */
export class TreeFold {
  #nodes = [];
  size = 0;

  /** A subtree of so many leaves, a power of two that divides the number of leaves before it. */
  add(hash, leaves) {
    this.size += leaves;
    this.#nodes.push({ hash, leaves });
    for (;;) {
      const right = this.#nodes.at(-1);
      const left = this.#nodes.at(-2);
      if (!left || left.leaves !== right.leaves) return;
      this.#nodes.splice(-2, 2, {
        hash: nodeHash(left.hash, right.hash),
        leaves: left.leaves * 2,
      });
    }
  }

  root() {
    let node;
    for (const { hash } of [...this.#nodes].reverse()) {
      node = node === undefined ? hash : nodeHash(hash, node);
    }
    return node ?? sha256();
  }
}

/** The largest subtree that begins at a place and ends at another at the latest. */
function perfectSize(from, to) {
  let size = 1;
  while (from % (size * 2) === 0 && from + size * 2 <= to) size *= 2;
  return size;
}

// ── Signed notes ─────────────────────────────────────────────────────────────────────────────────

const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const ED25519 = Buffer.from([1]);

const keyIdOf = (name, publicKey) =>
  sha256(Buffer.from(`${name}\n`), ED25519, publicKey).subarray(0, 4);

export function readKey(line) {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u.exec(line);
  if (!match) refuse('the public key is not one of a signed note');
  const bytes = bytesOf(match[3], 'the public key');
  if (bytes.length !== 33 || bytes[0] !== 1) refuse('the public key is not an Ed25519 key');
  const publicKey = bytes.subarray(1);
  const id = keyIdOf(match[1], publicKey);
  if (id.toString('hex') !== match[2]) refuse('the id of the public key is not that of the key');
  const object = createPublicKey({
    key: Buffer.concat([SPKI, publicKey]),
    format: 'der',
    type: 'spki',
  });
  return { name: match[1], id, object };
}

export function readNote(note) {
  if (typeof note !== 'string' || !note.endsWith('\n')) refuse('it is not a signed note');
  if (/[\u0000-\u0009\u000b-\u001f\u007f]/.test(note)) refuse('it holds control characters');
  const split = note.lastIndexOf('\n\n');
  if (split < 0) refuse('it has no signature');
  const text = note.slice(0, split + 1);
  const signatures = note
    .slice(split + 2, -1)
    .split('\n')
    .map((line) => {
      const match = /^— ([^\s+]+) ([A-Za-z0-9+/=]+)$/u.exec(line);
      if (!match) refuse('it holds a line that is no signature');
      return { name: match[1], bytes: bytesOf(match[2], 'a signature') };
    });
  return { text, signatures };
}

const LINE =
  /^([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/=]{44})\ntime ([^\n]+)\n(?:reason ([^\n]+)\n)?audit \d+ [^\s]{44}\nblocks \d+ [^\s]{44}\nterms \d+ [^\s]{44}\nexhibits \d+ [^\s]{44}\n(?:previous ([A-Za-z0-9+/=]{44})\n)?$/;

/** A checkpoint whose signature by the key fits. */
export function readCheckpoint(note, key) {
  const { text, signatures } = readNote(note);
  const match = LINE.exec(text);
  if (!match) refuse('its lines are not those of a checkpoint');
  const [, origin, size, root, time, reason, previous] = match;
  if (origin !== key.name) refuse(`it is of another case (${origin})`);
  const own = signatures.filter(
    ({ name, bytes }) => name === key.name && Buffer.compare(bytes.subarray(0, 4), key.id) === 0,
  );
  if (own.length === 0) refuse('it is not signed by the key of the case');
  for (const { bytes } of own) {
    if (!verifySignature(null, Buffer.from(text), key.object, bytes.subarray(4))) {
      refuse('its signature does not fit');
    }
  }
  return {
    origin,
    size: countOf(Number(size), 'its number of records'),
    root: hashOf(root, 'its root'),
    time,
    reason,
    previous,
    note,
  };
}

// ── Reports ──────────────────────────────────────────────────────────────────────────────────────

/** What a proof says of itself is not to look like a line of this program. */
function oneLine(text) {
  return String(text).replace(
    // oxlint-disable-next-line no-control-regex -- what must not be printed
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u{${character.codePointAt(0).toString(16)}}`,
  );
}

function createReport(printLine) {
  const print = (text) => printLine(oneLine(text));
  let failed = 0;
  return {
    /** Runs one check and prints its line; false where it did not hold. */
    async check(name, run) {
      try {
        const detail = await run();
        print(`ok      ${name}${detail ? `: ${detail}` : ''}`);
        return true;
      } catch (error) {
        if (!(error instanceof Refusal)) {
          if (!(error instanceof Error) || error.code === undefined) throw error;
        }
        failed += 1;
        print(`FAILED  ${name}: ${error.message}`);
        return false;
      }
    },
    say: (text) => print(`        ${text}`),
    failed: () => failed,
  };
}

// ── Proofs ───────────────────────────────────────────────────────────────────────────────────────

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return refuse('it is not JSON');
  }
}

/** An object of JSON; what is in it is still to be looked at. */
function objectOf(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    refuse('it holds something else than it should');
  }
  return value;
}

function listOf(value, what) {
  return Array.isArray(value) ? value : refuse(`${what} are not there`);
}

const NOT_COVERED =
  'exhibit, file and position are what the case says of a record; no hash under the checkpoint covers them';

/** Anyone can make a key and sign with it. */
const keySays = (key) =>
  `the key is ${key.name}+${key.id.toString('hex')}: whether it is that of the case, only a checkpoint or a key noted elsewhere shows`;

function knownVersion({ version }) {
  if (version !== 1) refuse('it is of a version that this program does not know');
}

async function checkProof(proof, noted, report) {
  if (proof?.format === 'sealwatch-inclusion-proof') {
    let key;
    await report.check(`event ${proof.event}`, () => {
      knownVersion(proof);
      key = readKey(proof.publicKey);
      const checkpoint = readCheckpoint(proof.checkpoint, key);
      const record = bytesOf(proof.record, 'the record');
      const leaf = leafHash(hashOf(proof.nonce, 'the nonce'), record);
      if (proof.event !== proof.leafIndex + 1) refuse('its number and its place differ');
      if (proof.treeSize !== checkpoint.size) refuse('its tree is not that of the checkpoint');
      if (proof.root !== checkpoint.root.toString('base64')) {
        refuse('its root is not that of the checkpoint');
      }
      if (proof.leafHash !== leaf.toString('base64')) refuse('the record is not the one sealed');
      const hashes = listOf(proof.hashes, 'its hashes');
      const holds = inclusionHolds({
        leafIndex: proof.leafIndex,
        treeSize: checkpoint.size,
        leaf,
        root: checkpoint.root,
        proof: hashes.map((hash) => hashOf(hash, 'a hash of the proof')),
      });
      if (!holds) refuse('its hashes do not lead to the root of the checkpoint');
      return `${record.length} bytes, under the checkpoint of ${checkpoint.time}`;
    });
    if (noted !== undefined) {
      await report.check('the noted checkpoint', () => {
        if (noted !== proof.checkpoint) {
          refuse('it is not the one of this proof; a proof between the two shows more (prove --from)');
        }
      });
    }
    report.say(NOT_COVERED);
    if (noted === undefined && key) report.say(keySays(key));
    return;
  }
  if (proof?.format === 'sealwatch-consistency-proof') {
    let key;
    await report.check('consistency', () => {
      knownVersion(proof);
      key = readKey(proof.publicKey);
      const [from, to] = ['from', 'to'].map((side) => {
        const { size, root, checkpoint } = objectOf(proof[side] ?? refuse(`"${side}" is not there`));
        if (checkpoint === '') return { size: countOf(size, 'a size'), root: hashOf(root, 'a root') };
        const read = readCheckpoint(checkpoint, key);
        if (read.size !== size || read.root.toString('base64') !== root) {
          refuse('it says other things than its checkpoints');
        }
        return read;
      });
      if (noted !== undefined && noted !== proof.from.checkpoint && noted !== proof.to.checkpoint) {
        refuse('neither of its checkpoints is the noted one');
      }
      const hashes = listOf(proof.hashes, 'its hashes');
      const holds = consistencyHolds({
        oldSize: from.size,
        newSize: to.size,
        oldRoot: from.root,
        newRoot: to.root,
        proof: hashes.map((hash) => hashOf(hash, 'a hash of the proof')),
      });
      if (!holds) refuse('its hashes do not lead from one checkpoint to the other');
      return `the first ${from.size} of ${to.size} records are the same`;
    });
    for (const side of ['from', 'to']) {
      if (proof[side]?.checkpoint === '') {
        report.say(`"${side}" is a size and a root without a signature: compare them with what was noted`);
      }
    }
    if (noted === undefined && key) report.say(keySays(key));
    return;
  }
  await report.check('the file', () => refuse('it is no Sealwatch proof'));
}

// ── Packages: where their files come from ────────────────────────────────────────────────────────

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const DESCRIPTOR = 0x08074b50;
const END_BYTES = 22;
const LARGEST = 0xffffffff;
const FLAGS = 0x0808;
const DOS_DATE = 0x21;
const MODE = 0o100644;

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

function crcOf(crc, bytes) {
  let value = ~crc;
  for (const byte of bytes) value = (value >>> 8) ^ CRC[(value ^ byte) & 255];
  return ~value >>> 0;
}

/**
 * The files of a zip as packages are written: nothing compressed, fixed times, no room between two
 * entries. Every byte that is not a file's own is worked out and compared.
 */
async function openZip(path) {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const read = async (at, length) => {
      if (at < 0 || at + length > size) refuse('the zip file ends early');
      const bytes = Buffer.alloc(length);
      const { bytesRead } = await file.read(bytes, 0, length, at);
      if (bytesRead !== length) refuse('the zip file ends early');
      return bytes;
    };
    const end = await read(size - END_BYTES, END_BYTES);
    if (end.readUInt32LE(0) !== END) refuse('it is no zip file, or something was added to it');
    let count = end.readUInt16LE(10);
    let directoryBytes = end.readUInt32LE(12);
    let directoryAt = end.readUInt32LE(16);
    let directoryEnd = size - END_BYTES;
    if (count === 0xffff || directoryBytes === LARGEST || directoryAt === LARGEST) {
      const locator = await read(size - END_BYTES - 20, 20);
      const at = Number(locator.readBigUInt64LE(8));
      const large = await read(at, 56);
      if (locator.readUInt32LE(0) !== 0x07064b50 || large.readUInt32LE(0) !== 0x06064b50) {
        refuse('the zip file is damaged at its end');
      }
      count = Number(large.readBigUInt64LE(32));
      directoryBytes = Number(large.readBigUInt64LE(40));
      directoryAt = Number(large.readBigUInt64LE(48));
      directoryEnd = at;
    } else {
      const expected = Buffer.alloc(END_BYTES);
      expected.writeUInt32LE(END, 0);
      expected.writeUInt16LE(count, 8);
      expected.writeUInt16LE(count, 10);
      expected.writeUInt32LE(directoryBytes, 12);
      expected.writeUInt32LE(directoryAt, 16);
      if (!end.equals(expected)) refuse('the zip file is damaged at its end');
    }
    if (directoryAt + directoryBytes !== directoryEnd) refuse('the zip file has room in it');
    const directory = await read(directoryAt, directoryBytes);
    const files = new Map();
    let at = 0;
    let next = 0;
    for (let index = 0; index < count; index += 1) {
      const entry = readCentral(directory, at);
      at += entry.bytes;
      if (files.has(entry.name)) refuse(`${entry.name} is there twice`);
      if (entry.offset !== next) refuse(`the zip file has room before ${entry.name}`);
      const local = localHeader(entry.nameBytes);
      if (!(await read(next, local.length)).equals(local)) {
        refuse(`the zip file is damaged before ${entry.name}`);
      }
      const start = next + local.length;
      const descriptor = descriptorOf(entry);
      if (!(await read(start + entry.size, descriptor.length)).equals(descriptor)) {
        refuse(`the zip file is damaged behind ${entry.name}`);
      }
      files.set(entry.name, { start, size: entry.size, crc: entry.crc });
      next = start + entry.size + descriptor.length;
    }
    if (at !== directory.length || next !== directoryAt) refuse('the zip file has room in it');
    return {
      names: [...files.keys()],
      async *read(name) {
        const { start, size: length, crc } = files.get(name) ?? refuse(`${name} is not there`);
        let found = 0;
        if (length > 0) {
          for await (const chunk of createReadStream(path, { start, end: start + length - 1 })) {
            found = crcOf(found, chunk);
            yield chunk;
          }
        }
        if (found !== crc) refuse(`${name} is damaged`);
      },
    };
  } finally {
    await file.close();
  }
}

function localHeader(name) {
  const bytes = Buffer.alloc(30);
  bytes.writeUInt32LE(LOCAL, 0);
  bytes.writeUInt16LE(20, 4);
  bytes.writeUInt16LE(FLAGS, 6);
  bytes.writeUInt16LE(DOS_DATE, 12);
  bytes.writeUInt16LE(name.length, 26);
  return Buffer.concat([bytes, name]);
}

function descriptorOf({ crc, size }) {
  const isLarge = size >= LARGEST;
  const bytes = Buffer.alloc(isLarge ? 24 : 16);
  bytes.writeUInt32LE(DESCRIPTOR, 0);
  bytes.writeUInt32LE(crc, 4);
  if (isLarge) {
    bytes.writeBigUInt64LE(BigInt(size), 8);
    bytes.writeBigUInt64LE(BigInt(size), 16);
  } else {
    bytes.writeUInt32LE(size, 8);
    bytes.writeUInt32LE(size, 12);
  }
  return bytes;
}

function readCentral(directory, at) {
  if (at + 46 > directory.length) refuse('the list of files in the zip is damaged');
  const nameLength = directory.readUInt16LE(at + 28);
  const extraLength = directory.readUInt16LE(at + 30);
  const nameBytes = directory.subarray(at + 46, at + 46 + nameLength);
  const name = nameBytes.toString('utf8');
  const crc = directory.readUInt32LE(at + 16);
  let size = directory.readUInt32LE(at + 24);
  let offset = directory.readUInt32LE(at + 42);
  const bytes = 46 + nameLength + extraLength;
  const expected = Buffer.alloc(bytes);
  expected.writeUInt32LE(CENTRAL, 0);
  expected.writeUInt16LE((3 << 8) | 63, 4);
  expected.writeUInt16LE(extraLength > 0 ? 45 : 20, 6);
  expected.writeUInt16LE(FLAGS, 8);
  expected.writeUInt16LE(DOS_DATE, 14);
  expected.writeUInt32LE(crc, 16);
  expected.writeUInt32LE(size, 20);
  expected.writeUInt32LE(size, 24);
  expected.writeUInt16LE(nameLength, 28);
  expected.writeUInt16LE(extraLength, 30);
  expected.writeUInt32LE((MODE << 16) >>> 0, 38);
  expected.writeUInt32LE(offset, 42);
  nameBytes.copy(expected, 46);
  if (extraLength > 0) {
    const extra = directory.subarray(at + 46 + nameLength, at + bytes);
    if (extraLength !== 28 || extra.readUInt32LE(0) !== 0x00180001) {
      refuse('the list of files in the zip is damaged');
    }
    size = Number(extra.readBigUInt64LE(4));
    offset = Number(extra.readBigUInt64LE(20));
    extra.copy(expected, 46 + nameLength);
  }
  if (!directory.subarray(at, at + bytes).equals(expected)) {
    refuse('the list of files in the zip is damaged, or the package was packed anew: then unpack it and check the folder');
  }
  return { name, nameBytes, crc, size, offset, bytes };
}

async function openFolder(path) {
  const names = [];
  const walk = async (folder, prefix) => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const name = `${prefix}${entry.name}`;
      if (entry.isDirectory()) await walk(join(folder, entry.name), `${name}/`);
      else if (entry.isFile()) names.push(name);
      else refuse(`${name} is no plain file`);
    }
  };
  await walk(path, '');
  return {
    names,
    async *read(name) {
      if (!names.includes(name)) refuse(`${name} is not there`);
      yield* createReadStream(join(path, name));
    },
  };
}

async function textIn(files, name) {
  const parts = [];
  for await (const chunk of files.read(name)) parts.push(chunk);
  const bytes = Buffer.concat(parts);
  const text = bytes.toString('utf8');
  if (!Buffer.from(text).equals(bytes)) refuse(`${name} is not text`);
  return text;
}

/** Lines, each of which ends in a line feed. */
async function* linesOf(chunks) {
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    let from = 0;
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let to = bytes.indexOf(10, from); to >= 0; to = bytes.indexOf(10, from)) {
      yield bytes.toString('utf8', from, to);
      from = to + 1;
    }
    rest = bytes.subarray(from);
  }
  if (rest.length > 0) refuse('its last line is cut off');
}

async function* unzipped(chunks) {
  const gunzip = createGunzip();
  const feeding = (async () => {
    try {
      for await (const chunk of chunks) {
        if (!gunzip.write(chunk)) await new Promise((resolve) => gunzip.once('drain', resolve));
      }
      gunzip.end();
    } catch (error) {
      gunzip.destroy(error);
    }
  })();
  try {
    yield* gunzip;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    refuse(`it cannot be unpacked (${error.message})`);
  }
  await feeding;
}

// ── Packages ─────────────────────────────────────────────────────────────────────────────────────

async function checkPackage(files, noted, report) {
  const sums = new Map();
  await report.check('SHA256SUMS', async () => {
    const text = await textIn(files, 'SHA256SUMS');
    if (!text.endsWith('\n')) refuse('its last line is cut off');
    for (const line of text.slice(0, -1).split('\n')) {
      const match = /^([0-9a-f]{64}) {2}(.+)$/.exec(line);
      if (!match || sums.has(match[2])) refuse('a line of it is not a hash and a name');
      sums.set(match[2], match[1]);
    }
    for (const name of files.names) {
      if (name !== 'SHA256SUMS' && !sums.has(name)) refuse(`it does not list ${name}`);
    }
    return `${sums.size} files`;
  });
  const sizes = new Map();
  for (const [name, expected] of sums) {
    await report.check(name, async () => {
      const hash = createHash('sha256');
      let bytes = 0;
      for await (const chunk of files.read(name)) {
        hash.update(chunk);
        bytes += chunk.length;
      }
      sizes.set(name, bytes);
      if (hash.digest('hex') !== expected) refuse('it is not the file that was packed');
      return `${bytes} bytes`;
    });
  }
  let manifest;
  await report.check('the manifest', async () => {
    manifest = parseJson(await textIn(files, 'manifest.json'));
    if (manifest?.format !== 'sealwatch-evidence-package' || manifest.version !== 1) {
      refuse('it is not that of an evidence package, or of a newer one');
    }
    const listed = listOf(manifest.files, 'the files that it lists').map(objectOf);
    for (const { name, bytes, sha256: hash } of listed) {
      if (sums.get(name) !== hash || sizes.get(name) !== bytes) refuse(`it says otherwise of ${name}`);
    }
    if (listed.length !== sums.size - 1) refuse('it lists other files than SHA256SUMS');
    for (const line of listOf(manifest.left ?? [], 'the lines on what is left out')) {
      report.say(`not in the package: ${line}`);
    }
  });
  let key;
  let newest;
  await report.check('the checkpoint', async () => {
    key = readKey((await textIn(files, 'case-key.txt')).trimEnd());
    const pem = createPublicKey(await textIn(files, 'case-key.pem'));
    if (!pem.equals(key.object)) refuse('the two forms of the public key differ');
    newest = readCheckpoint(await textIn(files, 'checkpoint.txt'), key);
    if (manifest && manifest.root !== newest.root.toString('base64')) {
      refuse('the manifest names another root');
    }
    if (manifest && (manifest.treeSize !== newest.size || manifest.case !== newest.origin)) {
      refuse('the manifest speaks of another checkpoint');
    }
    return `${newest.size} records, ${newest.time}, ${newest.origin}`;
  });
  if (!key || !newest) return;
  const earlier = [];
  await report.check('the checkpoints before it', async () => {
    let previous;
    for await (const text of linesOf(files.read('checkpoints.jsonl'))) {
      const { note, hashes, size, reason } = objectOf(parseJson(text));
      const checkpoint = readCheckpoint(note, key);
      const name = `checkpoint of ${checkpoint.time}`;
      const expected = previous && sha256(Buffer.from(previous)).toString('base64');
      if (checkpoint.previous !== expected) refuse(`${name}: it does not continue the one before`);
      if (size !== checkpoint.size) refuse(`${name}: it covers another number of records`);
      if (checkpoint.reason !== undefined && checkpoint.reason !== reason) {
        refuse(`${name}: it was signed for another reason`);
      }
      const proof = listOf(hashes, `${name}: its hashes`).map((hash) => hashOf(hash, `${name}: a hash`));
      if (!continues(checkpoint, newest, proof)) refuse(`${name}: the newest does not continue it`);
      previous = note;
      earlier.push({ checkpoint, proof });
    }
    if (previous !== newest.note) refuse('the newest is not the last of them');
    return `${earlier.length}, each continued by the newest`;
  });
  if (noted !== undefined) {
    await report.check('the noted checkpoint', () => {
      const checkpoint = readCheckpoint(noted, key);
      const own = earlier.find((each) => each.checkpoint.note === noted);
      if (!own) refuse('it is not among those of the case: the case is not the one it was noted from');
      return `all ${checkpoint.size} records that it covers are in this tree, in their places`;
    });
  }
  await report.check('the records', async () => {
    const fold = new TreeFold();
    const covers = linesOf(unzipped(files.read('proof.txt.gz')));
    const cover = async (to) => {
      while (fold.size < to) {
        const { value, done } = await covers.next();
        if (done) refuse('hashes of the proof are missing');
        fold.add(hashOf(value, 'a hash of the proof'), perfectSize(fold.size, to));
      }
    };
    let records = 0;
    for await (const line of linesOf(unzipped(files.read('events.jsonl.gz')))) {
      const { event, nonce, record } = objectOf(parseJson(line));
      if (!Number.isSafeInteger(event) || event <= fold.size || event > newest.size) {
        refuse(`event ${event} is out of its place`);
      }
      await cover(event - 1);
      fold.add(leafHash(hashOf(nonce, 'a nonce'), bytesOf(record, 'a record')), 1);
      records += 1;
    }
    await cover(newest.size);
    if (!(await covers.next()).done) refuse('the proof has more hashes than it needs');
    if (Buffer.compare(fold.root(), newest.root) !== 0) {
      refuse('they do not give the root of the checkpoint: one or more are not as they were sealed');
    }
    if (manifest && manifest.events !== records) refuse('the manifest counts them differently');
    return `${records} of ${newest.size}, each as it was sealed`;
  });
  report.say(NOT_COVERED);
  if (noted === undefined) report.say(keySays(key));
}

function continues(old, newest, proof) {
  if (old.size === 0) return proof.length === 0;
  return consistencyHolds({
    oldSize: old.size,
    newSize: newest.size,
    oldRoot: old.root,
    newRoot: newest.root,
    proof,
  });
}

// ── The command ──────────────────────────────────────────────────────────────────────────────────

/** Line ends and empty lines at the end are what mail and editors change. */
function notedText(text) {
  return `${text.replaceAll('\r\n', '\n').replace(/\n+$/, '')}\n`;
}

/** Resolves to the exit status. */
export async function verifyEvidence(argv, print) {
  const args = [...argv];
  const option = args.indexOf('--checkpoint');
  const [, notedPath] = option < 0 ? [] : args.splice(option, 2);
  const [path, ...more] = args;
  if (path === undefined || more.length > 0 || (option >= 0 && notedPath === undefined)) {
    print('use: node verify-evidence.mjs PACKAGE.zip | FOLDER | PROOF.json [--checkpoint NOTED.txt]');
    return 2;
  }
  const report = createReport(print);
  try {
    const noted = notedPath === undefined ? undefined : notedText(await readFile(notedPath, 'utf8'));
    if ((await stat(path)).isDirectory()) await checkPackage(await openFolder(path), noted, report);
    else if (await isZip(path)) await checkPackage(await openZip(path), noted, report);
    else await checkProof(parseJson(await readFile(path, 'utf8')), noted, report);
  } catch (error) {
    if (error instanceof Refusal) {
      print(oneLine(`FAILED  ${path}: ${error.message}`));
      return 1;
    }
    if (!(error instanceof Error) || error.code === undefined) throw error;
    print(`${path}: ${error.message}`);
    return 2;
  }
  const failed = report.failed();
  print(failed === 0 ? 'everything holds' : `${failed} of the checks failed`);
  return failed === 0 ? 0 : 1;
}

async function isZip(path) {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(1);
    await file.read(bytes, 0, 1, 0);
    return path.toLowerCase().endsWith('.zip') || bytes[0] === 0x50;
  } finally {
    await file.close();
  }
}

const started = process.argv[1];
if (started !== undefined && import.meta.url === pathToFileURL(realpathSync(started)).href) {
  process.exitCode = await verifyEvidence(process.argv.slice(2), (line) => console.log(line));
}
