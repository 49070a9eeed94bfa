// Memory that records are collected in, used again: the system's price for pages never touched before
// is a good part of what reading costs. One lot for each thread.

/** What a batch takes, and one being filled while others are sealed. */
const KEPT = 4;
const spare: Uint8Array[] = [];

/** At least so many bytes, with anything in them. */
export function takeRoom(bytes: number): Uint8Array {
  const fits = spare.findIndex((room) => room.length >= bytes);
  const found = fits < 0 ? undefined : spare.splice(fits, 1)[0];
  return found ?? new Uint8Array(Buffer.allocUnsafeSlow(bytes).buffer);
}

/** Nobody may look at it any more. */
export function giveBackRoom(room: Uint8Array): void {
  // Moved to another thread, it is gone.
  if (room.length === 0) return;
  spare.push(room);
  spare.sort((a, b) => b.length - a.length);
  // Megabytes that nobody needs go back at once, not whenever they are collected.
  for (const { buffer } of spare.splice(KEPT)) {
    if (buffer instanceof ArrayBuffer) buffer.transfer(0);
  }
}
