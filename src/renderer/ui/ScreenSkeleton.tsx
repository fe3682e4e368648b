import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './screen.module.css';

export function ScreenSkeleton(): ReactNode {
  return (
    <div className={classes.page} aria-busy="true" aria-label="Loading" role="status">
      <Skeleton height={24} width="30%" />
      <Skeleton height={16} width="55%" />
      <Skeleton height={240} />
    </div>
  );
}
