import { Button, Center, Loader, Stack, Text, Title } from '@mantine/core'
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Route, Router, Switch } from 'wouter'
import { useHashLocation } from 'wouter/use-hash-location'
import { session } from './bridge.ts'
import { Overview } from './features/overview/overview.tsx'
import { useEvents } from './queries.ts'
import { useAppearanceOfApp } from './ui/appearance.ts'
import { Frame } from './ui/frame.tsx'
import { PageGuard } from './ui/page-guard.tsx'

const SignIn = lazy(() => import('./features/sign-in/sign-in.tsx'))
const Keys = lazy(() => import('./features/keys/keys-page.tsx'))
const Requests = lazy(() => import('./features/requests/requests-page.tsx'))
const Statistics = lazy(() => import('./features/statistics/statistics-page.tsx'))
const Connect = lazy(() => import('./features/connect/connect.tsx'))
const Welcome = lazy(() => import('./features/onboarding/welcome.tsx'))
const Playground = lazy(() => import('./features/playground/playground.tsx'))
const Images = lazy(() => import('./features/images/images-page.tsx'))
const Settings = lazy(() => import('./features/settings/settings-page.tsx'))

/** The interface; in a browser only after signing in. */
export function App() {
  const state = useSyncExternalStore(
    session?.subscribe ?? (() => () => undefined),
    session?.get ?? (() => 'signed-in' as const),
  )
  useEffect(() => void session?.resume(), [])
  if (state === 'unknown') return null
  if (state === 'signed-in') return <Pages />
  if (state === 'unreachable') return <Unreachable />
  return (
    <Suspense fallback={null}>
      <SignIn />
    </Suspense>
  )
}

function Pages() {
  useEvents()
  useAppearanceOfApp()
  const [location] = useHashLocation()
  return (
    <Router hook={useHashLocation}>
      <Frame>
        <PageGuard key={location.split('/')[1]}>
          <Suspense fallback={<Waiting />}>
            <Switch>
              <Route path="/keys/:dialog?" component={Keys} />
              <Route path="/requests/:view?/:choice?" component={Requests} />
              <Route path="/statistics" component={Statistics} />
              <Route path="/welcome" component={Welcome} />
              <Route path="/playground" component={Playground} />
              <Route path="/images" component={Images} />
              <Route path="/connect" component={Connect} />
              <Route path="/settings/:group?/:name?" component={Settings} />
              <Route component={Overview} />
            </Switch>
          </Suspense>
        </PageGuard>
      </Frame>
    </Router>
  )
}

/** The interface opens from the browser's own memory; the service does not answer. */
function Unreachable() {
  const { t } = useTranslation()
  const [isAsking, setAsking] = useState(false)
  const askAgain = async () => {
    setAsking(true)
    await session?.resume()
    setAsking(false)
  }
  return (
    <Center component="main" h="100%" p="md">
      <Stack align="center" gap="sm" maw={420} ta="center">
        <img src="./icon.svg" width={52} height={52} alt="" />
        <Title order={1} size={20}>
          {t('shell.lostTitle')}
        </Title>
        <Text className="gb-muted" role="status">
          {t('shell.failures.whole.unreachable')}
        </Text>
        <Button loading={isAsking} onClick={() => void askAgain()}>
          {t('shell.retry')}
        </Button>
      </Stack>
    </Center>
  )
}

function Waiting() {
  return (
    <Center h={300} className="gb-late">
      <Loader size="sm" />
    </Center>
  )
}
