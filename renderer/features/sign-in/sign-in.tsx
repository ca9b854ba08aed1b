import './sign-in.css'
import { Button, Center, Group, PasswordInput, Stack, Text, Title } from '@mantine/core'
import type { TFunction } from 'i18next'
import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CallError } from '../../../electron/shared/contract.ts'
import type { RetryLater } from '../../../electron/shared/contract/session.ts'
import { session } from '../../bridge.ts'
import { countdown } from '../../i18n/format.ts'
import { LanguageMenu, ThemeMenu } from '../../ui/appearance-menus.tsx'
import { useNow } from '../../ui/clock.ts'
import { errorWords } from '../../ui/error-words.ts'

/** Why nobody was let in, and until when there is no use in trying; 0 when there is at once. */
interface Refusal {
  error: CallError
  untilMs: number
}

/** The door of the web console. */
export default function SignIn() {
  const { t } = useTranslation()
  const nowMs = useNow()
  const field = useRef<HTMLInputElement>(null)
  const [token, setToken] = useState('')
  const [refusal, setRefusal] = useState<Refusal>()
  const [isBusy, setBusy] = useState(false)
  const isWaiting = refusal !== undefined && refusal.untilMs > nowMs

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    const outcome = await session?.signIn(token)
    setBusy(false)
    if (outcome === undefined || outcome.ok) return
    const { retryAfterSeconds } = (outcome.error.data ?? {}) as Partial<RetryLater>
    const untilMs = retryAfterSeconds === undefined ? 0 : Date.now() + retryAfterSeconds * 1000
    setRefusal({ error: outcome.error, untilMs })
    field.current?.select()
  }
  return (
    <Center component="main" mih="100%" p="md">
      <form className="gb-card gb-sign-in" onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          <img src="./icon.svg" width={44} height={44} alt="" />
          <Title order={1} size={20}>
            {t('shell.signIn.title')}
          </Title>
          <PasswordInput
            ref={field}
            label={t('shell.signIn.token')}
            description={t('shell.signIn.hint')}
            value={token}
            error={refusal && <span role="alert">{wordsOf(refusal, nowMs, t)}</span>}
            autoComplete="current-password"
            autoCapitalize="none"
            spellCheck={false}
            data-autofocus
            autoFocus
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ 'aria-label': t('shell.signIn.show') }}
            onChange={({ currentTarget }) => {
              setToken(currentTarget.value)
              if (!isWaiting) setRefusal(undefined)
            }}
          />
          <Button type="submit" size="md" loading={isBusy} disabled={token === '' || isWaiting}>
            {t('shell.signIn.submit')}
          </Button>
          <Group justify="space-between">
            <Text size="xs" className="gb-muted">
              {t('shell.product')}
            </Text>
            <Group gap={4}>
              <ThemeMenu />
              <LanguageMenu />
            </Group>
          </Group>
        </Stack>
      </form>
    </Center>
  )
}

function wordsOf({ error, untilMs }: Refusal, nowMs: number, t: TFunction): string {
  if (error.code === 'unauthorized') return t('shell.signIn.wrong')
  if (error.code === 'throttled') {
    return t('shell.signIn.wait', { time: countdown(untilMs - nowMs) })
  }
  return errorWords(error, t)
}
