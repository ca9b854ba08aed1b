import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { VaultStatus } from '../../../electron/shared/contract/app.ts'
import { useAction } from '../../queries.ts'
import { errorWords } from '../../ui/error-words.ts'
import { notifyFailed } from '../../ui/notify.ts'

/** As long as the service asks for. */
const SHORTEST_PASSPHRASE = 8

/** Ways out of a keychain that cannot be used: try it again, or a file with a passphrase. */
export function VaultDoctor({ vault }: { vault: VaultStatus }) {
  const { t } = useTranslation()
  const [isOpen, { open, close }] = useDisclosure()
  const retry = useAction('app.retryVault', { onError: notifyFailed })
  const isFile = vault.kind === 'file'
  return (
    <Group gap="xs">
      {!isFile && (
        <Button
          size="compact-sm"
          variant="default"
          loading={retry.isPending}
          onClick={() => retry.mutate({})}
        >
          {t('overview.problem.retry')}
        </Button>
      )}
      <Button size="compact-sm" variant="default" onClick={open}>
        {isFile ? t('overview.vault.unlock') : t('overview.vault.usePassphrase')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        closeButtonProps={{ 'aria-label': t('shell.close') }}
        title={isFile ? t('overview.vault.unlock') : t('overview.vault.usePassphrase')}
      >
        <PassphraseForm isNew={!isFile} onDone={close} />
      </Modal>
    </Group>
  )
}

function PassphraseForm({ isNew, onDone }: { isNew: boolean; onDone(): void }) {
  const { t } = useTranslation()
  const [passphrase, setPassphrase] = useState('')
  const [repeated, setRepeated] = useState('')
  const unlock = useAction('app.unlockVault', { onSuccess: onDone })
  const differs = isNew && repeated !== '' && repeated !== passphrase
  const isReady = passphrase.length >= SHORTEST_PASSPHRASE && (!isNew || repeated === passphrase)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady) unlock.mutate({ passphrase })
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">{isNew ? t('overview.vault.newHint') : t('overview.vault.hint')}</Text>
        <PasswordInput
          label={t('overview.vault.passphrase')}
          description={isNew ? t('overview.vault.length') : undefined}
          value={passphrase}
          onChange={({ currentTarget }) => setPassphrase(currentTarget.value)}
          error={unlock.error === null ? undefined : errorWords(unlock.error, t)}
          autoComplete={isNew ? 'new-password' : 'current-password'}
          data-autofocus
        />
        {isNew && (
          <PasswordInput
            label={t('overview.vault.again')}
            value={repeated}
            onChange={({ currentTarget }) => setRepeated(currentTarget.value)}
            error={differs ? t('overview.vault.differs') : undefined}
            autoComplete="new-password"
          />
        )}
        <Button type="submit" disabled={!isReady} loading={unlock.isPending}>
          {isNew ? t('overview.vault.create') : t('overview.vault.unlock')}
        </Button>
      </Stack>
    </form>
  )
}
