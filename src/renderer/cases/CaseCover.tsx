import { IconAlertTriangle, IconCheck, IconLoader2 } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { CaseFields, CaseOverview, CaseStatus } from '../../contract/index.ts';
import { api } from '../api/client.ts';
import { toRecord } from '../api/errors.ts';
import { keys, queryClient } from '../api/queries.ts';
import { Panel } from '../ui/Panel.tsx';
import { CaseFieldInputs } from './CaseFieldInputs.tsx';
import classes from './cases.module.css';
import type { CaseField } from './fields.ts';

type SaveState = { readonly state: 'idle' | 'edited' | 'saving' | 'saved' } | { readonly state: 'failed'; readonly field: CaseField; readonly message: string };

/** The cover of the case. A field is written when it is left; each change is in the audit log. */
export function CaseCover({ slug, details, status }: { readonly slug: string; readonly details: CaseFields; readonly status: CaseStatus }): ReactNode {
  const [draft, setDraft] = useState(details);
  const [save, setSave] = useState<SaveState>({ state: 'idle' });
  const editing = useRef<CaseField | null>(null);
  useEffect(() => {
    // What somebody else changed shows, but never under the hands of who is typing.
    setDraft((now) => (editing.current === null ? details : { ...details, [editing.current]: now[editing.current] }));
  }, [details]);

  async function write(field: CaseField, value: string): Promise<void> {
    editing.current = null;
    if (value === details[field]) return setSave((now) => (now.state === 'edited' ? { state: 'idle' } : now));
    if (field === 'title' && value.trim() === '') return setSave({ state: 'failed', field, message: 'A case needs a title. The old one still holds.' });
    setSave({ state: 'saving' });
    try {
      const view = await api.cases.change({ case: slug, details: { [field]: value } });
      queryClient.setQueryData<CaseOverview>(keys.case(slug), view);
      setSave({ state: 'saved' });
      void queryClient.invalidateQueries({ queryKey: keys.cases });
      void queryClient.invalidateQueries({ queryKey: keys.audit(slug) });
    } catch (error) {
      setSave({ state: 'failed', field, message: toRecord(error).message });
    }
  }

  return (
    <Panel title="Cover" description={status === 'open' ? 'Goes on the front of the report. Written when you leave a field.' : `The case is ${status}: reopen it to change its cover.`} actions={<SaveMark save={save} />}>
      <div className={classes.cover}>
        <CaseFieldInputs
          values={draft}
          readOnly={status !== 'open'}
          errors={save.state === 'failed' ? { [save.field]: save.message } : {}}
          onChange={(field, value) => {
            editing.current = field;
            setDraft((now) => ({ ...now, [field]: value }));
            setSave({ state: 'edited' });
          }}
          onCommit={(field, value) => void write(field, value)}
        />
      </div>
    </Panel>
  );
}

function SaveMark({ save }: { readonly save: SaveState }): ReactNode {
  return (
    <span className={classes.saveMark} role="status" data-state={save.state}>
      {save.state === 'edited' && 'Not saved yet'}
      {save.state === 'saving' && (
        <>
          <IconLoader2 size={14} aria-hidden="true" /> Saving
        </>
      )}
      {save.state === 'saved' && (
        <>
          <IconCheck size={14} aria-hidden="true" /> Saved
        </>
      )}
      {save.state === 'failed' && (
        <>
          <IconAlertTriangle size={14} aria-hidden="true" /> Not saved
        </>
      )}
    </span>
  );
}
