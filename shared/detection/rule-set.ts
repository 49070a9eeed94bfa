// Rule files to a set of rules: each loaded or refused with its reasons, references resolved whatever
// the order of the files, filters attached to what they filter. One bad rule never stops the others.

import { DocumentActions } from './parse/actions.ts';
import { parseRuleDocument } from './parse/rule-document.ts';
import { Problems } from './parse/problems.ts';
import { withoutTests } from './parse/rule-tests.ts';
import { readYaml, START, type Place } from './parse/yaml-tree.ts';
import { inOrder, placeholdersLeft, throughPipelines } from './pipeline/apply.ts';
import type { Pipeline } from './pipeline/pipeline.ts';
import { resolveReferences } from './references.ts';
import type { RuleHead, RuleTree } from './rule.ts';
import type { Hashes } from '../base/hashes.ts';
import type { LogSource } from '../domain/event.ts';
import type { Diagnostic, RuleKind, RuleOrigin } from '../domain/rule.ts';
import type { Severity } from '../domain/severity.ts';

export interface RuleFile {
  readonly path: string;
  readonly text: string;
  /** Why there is no text to read, where there is none. */
  readonly refused?: string;
  readonly origin: RuleOrigin;
  readonly pack: string;
}

export interface LoadedRule {
  readonly id: string;
  readonly name: string | undefined;
  readonly title: string;
  readonly kind: RuleKind;
  readonly severity: Severity;
  /** As written, empty where the rule names none. */
  readonly level: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly logSource: LogSource;
  readonly origin: RuleOrigin;
  readonly pack: string;
  readonly path: string;
  /** From 0, within the file. */
  readonly document: number;
  /** The whole file: a correlation means nothing without the rules beside it. */
  readonly text: string;
  /** SHA-256 of the text. */
  readonly version: string;
  readonly ok: boolean;
  readonly diagnostics: readonly Diagnostic[];
  /** Off until somebody turns it on. */
  readonly offAtFirst: boolean;
  /** False for a rule that exists only for a correlation, which reports in its place. */
  readonly reported: boolean;
  readonly head: RuleHead | undefined;
  readonly tree: RuleTree | undefined;
  /** For a correlation: the indexes of the rules it refers to, as its references are ordered. */
  readonly references: readonly number[];
  /** Indexes of the filters that apply. */
  readonly filters: readonly number[];
}

/** Rules that refer to each other by their index. Plain data: they may go to another thread. */
export interface RuleList {
  readonly rules: readonly LoadedRule[];
}

export interface RuleSet extends RuleList {
  /** SHA-256 over ids and versions of everything that loaded. */
  readonly digest: string;
  /** A rule by id, else by name. */
  find(reference: string): LoadedRule | undefined;
}

/** A rule on its way: what references and filters add is filled in before anyone sees it. */
export interface RuleDraft {
  readonly file: RuleFile;
  readonly document: number;
  readonly place: Place;
  readonly version: string;
  readonly problems: Problems;
  head: RuleHead | undefined;
  tree: RuleTree | undefined;
  references: number[];
  filters: number[];
  reported: boolean;
}

/** @param pipelines change the rules on their way in; those with errors must not be among them */
export function loadRuleSet(
  files: readonly RuleFile[],
  hashes: Hashes,
  pipelines: readonly Pipeline[] = [],
): RuleSet {
  const drafts = files.flatMap((file) => draftsOf(file, hashes));
  passThrough(drafts, inOrder(pipelines));
  const find = resolveReferences(drafts);
  const rules = drafts.map(finish);
  const digest = hashes.sha256Hex(
    rules
      .filter((rule) => rule.ok)
      .map((rule) => `${rule.id} ${rule.version}\n`)
      .toSorted()
      .join(''),
  );
  return {
    rules,
    digest,
    find(reference) {
      const index = find(reference);
      return index === undefined ? undefined : rules[index];
    },
  };
}

function passThrough(drafts: readonly RuleDraft[], pipelines: readonly Pipeline[]): void {
  const sources = new Map<string, LogSource>();
  for (const { head } of drafts) {
    if (head === undefined) continue;
    sources.set(head.id, head.logSource);
    if (head.name !== undefined) sources.set(head.name, head.logSource);
  }
  for (const draft of drafts) {
    if (draft.tree === undefined) continue;
    if (pipelines.length > 0) {
      const references = draft.tree.kind === 'correlation' ? draft.tree.correlation.references : [];
      const referred = references.flatMap((each) => sources.get(each) ?? []);
      const passed = throughPipelines(draft.tree, pipelines, referred);
      if (passed.ok) {
        draft.tree = passed.value;
        draft.head = passed.value.head;
      } else draft.problems.error(passed.error.code, passed.error.message, draft.place);
    }
    const left = placeholdersLeft(draft.tree);
    for (const { name, place } of draft.problems.placeholders) {
      if (!left.has(name)) continue;
      draft.problems.error(
        'rule.placeholder',
        `The placeholder %${name}% has no value here.`,
        place,
      );
    }
    if (draft.problems.failed) draft.tree = undefined;
  }
}

function draftsOf(file: RuleFile, hashes: Hashes): RuleDraft[] {
  const version = hashes.sha256Hex(file.text);
  const actions = new DocumentActions();
  const drafts: RuleDraft[] = [];
  const add = (
    document: number,
    place: Place,
    problems: Problems,
    parsed?: { readonly head: RuleHead; readonly tree: RuleTree | undefined },
  ) => {
    drafts.push({
      file,
      document,
      place,
      version,
      problems,
      head: parsed?.head,
      tree: parsed?.tree,
      references: [],
      filters: [],
      reported: true,
    });
  };
  // The tests of built-in rules are half of their text, and nobody but `rules test` looks at them.
  const text = file.origin === 'built-in' ? withoutTests(file.text) : file.text;
  readYaml(text).forEach((document, index) => {
    const problems = new Problems();
    if (document.problems.length > 0) {
      for (const { code, message, place } of document.problems)
        problems.error(code, message, place);
      add(index, document.place, problems);
    } else if (document.root !== undefined) {
      if (document.root.kind === 'map') {
        const map = actions.resolve(document.root);
        const fallback = `${file.path}#${index}`;
        if (map) add(index, map.place, problems, parseRuleDocument(map, fallback, problems));
      } else {
        problems.error('rule.not-a-rule', 'The document is not a rule.', document.root.place);
        add(index, document.root.place, problems);
      }
    }
  });
  if (drafts.length === 0) {
    const problems = new Problems();
    if (file.refused !== undefined) problems.error('rule.file', file.refused, START);
    else problems.error('rule.empty', 'The file holds no rule.', START);
    add(0, START, problems);
  }
  return drafts;
}

function finish(draft: RuleDraft): LoadedRule {
  const { file, head, tree, problems } = draft;
  return {
    id: head?.id ?? `${file.path}#${draft.document}`,
    name: head?.name,
    title: head?.title ?? file.path,
    kind: tree?.kind ?? 'event',
    severity: head?.severity ?? 'medium',
    level: head?.level ?? '',
    description: head?.description ?? '',
    tags: head?.tags ?? [],
    logSource: head?.logSource ?? {},
    origin: file.origin,
    pack: file.pack,
    path: file.path,
    document: draft.document,
    text: file.text,
    version: draft.version,
    ok: tree !== undefined && !problems.failed,
    diagnostics: problems.list,
    offAtFirst: head?.offAtFirst ?? false,
    reported: draft.reported,
    head,
    tree: problems.failed ? undefined : tree,
    references: draft.references,
    filters: draft.filters,
  };
}
