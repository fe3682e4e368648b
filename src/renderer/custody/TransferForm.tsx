import { Button, Modal, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { api } from '../api/client.ts';
import { notifyDone, toRecord } from '../api/errors.ts';
import { keys, queryClient } from '../api/queries.ts';
import { fromLocalInput, toLocalInput } from '../cases/fields.ts';
import { countOf } from '../ui/words.ts';
import classes from './custody.module.css';
import type { NewTransfer } from './data.ts';
import { emptyTransfer, transferProblem } from './transfer.ts';

/** Records one hand-over of all items or of those selected under Evidence. */
export function TransferForm({ slug, selected, opened, onClose }: { readonly slug: string; readonly selected: readonly number[]; readonly opened: boolean; readonly onClose: () => void }): ReactNode {
  return (
    <Modal opened={opened} onClose={onClose} title="Record a transfer" size="min(640px, 94vw)">
      {opened && <Form slug={slug} selected={selected} onClose={onClose} />}
    </Modal>
  );
}

function Form({ slug, selected, onClose }: { readonly slug: string; readonly selected: readonly number[]; readonly onClose: () => void }): ReactNode {
  const [transfer, setTransfer] = useState<NewTransfer>(() => emptyTransfer(new Date()));
  const [tried, setTried] = useState(false);
  const record = useMutation({
    mutationFn: () => api.custody.addTransfer({ case: slug, transfer }),
    onSuccess: async () => {
      await Promise.all([keys.custody(slug), keys.audit(slug), keys.lint(slug)].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
      notifyDone('The transfer is recorded.');
      onClose();
    },
  });
  const problem = transferProblem(transfer);
  function set(part: Partial<NewTransfer>): void {
    setTransfer((now) => ({ ...now, ...part }));
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    setTried(true);
    if (problem === null && !record.isPending) record.mutate();
  }
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <div className={classes.pair}>
        <TextInput label="From" description="Person or office that gave it" data-autofocus required maxLength={500} value={transfer.from} error={tried && transfer.from.trim() === '' && 'Say who gave it.'} onChange={(event) => set({ from: event.currentTarget.value })} />
        <TextInput label="To" description="Person or office that received it" required maxLength={500} value={transfer.to} error={tried && transfer.to.trim() === '' && 'Say who received it.'} onChange={(event) => set({ to: event.currentTarget.value })} />
      </div>
      <div className={classes.pair}>
        <TextInput label="When" description="Local time" type="datetime-local" required value={toLocalInput(transfer.at)} error={tried && transfer.at === '' && 'Say when it was.'} onChange={(event) => set({ at: fromLocalInput(event.currentTarget.value) })} />
        <TextInput label="Medium and seal" description="Such as a drive with its serial and seal number" maxLength={500} value={transfer.medium} onChange={(event) => set({ medium: event.currentTarget.value })} />
      </div>
      <Textarea label="Purpose" required error={tried && transfer.purpose.trim() === '' && 'Say what for.'} autosize minRows={2} maxRows={6} maxLength={2000} value={transfer.purpose} onChange={(event) => set({ purpose: event.currentTarget.value })} />
      <TextInput label="Authority" description="Order, warrant or consent" maxLength={2000} value={transfer.authority} onChange={(event) => set({ authority: event.currentTarget.value })} />
      <div>
        <SegmentedControl
          aria-label="Items handed over"
          value={transfer.items.length === 0 ? 'all' : 'selected'}
          onChange={(value) => set({ items: value === 'all' ? [] : [...selected] })}
          data={[{ value: 'all', label: 'All items' }, { value: 'selected', label: selected.length === 0 ? 'None selected under Evidence' : `${countOf(selected.length, 'item')} selected under Evidence`, disabled: selected.length === 0 }]}
        />
      </div>
      {record.isError && (
        <p role="alert" className={classes.problem}>
          {toRecord(record.error).message}
        </p>
      )}
      <div className={classes.formFoot}>
        <span className={classes.dim}>It cannot be changed afterwards.</span>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={record.isPending}>
          Record the transfer
        </Button>
      </div>
    </form>
  );
}
