// Rule texts from where they live: the built-in packs below resources/rules, a folder or file the
// officer names, her own rules in the case.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { strictTextOf } from '../../../shared/base/bytes.ts';
import { FailureError, failure } from '../../../shared/base/result.ts';
import type { RuleFile } from '../../../shared/detection/rule-set.ts';

/** A rule file longer than this is no rule file. */
const LONGEST_RULE_FILE = 8 * 1024 * 1024;

export function builtInRuleFiles(resourcesFolder: string): RuleFile[] {
  const root = join(resourcesFolder, 'rules');
  if (!existsSync(root)) {
    throw new FailureError(failure('rules.missing', `${root}: the built-in rules are not there.`));
  }
  return ruleFilesBelow(root).map((path) => {
    const below = relative(root, path).split(sep);
    return {
      path: below.join('/'),
      text: readFileSync(path, 'utf8'),
      origin: 'built-in',
      pack: below.length > 1 ? (below[0] ?? '') : 'built-in',
    };
  });
}

/** A file, or every .yml and .yaml file below a folder. Throws FailureError naming the path. */
export function ruleFilesAt(path: string): RuleFile[] {
  try {
    const isFolder = statSync(path).isDirectory();
    const paths = isFolder ? ruleFilesBelow(path) : [path];
    return paths.map((each) => ({
      path: each,
      ...ruleTextOf(each),
      origin: 'own',
      pack: isFolder ? path : 'file',
    }));
  } catch (error) {
    if (error instanceof FailureError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new FailureError(failure('file.unreadable', `${path}: ${reason}`));
  }
}

/** A file that cannot be a rule file is a refused rule: it does not stop the others. */
function ruleTextOf(path: string): Pick<RuleFile, 'text' | 'refused'> {
  if (statSync(path).size > LONGEST_RULE_FILE) {
    return { text: '', refused: 'The file is too long for a rule file.' };
  }
  const text = strictTextOf(readFileSync(path));
  return text === undefined ? { text: '', refused: 'The file is not UTF-8 text.' } : { text };
}

function ruleFilesBelow(folder: string): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...ruleFilesBelow(path));
    else if (entry.isFile() && /\.ya?ml$/i.test(entry.name)) found.push(path);
  }
  return found.sort();
}
