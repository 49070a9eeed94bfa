// A bug in one screen leaves the rest of the window standing, and says what happened.

import { Component, type ReactNode } from 'react';
import { ErrorState } from '../ui/States.tsx';

interface Props {
  readonly what: string;
  readonly children: ReactNode;
}

export class CrashBoundary extends Component<Props, { readonly message: string | null }> {
  override state = { message: null };

  static getDerivedStateFromError(error: unknown) {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render() {
    if (this.state.message === null) return this.props.children;
    return (
      <ErrorState
        title={`${this.props.what} stopped because of a fault in Sealwatch`}
        error={{ code: 'window.fault', message: this.state.message }}
        onRetry={() => this.setState({ message: null })}
      />
    );
  }
}
