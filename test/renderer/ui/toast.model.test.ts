import { describe, expect, it } from 'vitest';
import { withToast, type ShownToast, type Toast } from '../../../renderer/ui/toast.model.ts';

const undo = { label: 'Undo', run: () => undefined };

function after(...toasts: readonly Toast[]): readonly string[] {
  return toasts
    .reduce<readonly ShownToast[]>((shown, toast, key) => withToast(shown, { ...toast, key }), [])
    .map(({ text }) => text);
}

describe('messages that come one after the other', () => {
  it('give way to a newer one', () => {
    expect(after({ tone: 'success', text: 'Saved.' }, { tone: 'info', text: 'Copied.' })).toEqual([
      'Copied.',
    ]);
  });

  it('stay beside a newer one while they can be undone', () => {
    const closed: Toast = { tone: 'success', text: 'Closed.', action: undo };
    expect(after(closed, { tone: 'success', text: 'Copied.' })).toEqual(['Closed.', 'Copied.']);
    expect(after(closed, { tone: 'info', text: 'Deleted.', action: undo })).toEqual(['Deleted.']);
  });

  it('of failure are kept whatever goes well, the newest three of them', () => {
    const failed = (text: string): Toast => ({ tone: 'error', text });
    const four = ['a', 'b', 'c', 'd'].map(failed);
    expect(after(...four, { tone: 'success', text: 'Saved.' })).toEqual(['b', 'c', 'd', 'Saved.']);
  });

  it('are said once where they are the same', () => {
    expect(after({ tone: 'error', text: 'No.' }, { tone: 'error', text: 'No.' })).toEqual(['No.']);
  });
});
