import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../shared/base/bytes.ts';
import { isListOfFiles } from '../../../shared/formats/checksum-manifest.ts';
import { recogniseHead } from '../../../electron/intake/recognise.ts';

const HASH = '65244acb680b2c22cdde59e9e8de72c015b064719cccd67fb495b4e4f27a4cfa';
const formatOf = (name: string, text: string): string | undefined => {
  const found = recogniseHead({ head: utf8(text), complete: true }, name, undefined, false);
  return found.ok ? found.value.format.id : undefined;
};

describe('a hash alone in a file', () => {
  it('is a list of checksums where the file is named after another', () => {
    expect(formatOf('bot.db.sha256', `${HASH}\n`)).toBe('checksum-manifest');
    expect(isListOfFiles('bot.db.sha512.txt', [HASH + HASH])).toBe(true);
  });

  it('is no list otherwise: a key is as many digits', () => {
    expect(formatOf('bot.key', `${HASH}\n`)).not.toBe('checksum-manifest');
    expect(isListOfFiles('key.txt', [HASH])).toBe(false);
  });

  it('does not speak against a list that names files', () => {
    expect(formatOf('anything.txt', `${HASH}  bot.db\n`)).toBe('checksum-manifest');
  });
});
