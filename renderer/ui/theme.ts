/** Colours, type and shapes of the interface, in one place. */
import { Alert, createTheme, type MantineColorsTuple } from '@mantine/core'

/** The violet blue of the icon. */
const iris: MantineColorsTuple = [
  '#eef0ff',
  '#dde1ff',
  '#b9c1ff',
  '#929eff',
  '#7180fb',
  '#5b6bf5',
  '#4d5cf0',
  '#3f4cd6',
  '#3643bf',
  '#2b37a8',
]

/** Neutral with a breath of blue; the last ones are the grounds of the dark theme. */
const dark: MantineColorsTuple = [
  '#e6e7ea',
  '#b9bcc4',
  '#8f939e',
  '#6b6f7a',
  '#44474f',
  '#33363d',
  '#26282e',
  '#1d1f24',
  '#17181c',
  '#111215',
]

/** What alerts say by their colour, in tones that can be read on a tint of themselves. */
const alertColors: Readonly<Record<string, string>> = {
  red: 'var(--gb-bad)',
  yellow: 'var(--gb-wait)',
  green: 'var(--gb-ok)',
  blue: 'var(--gb-accent)',
}

export const theme = createTheme({
  primaryColor: 'iris',
  primaryShade: 6,
  colors: { iris, dark },
  defaultRadius: 'md',
  fontFamily:
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, 'Cascadia Mono', Menlo, Consolas, monospace",
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  headings: { fontWeight: '600' },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' }, styles: { label: { fontWeight: 500 } } },
    Alert: Alert.extend({
      classNames: { root: 'gb-alert' },
      vars: (_theme, { color }) => {
        const tone = alertColors[color ?? ''] ?? 'var(--gb-muted)'
        const ground = `color-mix(in srgb, ${tone} 9%, var(--gb-card))`
        return { root: { '--alert-color': tone, '--alert-bg': ground } }
      },
    }),
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'sm' } },
    // The first entry has the focus; a list that is its own scroll area is one for screen readers too.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Select: {
      defaultProps: { withScrollArea: false },
      styles: { options: { maxHeight: 220, overflowY: 'auto' } },
    },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45, blur: 2 } } },
  },
})
