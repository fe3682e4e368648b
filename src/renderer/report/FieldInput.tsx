import { NativeSelect, Switch, Textarea, TextInput } from '@mantine/core';
import { memo, useEffect, useState, type ReactNode } from 'react';
import { SUPPORT_WORDS, type CaseOverview, type Lint } from '../../contract/index.ts';
import { api } from '../api/client.ts';
import { notifyError } from '../api/errors.ts';
import { keys, queryClient } from '../api/queries.ts';
import { fromLocalInput, toLocalInput, type CaseField } from '../cases/fields.ts';
import { ConclusionsInput } from './ConclusionsInput.tsx';
import { changeDraft } from './draft.ts';
import { elementId, LONGEST, type FieldDefinition } from './fields.ts';
import { LintGlyph } from './LintGlyph.tsx';
import { LogoInput } from './LogoInput.tsx';
import classes from './report.module.css';
import { SUPPORT_LABELS } from './words.ts';

interface Props {
  readonly slug: string;
  readonly definition: FieldDefinition;
  readonly value: string | boolean;
  readonly required: boolean;
  /** The gravest message on this field. */
  readonly lint: Lint | null;
  readonly readOnly: boolean;
}

/** One field of the form: of the report, saved as typed, or of the case's cover, written when it is left. Drawn again only when something of it changes. */
export const FieldInput = memo(function FieldInput(props: Props): ReactNode {
  const { definition } = props;
  return (
    <div className={classes.field} data-width={definition.width} data-severity={props.lint?.severity}>
      {definition.path.startsWith('case.') ? <CoverInput {...props} /> : <ReportInput {...props} />}
    </div>
  );
});

function commonOf({ definition, lint, value, required, readOnly }: Props) {
  const empty = value === '' || value === 'not_stated';
  return {
    id: elementId(definition.path),
    // Of an empty field the sign says enough; what is wrong with a filled one is said in words.
    label: lint === null || !empty ? definition.label : <LabelWithSign label={definition.label} lint={lint} />,
    readOnly,
    ...(definition.help === undefined ? {} : { description: definition.help }),
    ...(required ? { withAsterisk: true } : {}),
    ...(lint === null || empty ? {} : { error: <Message lint={lint} /> }),
  };
}

function LabelWithSign({ label, lint }: { readonly label: string; readonly lint: Lint }): ReactNode {
  return (
    <span className={classes.labelWithSign} title={lint.message}>
      {label} <LintGlyph severity={lint.severity} size={12} />
    </span>
  );
}

/** A warning is told in the colour of one. */
function Message({ lint }: { readonly lint: Lint }): ReactNode {
  return (
    <span className={classes.message} data-severity={lint.severity}>
      {lint.message}
    </span>
  );
}

function ReportInput(props: Props): ReactNode {
  const { slug, definition, value, readOnly } = props;
  const path = definition.path.slice('fields.'.length);
  const text = typeof value === 'string' ? value : '';
  const common = commonOf(props);
  const change = (next: string | boolean): void => changeDraft(slug, path, next);
  switch (definition.kind) {
    case 'switch':
      return <Switch id={common.id} label={definition.label} checked={value === true} disabled={readOnly} onChange={(event) => change(event.currentTarget.checked)} />;
    case 'support':
      return <NativeSelect {...common} disabled={readOnly} value={text} onChange={(event) => change(event.currentTarget.value)} data={SUPPORT_WORDS.map((word) => ({ value: word, label: SUPPORT_LABELS[word] }))} />;
    case 'conclusions':
      return <ConclusionsInput {...common} value={text} onChange={change} />;
    case 'logo':
      return <LogoInput id={common.id} label={definition.label} description={definition.help ?? ''} value={text} readOnly={readOnly} onChange={change} />;
    case 'text':
      return <Textarea {...common} autosize minRows={definition.width === 3 ? 2 : 1} maxRows={14} maxLength={LONGEST.text} value={text} onChange={(event) => change(event.currentTarget.value)} />;
    case 'date':
      return <TextInput {...common} type="date" value={text} onChange={(event) => change(event.currentTarget.value)} />;
    default:
      return <TextInput {...common} maxLength={LONGEST.line} value={text} onChange={(event) => change(event.currentTarget.value)} />;
  }
}

/** A field of the case's cover; what somebody else changed shows unless it is being typed in. */
function CoverInput(props: Props): ReactNode {
  const { slug, definition } = props;
  const field = definition.path.slice('case.'.length) as CaseField;
  const stored = String(props.value);
  const [typed, setTyped] = useState<string | null>(null);
  useEffect(() => setTyped(null), [stored]);
  const value = typed ?? stored;
  const common = commonOf(props);
  async function commit(next: string): Promise<void> {
    if (next === stored) return setTyped(null);
    try {
      queryClient.setQueryData<CaseOverview>(keys.case(slug), await api.cases.change({ case: slug, details: { [field]: next } }));
      await Promise.all([keys.lint(slug), keys.audit(slug), keys.cases].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
    } catch (error) {
      notifyError(error, `${definition.label} was not saved`);
    }
  }
  if (definition.kind === 'text') return <Textarea {...common} autosize minRows={2} maxRows={14} value={value} onChange={(event) => setTyped(event.currentTarget.value)} onBlur={(event) => void commit(event.currentTarget.value)} />;
  if (definition.kind === 'time') return <TextInput {...common} type="datetime-local" value={toLocalInput(value)} onChange={(event) => setTyped(fromLocalInput(event.currentTarget.value))} onBlur={() => void commit(value)} />;
  return <TextInput {...common} value={value} onChange={(event) => setTyped(event.currentTarget.value)} onBlur={(event) => void commit(event.currentTarget.value)} />;
}
