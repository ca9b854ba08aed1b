import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '@mantine/spotlight/styles.css'
import './ui/app.css'
import './ui/frame.css'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { session } from './bridge.ts'
import { startI18n } from './i18n/i18n.ts'
import { queryClient } from './queries.ts'
import { theme } from './ui/theme.ts'
import { offerWebApp } from './web-app.ts'

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no place for the interface')

startI18n()
if (session !== undefined) offerWebApp()
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <Notifications position="bottom-right" />
      <QueryClientProvider client={queryClient}>
        <App />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
