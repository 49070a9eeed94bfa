// One Monaco editor in a React tree. Loaded on demand through RuleEditor.tsx.

import { useEffect, useRef } from 'react';
import { applyEditorTheme } from './editor-theme.ts';
import { monaco } from './monaco.ts';
import type { RuleEditorProps } from './RuleEditor.tsx';
import { registerSigmaSupport, setKnownFields } from './sigma-support.ts';

export default function MonacoPane(props: RuleEditorProps) {
  const { text, documentId, readOnly = false, diagnostics, fields, reveal } = props;
  const frame = useRef<HTMLDivElement>(null);
  const editor = useRef<monaco.editor.IStandaloneCodeEditor | null>(null);
  const newest = useRef(props);
  useEffect(() => {
    newest.current = props;
  });

  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    registerSigmaSupport();
    applyEditorTheme();
    const style = getComputedStyle(element);
    const made = monaco.editor.create(element, {
      value: newest.current.text,
      language: 'yaml',
      readOnly: newest.current.readOnly ?? false,
      ariaLabel: newest.current.label,
      automaticLayout: true,
      fontFamily: style.getPropertyValue('--font-mono').trim(),
      fontSize: 12.5,
      lineHeight: 19,
      tabSize: 2,
      insertSpaces: true,
      minimap: { enabled: false },
      overviewRulerBorder: false,
      hideCursorInOverviewRuler: true,
      scrollBeyondLastLine: false,
      padding: { top: 10, bottom: 10 },
      lineNumbersMinChars: 4,
      renderLineHighlight: 'all',
      wordWrap: 'on',
      wrappingIndent: 'indent',
      fixedOverflowWidgets: true,
      quickSuggestions: { other: true, comments: false, strings: true },
      wordBasedSuggestions: 'off',
      unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: true },
      scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
      stickyScroll: { enabled: false },
      // A built-in rule cannot be changed here, and is marked where it is wrong all the same.
      renderValidationDecorations: 'on',
      'semanticHighlighting.enabled': false,
    });
    editor.current = made;
    made.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.KeyS, () => newest.current.onSave?.());
    const change = made.onDidChangeModelContent(() => newest.current.onChange?.(made.getValue()));
    window.addEventListener('sealwatch-theme', applyEditorTheme);
    return () => {
      window.removeEventListener('sealwatch-theme', applyEditorTheme);
      change.dispose();
      made.getModel()?.dispose();
      made.dispose();
      editor.current = null;
    };
  }, [documentId]);

  useEffect(() => {
    const made = editor.current;
    if (made && made.getValue() !== text) made.setValue(text);
  }, [text, documentId]);

  useEffect(() => editor.current?.updateOptions({ readOnly }), [readOnly, documentId]);

  useEffect(() => {
    const model = editor.current?.getModel();
    if (model) setKnownFields(model, fields);
  }, [fields, documentId]);

  useEffect(() => {
    const model = editor.current?.getModel();
    if (!model) return;
    monaco.editor.setModelMarkers(
      model,
      'sealwatch',
      diagnostics.map((each) => ({
        severity:
          each.severity === 'error' ? monaco.MarkerSeverity.Error : monaco.MarkerSeverity.Warning,
        message: each.message,
        code: each.code,
        startLineNumber: each.line,
        startColumn: each.column,
        endLineNumber: each.endLine,
        endColumn: Math.max(each.endColumn, each.line === each.endLine ? each.column + 1 : 1),
      })),
    );
  }, [diagnostics, documentId, text]);

  useEffect(() => {
    const made = editor.current;
    if (!made || !reveal) return;
    made.setPosition({ lineNumber: reveal.line, column: reveal.column });
    made.revealLineInCenter(reveal.line);
    if (reveal.quiet !== true) made.focus();
  }, [reveal]);

  return <div ref={frame} className="rule-editor" style={{ height: '100%' }} />;
}
