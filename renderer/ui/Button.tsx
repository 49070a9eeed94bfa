// Buttons: with words, with an icon alone (then the words are its name and tooltip), and as a link.

import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';

interface Base extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'title'> {
  readonly kind?: 'plain' | 'primary' | 'danger' | 'quiet';
  readonly size?: 'small' | 'medium';
  readonly icon?: ReactNode;
  readonly title?: string | undefined;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button(props: Base) {
  const { kind = 'plain', size = 'medium', icon, children, ...rest } = props;
  return (
    <button type="button" {...rest} className="sw-button" data-kind={kind} data-size={size}>
      {icon}
      {children}
    </button>
  );
}

export function IconButton(
  props: Omit<Base, 'children'> & { readonly icon: ReactNode; readonly label: string },
) {
  const { kind = 'quiet', size = 'medium', icon, label, title, ...rest } = props;
  return (
    <button
      type="button"
      {...rest}
      className="sw-button"
      data-kind={kind}
      data-size={size}
      data-icon-only=""
      aria-label={label}
      title={title ?? label}
    >
      {icon}
    </button>
  );
}

/** Looks like a link, acts on this page. */
export function LinkButton(props: ButtonHTMLAttributes<HTMLButtonElement>) {
  return <button type="button" {...props} className="sw-link" />;
}
