import { Button } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useEffect, type ReactNode } from 'react';
import { Link } from 'wouter';
import { toRecord } from '../api/errors.ts';
import { useCase } from '../api/queries.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { ScreenSkeleton } from '../ui/ScreenSkeleton.tsx';
import { enterCase, frameState } from '../app/frameState.ts';
import { holderOf, refusalWords } from './holder.ts';

/** Lets a case's screens be seen once it is open; says why when it cannot be opened. */
export function CaseGate({ slug, children }: { readonly slug: string; readonly children: ReactNode }): ReactNode {
  const { data, error, isFetching, refetch } = useCase(slug);
  const refused = error !== null && data === undefined;
  useEffect(() => {
    if (refused) return () => (frameState.getState().slug === slug ? enterCase(null) : undefined);
    return undefined;
  }, [refused, slug]);
  if (data !== undefined) return children;
  if (error === null) return <ScreenSkeleton />;
  const record = toRecord(error);
  const back = (
    <Button component={Link} href="/" variant="default">
      Go to cases
    </Button>
  );
  const retry = (): void => void refetch();
  if (record.code !== 'CASE_IN_USE') return <ErrorState heading="h1" error={error} retry={retry} action={back} />;
  return (
    <EmptyState
      heading="h1"
      title="The case is open elsewhere"
      text={
        <>
          {refusalWords(holderOf(record.details), record.message)}
          <br />
          Only one application can work in a case at a time.
        </>
      }
      picture={<IconLock size={28} stroke={1.5} />}
      action={
        <>
          <Button loading={isFetching} onClick={retry}>
            Try again
          </Button>
          {back}
        </>
      }
    />
  );
}
