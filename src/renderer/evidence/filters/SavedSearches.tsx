import { ActionIcon, Button, Menu, Popover, TextInput } from '@mantine/core';
import { IconBookmarks, IconBookmarkPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode, type SubmitEvent } from 'react';
import type { SavedSearch } from '../../../contract/evidence.ts';
import { api } from '../../api/client.ts';
import { notifyDone, notifyError } from '../../api/errors.ts';
import { queryClient } from '../../api/queries.ts';
import type { EvidenceList } from '../query.ts';
import classes from './filters.module.css';

const searchesKey = (slug: string): readonly unknown[] => ['searches', slug];

/** Saved searches of the case: apply, save the one shown, remove. */
export function SavedSearches({ slug, list, canSave, onApply }: { readonly slug: string; readonly list: EvidenceList; readonly canSave: boolean; readonly onApply: (list: EvidenceList) => void }): ReactNode {
  const { data } = useQuery({ queryKey: searchesKey(slug), queryFn: ({ signal }) => api.evidence.searches({ case: slug }, { signal }) });
  const searches = data ?? [];
  return (
    <div className={classes.saved}>
      <Menu shadow="md" position="bottom-start" width={260}>
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label={`Saved searches, ${searches.length}`} title="Saved searches">
            <IconBookmarks size={16} stroke={1.6} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {searches.length === 0 && <Menu.Label>None yet. Set some filters, then save them under a name.</Menu.Label>}
          {searches.map((search) => (
            <div key={search.id} role="presentation" className={classes.savedRow}>
              <Menu.Item onClick={() => onApply(search)}>{search.name}</Menu.Item>
              <Menu.Item className={classes.savedRemove ?? ''} aria-label={`Remove the saved search ${search.name}`} title="Remove" onClick={() => void remove(slug, search)}>
                <IconTrash size={14} aria-hidden="true" />
              </Menu.Item>
            </div>
          ))}
        </Menu.Dropdown>
      </Menu>
      <SaveSearch slug={slug} list={list} disabled={!canSave} taken={searches.map(({ name }) => name)} />
    </div>
  );
}

function SaveSearch({ slug, list, disabled, taken }: { readonly slug: string; readonly list: EvidenceList; readonly disabled: boolean; readonly taken: readonly string[] }): ReactNode {
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const isTaken = taken.includes(name.trim());
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (name.trim() === '' || isTaken) return;
    setOpen(false);
    setName('');
    void save(slug, name.trim(), list);
  }
  return (
    <Popover opened={open} onChange={setOpen} shadow="md" position="bottom-end" trapFocus returnFocus width={260}>
      <Popover.Target>
        <ActionIcon variant="default" size={30} disabled={disabled} aria-label="Save this search" title={disabled ? 'Set some filters first, then save them under a name' : 'Save this search'} onClick={() => setOpen(!open)}>
          <IconBookmarkPlus size={16} stroke={1.6} aria-hidden="true" />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={submit} className={classes.saveForm}>
          <TextInput label="Name of this search" data-autofocus value={name} maxLength={100} error={isTaken ? 'There is a search of this name. Choose another.' : null} onChange={(event) => setName(event.currentTarget.value)} />
          <Button type="submit" disabled={name.trim() === '' || isTaken}>
            Save search
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

async function save(slug: string, name: string, { filter, sort, groupByFolder }: EvidenceList): Promise<void> {
  try {
    await api.evidence.saveSearch({ case: slug, name, filter, sort, groupByFolder });
    notifyDone(`Search saved: ${name}`);
  } catch (error) {
    notifyError(error, 'The search was not saved');
  }
  await queryClient.invalidateQueries({ queryKey: searchesKey(slug) });
}

async function remove(slug: string, { id, name }: SavedSearch): Promise<void> {
  try {
    await api.evidence.removeSearch({ case: slug, id });
    notifyDone(`Search removed: ${name}`);
  } catch (error) {
    notifyError(error, 'The search was not removed');
  }
  await queryClient.invalidateQueries({ queryKey: searchesKey(slug) });
}
