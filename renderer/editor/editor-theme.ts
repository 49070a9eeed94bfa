// The editor in the colours of the window.

import { monaco } from './monaco.ts';

const NAME = 'sealwatch';

function hex(style: CSSStyleDeclaration, variable: string): string {
  const value = style.getPropertyValue(variable).trim();
  // The build shortens #aabbcc to #abc, which the editor does not take.
  if (/^#[0-9a-f]{3}$/i.test(value)) return value.replace(/[0-9a-f]/gi, (digit) => digit + digit);
  return /^#[0-9a-f]{6}([0-9a-f]{2})?$/i.test(value) ? value : '#808080';
}

/** Reads the colours of the page and applies them to every editor. */
export function applyEditorTheme(): void {
  const style = getComputedStyle(document.documentElement);
  const dark = document.documentElement.dataset['theme'] === 'dark';
  const colour = (variable: string) => hex(style, variable);
  const ink = (variable: string) => colour(variable).slice(1);
  monaco.editor.defineTheme(NAME, {
    base: dark ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      { token: 'type', foreground: ink('--accent-text') },
      { token: 'type.yaml', foreground: ink('--accent-text') },
      { token: 'string', foreground: ink('--text') },
      { token: 'string.yaml', foreground: ink('--text') },
      { token: 'number', foreground: ink('--verified') },
      { token: 'number.yaml', foreground: ink('--verified') },
      { token: 'keyword', foreground: ink('--missing') },
      { token: 'operators', foreground: ink('--text-soft') },
      { token: 'comment', foreground: ink('--text-faint'), fontStyle: 'italic' },
      { token: 'tag', foreground: ink('--missing') },
    ],
    colors: {
      'editor.background': colour('--surface'),
      'editor.foreground': colour('--text'),
      'editorLineNumber.foreground': colour('--text-faint'),
      'editorLineNumber.activeForeground': colour('--text'),
      'editor.lineHighlightBackground': colour('--surface-soft'),
      'editor.lineHighlightBorder': `${colour('--surface-soft')}00`,
      'editor.selectionBackground': colour('--selected-strong'),
      'editorIndentGuide.background1': colour('--border-soft'),
      'editorIndentGuide.activeBackground1': colour('--border'),
      'editorCursor.foreground': colour('--text'),
      'editorWidget.background': colour('--surface-raised'),
      'editorWidget.border': colour('--border'),
      'editorSuggestWidget.background': colour('--surface-raised'),
      'editorSuggestWidget.border': colour('--border'),
      'editorSuggestWidget.foreground': colour('--text'),
      'editorSuggestWidget.selectedBackground': colour('--selected'),
      'editorSuggestWidget.selectedForeground': colour('--text'),
      'editorSuggestWidget.highlightForeground': colour('--accent-text'),
      'editorSuggestWidget.focusHighlightForeground': colour('--accent-text'),
      'editorHoverWidget.background': colour('--surface-raised'),
      'editorHoverWidget.border': colour('--border'),
      'editorHoverWidget.foreground': colour('--text'),
      'editorError.foreground': colour('--danger-solid'),
      'editorWarning.foreground': colour('--medium-solid'),
      'editorOverviewRuler.errorForeground': colour('--danger-solid'),
      'editorOverviewRuler.warningForeground': colour('--medium-solid'),
      'input.background': colour('--surface'),
      'input.foreground': colour('--text'),
      'input.border': colour('--border-control'),
      focusBorder: colour('--focus'),
      'scrollbarSlider.background': `${colour('--text-faint')}55`,
      'scrollbarSlider.hoverBackground': `${colour('--text-faint')}88`,
    },
  });
  monaco.editor.setTheme(NAME);
}
