import { Component, type ReactNode } from 'react';
import { useConsoleWords } from '../i18n/console/index.ts';
import { Button, StateNote } from './primitives.tsx';

/** Keeps a failed part from taking the page with it. */
export class Boundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return <Broken onRetry={() => this.setState({ failed: false })} />;
  }
}

function Broken(props: { readonly onRetry: () => void }) {
  const w = useConsoleWords();
  return (
    <StateNote
      alert
      title={w.state.broken}
      text={w.state.failedText}
      action={<Button onClick={props.onRetry}>{w.state.retry}</Button>}
    />
  );
}
