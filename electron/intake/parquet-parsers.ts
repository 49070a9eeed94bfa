// Stored values as they are: what the reader would make of dates, times and texts on its own is for the
// format of rows to say.

export const AS_STORED = {
  timestampFromMilliseconds: same,
  timestampFromMicroseconds: same,
  timestampFromNanoseconds: same,
  dateFromDays: same,
  stringFromBytes: same,
  jsonFromBytes: same,
  geometryFromBytes: same,
  geographyFromBytes: same,
  uuidFromBytes: same,
};

function same<T>(value: T): T {
  return value;
}
