import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** The one accent: a quiet blue green, dark enough for white text (AA) from shade 6 on. */
const accent: MantineColorsTuple = ['#e8f5f8', '#d3e7ed', '#a5ced9', '#74b4c5', '#4d9eb4', '#3390a9', '#1f6f8b', '#185f78', '#104f65', '#083f53'];
/** For what went wrong and for what destroys; white text holds on it from shade 6 on. */
const red: MantineColorsTuple = ['#fdeeec', '#f8dad6', '#f0b3ab', '#f28b7d', '#dd5f4f', '#c33f2e', '#a4281c', '#8f2017', '#781911', '#5c110b'];
/** Neutral greys with a trace of blue, for the dark scheme. */
const dark: MantineColorsTuple = ['#d5d9dd', '#b9bfc6', '#a3abb3', '#77808a', '#434a52', '#363c42', '#2a2e33', '#1e2124', '#17191b', '#101213'];

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: 6,
  colors: { accent, dark, red },
  autoContrast: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "Noto Sans Mono", "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '0.8125rem', sm: '0.875rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  lineHeights: { xs: '1.35', sm: '1.45', md: '1.5', lg: '1.45', xl: '1.35' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '2px', sm: '3px', md: '4px', lg: '6px', xl: '8px' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'xs', fw: 500 } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 'md' } },
    TextInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', allowDeselect: false, checkIconPosition: 'right' } },
    MultiSelect: { defaultProps: { size: 'xs' } },
    SegmentedControl: { defaultProps: { size: 'xs' } },
    Switch: { defaultProps: { size: 'xs' } },
    Checkbox: { defaultProps: { size: 'xs' } },
    Radio: { defaultProps: { size: 'xs' } },
    Slider: { defaultProps: { size: 'sm' } },
    Tabs: { defaultProps: { keepMounted: false } },
    Tooltip: { defaultProps: { transitionProps: { duration: 80 }, withinPortal: true } },
    Menu: { defaultProps: { transitionProps: { duration: 80 }, withInitialFocusPlaceholder: false } },
    Modal: { defaultProps: { transitionProps: { duration: 100 }, centered: true, closeButtonProps: { 'aria-label': 'Close' } } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close this notice' } } },
    Drawer: { defaultProps: { transitionProps: { duration: 120 }, closeButtonProps: { 'aria-label': 'Close' } } },
  },
});

/** Mantine's own variables where the page's greys take their place. Contrast of dimmed text is at least 4.5:1 on every ground. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: { '--mantine-color-body': '#ffffff', '--mantine-color-dimmed': '#565e66', '--mantine-color-placeholder': '#6b737b', '--mantine-color-text': '#15191d', '--mantine-color-default-border': '#c3c8cd', '--mantine-color-error': '#a4281c' },
  dark: { '--mantine-color-body': '#1e2124', '--mantine-color-dimmed': '#a3abb3', '--mantine-color-placeholder': '#949ca5', '--mantine-color-text': '#dfe3e7', '--mantine-color-default-border': '#454c54', '--mantine-color-error': '#f28b7d' },
});
