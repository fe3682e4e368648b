import { createRoot } from 'react-dom/client';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './app/tokens.css';
import { connectApi } from './api/client.ts';
import { App } from './app/App.tsx';
import { styleNonce } from './app/nonce.ts';

// Libraries below Mantine that lock scrolling ask for the nonce under this name.
Object.assign(globalThis, { __webpack_nonce__: styleNonce() });
void connectApi();
const root = document.querySelector('#root');
if (root === null) throw new Error('The page has no #root.');
createRoot(root).render(<App />);
