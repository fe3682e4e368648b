import { Button, FileButton, Input } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { logoAddress } from './base64.ts';
import classes from './report.module.css';

/** The agency's logo, read in the page and kept in the draft as a data address. */
export function LogoInput({ id, label, description, value, readOnly, onChange }: { readonly id: string; readonly label: string; readonly description: string; readonly value: string; readonly readOnly: boolean; readonly onChange: (value: string) => void }): ReactNode {
  const [problem, setProblem] = useState<string | null>(null);
  async function take(file: File | null): Promise<void> {
    if (file === null) return;
    const read = logoAddress(new Uint8Array(await file.arrayBuffer()));
    setProblem(read.ok ? null : read.problem);
    if (read.ok) onChange(read.value);
  }
  return (
    <Input.Wrapper label={label} description={description} error={problem} labelProps={{ htmlFor: id }}>
      <div className={classes.logo}>
        {value !== '' && <img src={value} alt="Logo of the agency" />}
        <FileButton accept="image/png,image/jpeg" onChange={(file) => void take(file)} inputProps={{ 'aria-label': 'Logo, PNG or JPEG' }}>
          {(props) => (
            <Button id={id} variant="default" disabled={readOnly} {...props}>
              {value === '' ? 'Choose a logo…' : 'Choose another…'}
            </Button>
          )}
        </FileButton>
        {value !== '' && !readOnly && (
          <Button variant="subtle" color="gray" onClick={() => onChange('')}>
            Remove logo
          </Button>
        )}
      </div>
    </Input.Wrapper>
  );
}
