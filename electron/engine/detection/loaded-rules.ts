// The rules of some files, read once for all that ask for the same ones one after the other.

import { loadRuleSet, type RuleFile, type RuleSet } from '../../../shared/detection/rule-set.ts';
import { nodeHashes } from '../host.ts';

let lastFiles = '';
let lastSet: RuleSet | undefined;

/** The rules of these files; the last ones are kept, as one job after the other has the same. */
export function loadedRules(files: readonly RuleFile[]): RuleSet {
  const digest = nodeHashes.sha256Hex(JSON.stringify(files));
  if (lastSet === undefined || digest !== lastFiles) {
    lastSet = loadRuleSet(files, nodeHashes);
    lastFiles = digest;
  }
  return lastSet;
}
