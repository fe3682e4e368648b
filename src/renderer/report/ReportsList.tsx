import { Skeleton } from '@mantine/core';
import { memo, type ReactNode } from 'react';
import { ErrorState } from '../ui/ErrorState.tsx';
import { countOf } from '../ui/words.ts';
import { useReports } from './data.ts';
import { ReportCard } from './ReportCard.tsx';
import classes from './report.module.css';

/** Reports made of the case, newest first. */
export const ReportsList = memo(function ReportsList({ slug }: { readonly slug: string }): ReactNode {
  const { data: reports, error, refetch } = useReports(slug);
  return (
    <section className={classes.block} aria-label="Made reports">
      <header className={classes.columnHead}>
        <h2>Made reports</h2>
        {reports !== undefined && reports.length > 0 && <span className={classes.dim}>{countOf(reports.length, 'report')}</span>}
      </header>
      {reports === undefined && error === null && <Skeleton height={80} m={12} />}
      {reports === undefined && error !== null && <ErrorState error={error} retry={() => void refetch()} />}
      {reports?.length === 0 && <p className={classes.hint}>None yet. Make a draft at any time; it shows how the report will look.</p>}
      <ul className={classes.reports}>
        {reports?.map((report) => (
          <ReportCard key={report.id} slug={slug} report={report} />
        ))}
      </ul>
    </section>
  );
});
