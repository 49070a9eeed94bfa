// Copying text to the clipboard, with a word that it happened.

import { Duplicate } from '@blueprintjs/icons';
import { IconButton } from './Button.tsx';
import { showToast } from './toast.tsx';

export async function copyText(text: string, what: string): Promise<void> {
  const copied = (await copyByClipboard(text)) || copyBySelection(text);
  if (copied) showToast({ tone: 'success', text: `${what} copied.` });
  else showToast({ tone: 'error', text: `${what} could not be copied: the system refused it.` });
}

async function copyByClipboard(text: string): Promise<boolean> {
  if (!('clipboard' in navigator)) return false;
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
}

/** The older way, which works where the page has no permission for the clipboard. */
function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.setAttribute('readonly', '');
  field.className = 'visually-hidden';
  document.body.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  return copied;
}

export function CopyButton(props: { readonly text: string; readonly what: string }) {
  return (
    <IconButton
      size="small"
      icon={<Duplicate size={12} />}
      label={`Copy ${props.what.toLowerCase()}`}
      onClick={() => void copyText(props.text, props.what)}
    />
  );
}
