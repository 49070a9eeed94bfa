// Completion and hover help for Sigma rules. Registered once; each editor says which fields its
// evidence has.

import { monaco } from './monaco.ts';
import { type Offer, helpFor, offersAt } from './sigma-place.model.ts';

const fieldsOf = new WeakMap<monaco.editor.ITextModel, readonly string[]>();
let registered = false;

export function setKnownFields(model: monaco.editor.ITextModel, fields: readonly string[]): void {
  fieldsOf.set(model, fields);
}

const KINDS: Readonly<Record<Offer['kind'], monaco.languages.CompletionItemKind>> = {
  key: monaco.languages.CompletionItemKind.Property,
  field: monaco.languages.CompletionItemKind.Field,
  modifier: monaco.languages.CompletionItemKind.Function,
  value: monaco.languages.CompletionItemKind.Value,
};

export function registerSigmaSupport(): void {
  if (registered) return;
  registered = true;
  monaco.languages.registerCompletionItemProvider('yaml', {
    triggerCharacters: ['|', ' ', ':'],
    provideCompletionItems(model, position) {
      const lines = model.getLinesContent();
      const facts = { fields: fieldsOf.get(model) ?? [] };
      const before = (lines[position.lineNumber - 1] ?? '').slice(0, position.column - 1);
      // Field names have dots and dashes, which the editor would take for word ends.
      const typed = /[\w.-]*$/.exec(before)?.[0].length ?? 0;
      const range = new monaco.Range(
        position.lineNumber,
        position.column - typed,
        position.lineNumber,
        position.column,
      );
      return {
        suggestions: offersAt(lines, position.lineNumber - 1, position.column - 1, facts).map(
          (offer, index) => ({
            label: offer.label,
            detail: offer.detail,
            kind: KINDS[offer.kind],
            insertText: offer.insert,
            insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet,
            sortText: String(index).padStart(5, '0'),
            range,
          }),
        ),
      };
    },
  });
  monaco.languages.registerHoverProvider('yaml', {
    provideHover(model, position) {
      const line = model.getLineContent(position.lineNumber);
      const start = /[\w-]*$/.exec(line.slice(0, position.column - 1))?.[0].length ?? 0;
      const end = /^[\w-]*/.exec(line.slice(position.column - 1))?.[0].length ?? 0;
      const from = position.column - start;
      const word = line.slice(from - 1, position.column - 1 + end);
      if (word === '') return null;
      const help = helpFor(word, model.getLinesContent(), position.lineNumber - 1);
      if (help === undefined) return null;
      return {
        range: new monaco.Range(
          position.lineNumber,
          from,
          position.lineNumber,
          position.column + end,
        ),
        contents: [{ value: `**${word}**` }, { value: help }],
      };
    },
  });
}
