// The order of events by time, as a permutation. Events come nearly sorted, a few exhibits after one
// another, so runs that rise already are merged; what is in no order at all is sorted by digits.

/** More runs than this are no longer worth merging. */
const MOST_RUNS = 64;
const DIGIT = 65_536;

/**
 * The places of all times that are not NaN, by (time, place).
 * @param times microseconds, below 2^53 in size
 */
export function timeOrder(times: Float64Array): Uint32Array {
  const places = new Uint32Array(times.length);
  const starts: number[] = [0];
  let dated = 0;
  let previous = Number.NEGATIVE_INFINITY;
  for (let place = 0; place < times.length; place++) {
    const time = times[place] ?? Number.NaN;
    if (Number.isNaN(time)) continue;
    if (time < previous && starts.length <= MOST_RUNS) starts.push(dated);
    previous = time;
    places[dated++] = place;
  }
  const order = places.subarray(0, dated);
  if (starts.length === 1) return order;
  return starts.length <= MOST_RUNS ? mergeRuns(times, order, starts) : sortByDigits(times, order);
}

/**
 * The same after more events came: `known` is the order of the first `count` times.
 */
export function extendedOrder(known: Uint32Array, count: number, times: Float64Array): Uint32Array {
  const added = timeOrder(times.subarray(count));
  const joined = new Uint32Array(known.length + added.length);
  joined.set(known);
  for (let index = 0; index < added.length; index++) {
    joined[known.length + index] = (added[index] ?? 0) + count;
  }
  return mergeRuns(times, joined, [0, known.length]);
}

/** Neighbouring runs two by two until one is left; the earlier place wins between equal times. */
function mergeRuns(
  times: Float64Array,
  order: Uint32Array,
  starts: readonly number[],
): Uint32Array {
  let from = order;
  let to: Uint32Array = new Uint32Array(order.length);
  let runs = [...starts, order.length];
  while (runs.length > 2) {
    const next: number[] = [];
    for (let run = 0; run < runs.length - 1; run += 2) {
      const low = runs[run] ?? 0;
      const middle = runs[run + 1] ?? order.length;
      const high = runs[run + 2] ?? middle;
      merge(times, from, to, low, middle, high);
      next.push(low);
    }
    next.push(order.length);
    runs = next;
    [from, to] = [to, from];
  }
  return from;
}

function merge(
  times: Float64Array,
  from: Uint32Array,
  to: Uint32Array,
  low: number,
  middle: number,
  high: number,
): void {
  let left = low;
  let right = middle;
  let at = low;
  if (left < middle && right < high) {
    let leftPlace = from[left] ?? 0;
    let rightPlace = from[right] ?? 0;
    let leftTime = times[leftPlace] ?? 0;
    let rightTime = times[rightPlace] ?? 0;
    for (;;) {
      if (leftTime <= rightTime) {
        to[at++] = leftPlace;
        if (++left >= middle) break;
        leftPlace = from[left] ?? 0;
        leftTime = times[leftPlace] ?? 0;
      } else {
        to[at++] = rightPlace;
        if (++right >= high) break;
        rightPlace = from[right] ?? 0;
        rightTime = times[rightPlace] ?? 0;
      }
    }
  }
  to.set(from.subarray(left, middle), at);
  at += middle - left;
  to.set(from.subarray(right, high), at);
}

/** Sixteen bits at a time from the lowest: stable, and the same cost whatever the order was. */
function sortByDigits(times: Float64Array, order: Uint32Array): Uint32Array {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const place of order) {
    const time = times[place] ?? 0;
    if (time < lowest) lowest = time;
    if (time > highest) highest = time;
  }
  let from = order;
  let to: Uint32Array = new Uint32Array(order.length);
  const counts = new Uint32Array(DIGIT + 1);
  for (let unit = 1; unit <= highest - lowest; unit *= DIGIT) {
    counts.fill(0);
    const digitOf = (place: number): number =>
      Math.floor(((times[place] ?? 0) - lowest) / unit) % DIGIT;
    for (let index = 0; index < from.length; index++) {
      const slot = digitOf(from[index] ?? 0) + 1;
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
    for (let slot = 1; slot <= DIGIT; slot++) {
      counts[slot] = (counts[slot] ?? 0) + (counts[slot - 1] ?? 0);
    }
    for (let index = 0; index < from.length; index++) {
      const place = from[index] ?? 0;
      const slot = digitOf(place);
      const at = counts[slot] ?? 0;
      to[at] = place;
      counts[slot] = at + 1;
    }
    [from, to] = [to, from];
  }
  return from;
}
