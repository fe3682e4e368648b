import { Button } from '@mantine/core';
import { Component, lazy, Suspense, useEffect, type ReactNode } from 'react';
import { Link } from 'wouter';
import { AuditScreen } from '../audit/AuditScreen.tsx';
import { CaseGate } from '../cases/CaseGate.tsx';
import { CaseScreen } from '../cases/CaseScreen.tsx';
import { CasesScreen } from '../cases/CasesScreen.tsx';
import { ScanScreen } from '../scan/ScanScreen.tsx';
import { SettingsScreen } from '../settings/SettingsScreen.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { ScreenSkeleton } from '../ui/ScreenSkeleton.tsx';
import type { Place } from './routes.ts';

// The canvas is the heaviest part of the page; the list of cases does not wait for it.
const EvidenceScreen = lazy(async () => ({ default: (await import('../evidence/EvidenceScreen.tsx')).EvidenceScreen }));
const CustodyScreen = lazy(async () => ({ default: (await import('../custody/CustodyScreen.tsx')).CustodyScreen }));
const ReportScreen = lazy(async () => ({ default: (await import('../report/ReportScreen.tsx')).ReportScreen }));
const ReviewScreen = lazy(async () => ({ default: (await import('../review/ReviewScreen.tsx')).ReviewScreen }));

/** A module that cannot be had is told of by the screen that needs it. */
const unheard = (): void => undefined;

/** Has the code of a case's screens come while the host opens the case: of the one being shown at once, of the others when the page rests. */
function prefetch(screen: Place['screen']): () => void {
  if (screen === 'evidence') import('../evidence/EvidenceScreen.tsx').catch(unheard);
  if (screen === 'review') import('../review/ReviewScreen.tsx').catch(unheard);
  const rest = setTimeout(() => Promise.all([import('../evidence/EvidenceScreen.tsx'), import('../review/ReviewScreen.tsx')]).catch(unheard), 2000);
  return () => clearTimeout(rest);
}

export function Screens({ place }: { readonly place: Place }): ReactNode {
  const { screen, slug } = place;
  useEffect(() => (slug === null ? undefined : prefetch(screen)), [screen, slug]);
  return (
    <Failsafe key={`${place.screen}/${place.slug}`}>
      <Suspense fallback={<ScreenSkeleton />}>
        <ScreenOf place={place} />
      </Suspense>
    </Failsafe>
  );
}

function ScreenOf({ place: { screen, slug, evidenceId } }: { readonly place: Place }): ReactNode {
  if (screen === 'cases') return <CasesScreen />;
  if (screen === 'settings') return <SettingsScreen />;
  if (screen === null || slug === null) {
    return (
      <EmptyState
        heading="h1"
        title="There is nothing at this address"
        text="The address may have been cut off when it was copied."
        action={
          <Button component={Link} href="/">
            Go to cases
          </Button>
        }
      />
    );
  }
  return (
    <CaseGate key={slug} slug={slug}>
      {screen === 'case' && <CaseScreen slug={slug} />}
      {screen === 'evidence' && <EvidenceScreen slug={slug} />}
      {screen === 'review' && evidenceId !== null && <ReviewScreen slug={slug} evidenceId={evidenceId} />}
      {screen === 'scan' && <ScanScreen slug={slug} />}
      {screen === 'custody' && <CustodyScreen slug={slug} />}
      {screen === 'report' && <ReportScreen slug={slug} />}
      {screen === 'audit' && <AuditScreen slug={slug} />}
    </CaseGate>
  );
}

/** A mistake in one screen must not take the frame away. */
class Failsafe extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return <ErrorState heading="h1" error={this.state.error} retry={() => this.setState({ error: null })} />;
  }
}
