import { Button, Center, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { session } from '../../bridge.ts'

/** The door of the web console. */
export default function SignIn() {
  const { t } = useTranslation()
  const [token, setToken] = useState('')
  const [problem, setProblem] = useState<string>()
  const [isBusy, setBusy] = useState(false)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    const outcome = await session?.signIn(token)
    setBusy(false)
    if (outcome !== undefined && !outcome.ok) setProblem(outcome.error.message)
  }
  return (
    <Center component="main" mih="100%" p="md">
      <form
        className="gb-card"
        style={{ width: 380, padding: 28 }}
        onSubmit={(event) => void submit(event)}
      >
        <Stack gap="md">
          <img src="./icon.svg" width={44} height={44} alt="" />
          <Title order={1} size={20}>
            {t('shell.signIn.title')}
          </Title>
          <PasswordInput
            label={t('shell.signIn.token')}
            description={t('shell.signIn.hint')}
            value={token}
            error={problem}
            autoComplete="current-password"
            data-autofocus
            autoFocus
            required
            withAsterisk={false}
            onChange={({ currentTarget }) => {
              setToken(currentTarget.value)
              setProblem(undefined)
            }}
          />
          <Button type="submit" size="md" loading={isBusy} disabled={token === ''}>
            {t('shell.signIn.submit')}
          </Button>
          <Text size="xs" className="gb-muted" ta="center">
            {t('shell.product')}
          </Text>
        </Stack>
      </form>
    </Center>
  )
}
