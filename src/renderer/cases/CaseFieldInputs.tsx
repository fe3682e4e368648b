import { Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { CaseFields } from '../../contract/index.ts';
import classes from './cases.module.css';
import { CASE_SECTIONS, fromLocalInput, toLocalInput, type CaseField, type FieldDefinition } from './fields.ts';

interface Inputs {
  readonly values: CaseFields;
  readonly onChange: (field: CaseField, value: string) => void;
  /** When a field is left; with it the new value. */
  readonly onCommit?: (field: CaseField, value: string) => void;
  readonly errors?: Partial<Record<CaseField, string>>;
  readonly readOnly?: boolean;
  readonly focusFirst?: boolean;
}

/** All fields of a case's cover, by sections. Only the title is required. */
export function CaseFieldInputs(props: Inputs): ReactNode {
  return (
    <div className={classes.sections}>
      {CASE_SECTIONS.map((section) => (
        <fieldset key={section.fields[0]?.field} className={classes.section}>
          {section.title !== null && <legend>{section.title}</legend>}
          <div className={classes.fields} data-columns={section.columns}>
            {section.fields.map((definition) => (
              <FieldInput key={definition.field} definition={definition} {...props} />
            ))}
          </div>
        </fieldset>
      ))}
    </div>
  );
}

function FieldInput({ definition, values, onChange, onCommit, errors, readOnly = false, focusFirst = false }: Inputs & { readonly definition: FieldDefinition }): ReactNode {
  const { field, label, help, kind } = definition;
  const common = {
    label,
    readOnly,
    error: errors?.[field],
    'data-autofocus': (focusFirst && field === 'title') || undefined,
    ...(field === 'title' ? { withAsterisk: true, 'aria-required': true } : {}),
    ...(help === undefined ? {} : { description: help }),
  };
  if (kind === 'text') {
    return <Textarea {...common} autosize minRows={2} maxRows={10} value={values[field]} onChange={(event) => onChange(field, event.currentTarget.value)} onBlur={(event) => onCommit?.(field, event.currentTarget.value)} />;
  }
  if (kind === 'time') {
    return <TextInput {...common} type="datetime-local" value={toLocalInput(values[field])} onChange={(event) => onChange(field, fromLocalInput(event.currentTarget.value))} onBlur={(event) => onCommit?.(field, fromLocalInput(event.currentTarget.value))} />;
  }
  return <TextInput {...common} value={values[field]} onChange={(event) => onChange(field, event.currentTarget.value)} onBlur={(event) => onCommit?.(field, event.currentTarget.value)} />;
}
