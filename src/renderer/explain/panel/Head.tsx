import { Button, SegmentedControl, Select, VisuallyHidden } from '@mantine/core';
import { IconFileText, IconPhoto } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Explanation, Settings } from '../../../contract/index.ts';
import { useSettings } from '../../settings/useSettings.ts';
import { formatTime } from '../../ui/words.ts';
import { countDecisions } from '../logic/decisions.ts';
import { SOURCE_WORDS, sourceOf, type Source } from '../logic/source.ts';
import { explanationTitle, modelName, VARIANT_WORDS } from '../logic/words.ts';
import { chooseExplanation, openDialog } from '../state.ts';
import classes from './panel.module.css';
import { SourceGlyph } from './SourceGlyph.tsx';

const SOURCES: readonly Source[] = ['measured', 'bound', 'opinion'];

/** Which explanation is shown, whose words it is, at which reading level, and how far the examiner is with it. */
export function Head({ explanation, explanations }: { readonly explanation: Explanation; readonly explanations: readonly Explanation[] }): ReactNode {
  const { settings, change } = useSettings();
  const { decided, total } = countDecisions(explanation.statements);
  // A model's sentences are the same at both levels.
  const levels = explanation.statements.some(({ plain, technical }) => plain !== technical);
  const ordered = [...explanations.filter(({ kind }) => kind === 'measured'), ...explanations.filter(({ kind }) => kind === 'model')];
  return (
    <div className={classes.head}>
      {ordered.length > 1 ? (
        <>
          <VisuallyHidden component="h2">{explanationTitle(explanation)}</VisuallyHidden>
          <Select aria-label="Explanation" data={ordered.map((one) => ({ value: String(one.id), label: explanationTitle(one) }))} value={String(explanation.id)} onChange={(value) => value !== null && chooseExplanation(Number(value))} />
        </>
      ) : (
        <h2 className={classes.title}>{explanationTitle(explanation)}</h2>
      )}
      {explanation.kind === 'measured' ? <p className={classes.hint}>
          No language model had a part in it. Made <span className={classes.time}>{formatTime(explanation.createdAt)}</span>.
        </p> : <ModelFacts explanation={explanation} />}
      <div className={classes.row}>
        {levels && (
          <SegmentedControl
            aria-label="Reading level"
            value={settings.readingLevel}
            onChange={(value) => change({ readingLevel: value as Settings['readingLevel'] })}
            data={[
              { value: 'plain', label: 'Plain' },
              { value: 'technical', label: 'Technical' },
            ]}
          />
        )}
        {total > 0 && (
          <span className={classes.count} title="Sentences accepted, edited or rejected by an examiner" role="status">
            {decided} of {total} decided
          </span>
        )}
      </div>
    </div>
  );
}

function ModelFacts({ explanation }: { readonly explanation: Explanation }): ReactNode {
  const { server, variant, author, statements } = explanation;
  const shown = statements.filter(({ struck }) => struck === null);
  return (
    <>
      <p className={classes.hint}>
        Machine-made words of {modelName(explanation)}
        {server !== null && ` at ${server.origin}`}, {VARIANT_WORDS[variant].name.toLowerCase()}, asked for by {author}. Place, size, count and verdict are measured.
      </p>
      {shown.length > 0 && (
        <ul className={classes.legend} aria-label="What stands behind the sentences">
          {SOURCES.map((source) => ({ source, count: shown.filter((sentence) => sourceOf(sentence) === source).length }))
            .filter(({ count }) => count > 0)
            .map(({ source, count }) => (
              <li key={source} title={SOURCE_WORDS[source].help}>
                <SourceGlyph source={source} decorative />
                {SOURCE_WORDS[source].name}: {count}
              </li>
            ))}
        </ul>
      )}
      <div className={classes.row}>
        <Button size="compact-xs" variant="default" leftSection={<IconPhoto size={14} aria-hidden="true" />} disabled={explanation.pictures.length === 0} onClick={() => openDialog('pictures')}>
          What the model saw
        </Button>
        <Button size="compact-xs" variant="default" leftSection={<IconFileText size={14} aria-hidden="true" />} onClick={() => openDialog('exchanges')}>
          Raw exchange
        </Button>
      </div>
    </>
  );
}
