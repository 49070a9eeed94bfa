// Copying, with an answer either way.

import { showToast } from '../../ui/toast.tsx';

export async function copyText(text: string, what: string): Promise<void> {
  const copied = await navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
  showToast(
    copied
      ? { tone: 'success', text: `${what} is on the clipboard.` }
      : { tone: 'error', text: `${what} could not be copied: the browser refused the clipboard.` },
  );
}
