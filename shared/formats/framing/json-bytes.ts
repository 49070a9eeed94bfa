// What single bytes mean in JSON, as tables for the framer's inner loops.

export const BAD = 0;
export const SPACE = 1;
export const QUOTE = 2;
export const OPEN_OBJECT = 3;
export const CLOSE_OBJECT = 4;
export const OPEN_LIST = 5;
export const CLOSE_LIST = 6;
export const COMMA = 7;
export const COLON = 8;
/** Part of a number, of true, false, null, or of Python's NaN and Infinity. */
export const BARE = 9;

export const BACKSLASH = 0x5c;
export const QUOTE_BYTE = 0x22;
export const OPEN_OBJECT_BYTE = 0x7b;

export const BYTE_CLASS = new Uint8Array(256);
for (const char of ' \t\r\n') BYTE_CLASS[char.charCodeAt(0)] = SPACE;
for (const char of '0123456789+-.eEtrufalsnNaIity') BYTE_CLASS[char.charCodeAt(0)] = BARE;
BYTE_CLASS[QUOTE_BYTE] = QUOTE;
BYTE_CLASS[OPEN_OBJECT_BYTE] = OPEN_OBJECT;
BYTE_CLASS[0x7d] = CLOSE_OBJECT;
BYTE_CLASS[0x5b] = OPEN_LIST;
BYTE_CLASS[0x5d] = CLOSE_LIST;
BYTE_CLASS[0x2c] = COMMA;
BYTE_CLASS[0x3a] = COLON;

/** 1 for bytes that end the run of plain bytes in a string: quote, backslash, control characters. */
export const STRING_STOP = new Uint8Array(256);
STRING_STOP.fill(1, 0, 0x20);
STRING_STOP[QUOTE_BYTE] = 1;
STRING_STOP[BACKSLASH] = 1;
