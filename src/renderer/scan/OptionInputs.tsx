import { NumberInput, Switch } from '@mantine/core';
import type { ReactNode } from 'react';
import type { AnalysisOptions } from '../../contract/index.ts';
import { GLOBAL_PASS_HELP, optionProblem, OPTIONS } from './options.ts';
import classes from './scan.module.css';

export function OptionInputs({ options, onChange }: { readonly options: AnalysisOptions; readonly onChange: (options: AnalysisOptions) => void }): ReactNode {
  return (
    <div className={classes.options}>
      {OPTIONS.map((definition) => (
        <NumberInput
          key={definition.option}
          label={`${definition.label} (${definition.unit})`}
          description={definition.help}
          inputWrapperOrder={['label', 'input', 'error', 'description']}
          min={definition.min}
          max={definition.max}
          step={definition.step}
          clampBehavior="none"
          value={options[definition.option] / definition.factor}
          error={optionProblem(options, definition)}
          onChange={(value) => onChange({ ...options, [definition.option]: typeof value === 'number' ? value * definition.factor : Number.NaN })}
        />
      ))}
      <Switch label="Whole-picture pass" description={GLOBAL_PASS_HELP} checked={options.globalPass} onChange={(event) => onChange({ ...options, globalPass: event.currentTarget.checked })} />
    </div>
  );
}
