import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, type ReactNode } from 'react';
import { Router } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { queryClient } from '../api/queries.ts';
import '../shortcuts/all.ts';
import { Frame } from './Frame.tsx';
import { styleNonce } from './nonce.ts';
import { cssVariables, theme } from './theme.ts';

/** Keeps the scheme of the last start, so that the first paint has it; the settings have the word. */
const schemeManager = localStorageColorSchemeManager({ key: 'palimpsest-scheme' });

export function App(): ReactNode {
  return (
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" colorSchemeManager={schemeManager} getStyleNonce={styleNonce}>
        <QueryClientProvider client={queryClient}>
          <Router hook={useHashLocation}>
            <Frame />
          </Router>
          <Notifications position="bottom-center" limit={4} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>
  );
}
