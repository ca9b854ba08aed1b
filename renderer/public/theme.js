// Before anything is drawn, so that the wrong theme is never seen. A file of its own, because the
// page runs no inline scripts.
try {
  const stored = localStorage.getItem('mantine-color-scheme-value')
  const isDark =
    stored === 'dark' || (stored !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset['mantineColorScheme'] = isDark ? 'dark' : 'light'
} catch {
  // Storage can be switched off; then the page's own default stands.
}
