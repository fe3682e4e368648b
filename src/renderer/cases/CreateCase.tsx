import { Button, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { api } from '../api/client.ts';
import { toRecord } from '../api/errors.ts';
import { keys, queryClient, useHost } from '../api/queries.ts';
import { frameState } from '../app/frameState.ts';
import { toCase } from '../app/routes.ts';
import { useSettings } from '../settings/useSettings.ts';
import { CaseFieldInputs } from './CaseFieldInputs.tsx';
import classes from './cases.module.css';
import { NO_DETAILS } from './fields.ts';

export function CreateCase(): ReactNode {
  const opened = frameState((state) => state.creating);
  return (
    <Modal opened={opened} onClose={close} title="Create a case" size="min(720px, 94vw)">
      <CreateForm />
    </Modal>
  );
}

function close(): void {
  frameState.setState({ creating: false });
}

function CreateForm(): ReactNode {
  const [, go] = useLocation();
  const { settings } = useSettings();
  const { data: host } = useHost();
  const [values, setValues] = useState({ ...NO_DETAILS, examiner: settings.examiner });
  const [missing, setMissing] = useState(false);
  const create = useMutation({
    mutationFn: () => api.cases.create({ ...values, title: values.title.trim() }),
    onSuccess: (view) => {
      queryClient.setQueryData(keys.case(view.slug), view);
      void queryClient.invalidateQueries({ queryKey: keys.cases });
      close();
      go(toCase(view.slug));
    },
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (values.title.trim() === '') return setMissing(true);
        create.mutate();
      }}
    >
      <CaseFieldInputs
        values={values}
        focusFirst
        errors={missing && values.title.trim() === '' ? { title: 'Give the case a title' } : {}}
        onChange={(field, value) => setValues((now) => ({ ...now, [field]: value }))}
      />
      {create.isError && (
        <p role="alert" className={classes.problem}>
          {toRecord(create.error).message}
        </p>
      )}
      <div className={classes.formFoot}>
        <span className={classes.formNote}>
          Everything can be changed later.
          {host !== undefined && (
            <>
              {' '}
              The case gets a folder of its own below <span className={classes.path}>{host.casesFolder}</span>
            </>
          )}
        </span>
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button type="submit" loading={create.isPending}>
          Create case
        </Button>
      </div>
    </form>
  );
}
