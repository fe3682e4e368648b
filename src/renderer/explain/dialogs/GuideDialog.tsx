import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { Guide } from '../connection/Guide.tsx';
import classes from '../connection/connection.module.css';
import { openDialog, useExplain } from '../state.ts';

export function GuideDialog(): ReactNode {
  const open = useExplain((state) => state.dialog === 'guide');
  return (
    <Modal opened={open} onClose={() => openDialog(null)} title="A language model on this machine" size={720}>
      <p className={classes.intro}>What was measured stands in words without one. A vision model can add what only it can see: what a region shows, what its text says, which traces are visible. It never says where, how large or whether.</p>
      <Guide onUsed={() => openDialog(null)} />
    </Modal>
  );
}
