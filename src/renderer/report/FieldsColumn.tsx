import { SegmentedControl } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconLoader2 } from '@tabler/icons-react';
import { useMemo, type ReactNode } from 'react';
import { Link } from 'wouter';
import { reportTemplateSchema, type CaseOverview, type Lint, type ReportFields } from '../../contract/index.ts';
import { toCustody } from '../app/routes.ts';
import type { CaseField } from '../cases/fields.ts';
import type { SaveState } from './autosave.ts';
import { changeDraft, flushDraft } from './draft.ts';
import { FieldInput } from './FieldInput.tsx';
import { isRequired, readField, requiredCount, SECTIONS, shownFields, TEMPLATE_HELP, TEMPLATE_WORDS, type FieldPath, type ReportSection } from './fields.ts';
import { sectionId } from './jump.ts';
import { lintByField, severityBySection } from './lint.ts';
import { LintGlyph } from './LintGlyph.tsx';
import classes from './report.module.css';

interface Form {
  readonly slug: string;
  readonly view: CaseOverview;
  readonly fields: ReportFields;
  readonly lints: readonly Lint[];
  /** An item does not verify, so that a reason may be typed. */
  readonly changed: boolean;
  readonly readOnly: boolean;
}

/** Everything typed for the report, by sections of the checklist. */
export function FieldsColumn({ save, problem, ...form }: Form & { readonly save: SaveState; readonly problem: string | null }): ReactNode {
  const { slug, fields, lints, readOnly } = form;
  const byField = useMemo(() => lintByField(lints), [lints]);
  const bySection = useMemo(() => severityBySection(lints), [lints]);
  return (
    <section className={classes.column} aria-label="Text of the report">
      <header className={classes.columnHead}>
        <h2>Text of the report</h2>
        <SaveMark slug={slug} save={save} problem={problem} />
      </header>
      <div className={classes.template}>
        <SegmentedControl
          aria-label="Template"
          value={fields.template}
          readOnly={readOnly}
          onChange={(value) => changeDraft(slug, 'template', value)}
          data={reportTemplateSchema.options.map((template) => ({ value: template, label: TEMPLATE_WORDS[template] }))}
        />
        <p>
          {TEMPLATE_HELP[fields.template]} <span className={classes.dim}>{requiredCount(fields.template)} fields are required.</span>
        </p>
      </div>
      <div className={classes.sections}>
        {SECTIONS.map((section) => (
          <Section key={section.number} section={section} {...form} byField={byField} severity={bySection.get(section.number) ?? null} />
        ))}
      </div>
    </section>
  );
}

function Section({ section, byField, severity, ...form }: Form & { readonly section: ReportSection; readonly byField: ReadonlyMap<string, Lint>; readonly severity: Lint['severity'] | null }): ReactNode {
  const { slug, view, fields, changed, readOnly } = form;
  const shown = shownFields(section, fields.template).filter(({ path }) => path !== 'fields.overrideReason' || changed || fields.overrideReason !== '');
  return (
    <section className={classes.section} id={sectionId(section.number)} tabIndex={-1} aria-labelledby={`${sectionId(section.number)}-title`}>
      <h3 id={`${sectionId(section.number)}-title`}>
        <span className={classes.sectionNumber}>{section.number}</span>
        {section.title}
        {severity !== null && <LintGlyph severity={severity} />}
      </h3>
      {section.filled !== undefined && (
        <p className={classes.filled}>
          {section.filled}
          {section.number === 4 && (
            <>
              {' '}
              <Link href={toCustody(slug)}>Open custody</Link>
            </>
          )}
        </p>
      )}
      {shown.length > 0 && (
        <div className={classes.fields}>
          {shown.map((definition) => (
            <FieldInput key={definition.path} slug={slug} definition={definition} value={valueAt(fields, view, definition.path)} required={isRequired(definition, fields.template)} lint={byField.get(definition.path) ?? null} readOnly={readOnly} />
          ))}
        </div>
      )}
    </section>
  );
}

/** What a field holds: typed for the report, or on the cover of the case. */
function valueAt(fields: ReportFields, view: CaseOverview, path: FieldPath): string | boolean {
  const [first, rest] = [path.slice(0, path.indexOf('.')), path.slice(path.indexOf('.') + 1)];
  if (first === 'case') return view.details[rest as CaseField];
  const value = readField(fields, rest);
  return typeof value === 'boolean' ? value : String(value);
}

function SaveMark({ slug, save, problem }: { readonly slug: string; readonly save: SaveState; readonly problem: string | null }): ReactNode {
  return (
    <span className={classes.saveMark} role="status" data-state={save} title={problem ?? undefined}>
      {save === 'idle' && 'Saved as you type'}
      {save === 'edited' && 'Not saved yet'}
      {save === 'saving' && (
        <>
          <IconLoader2 size={14} aria-hidden="true" /> Saving
        </>
      )}
      {save === 'saved' && (
        <>
          <IconCheck size={14} aria-hidden="true" /> Saved
        </>
      )}
      {save === 'failed' && (
        <>
          <IconAlertTriangle size={14} aria-hidden="true" /> Not saved: {problem}{' '}
          <button type="button" className={classes.again} onClick={() => void flushDraft(slug)}>
            Try again
          </button>
        </>
      )}
    </span>
  );
}
