import { ActionIcon, Alert, Button, Group, Text, Tooltip } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle, IconX } from '@tabler/icons-react'
import type { TFunction } from 'i18next'
import { type ReactNode, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type {
  AppStatus,
  Attention,
  PortProblem,
  VaultStatus,
} from '../../../electron/shared/contract/app.ts'
import { countdown, useFormats } from '../../i18n/format.ts'
import { call, CallFailed, useAction } from '../../queries.ts'
import { useNow } from '../../ui/clock.ts'
import { withKind } from '../../ui/error-words.ts'
import { notifyFailed } from '../../ui/notify.ts'
import { VaultDoctor } from './vault-doctor.tsx'
import { vaultWords } from './vault-words.ts'

/** What a person should look at, each with the way out; its place is kept while there is nothing. */
export function AttentionList({ status }: { status: AppStatus }) {
  const { attention, isDemo, can, platform } = status
  const { t } = useTranslation()
  const list = useRef<HTMLDivElement>(null)
  return (
    <div
      ref={list}
      tabIndex={-1}
      className="gb-attention"
      role="region"
      aria-label={t('overview.attention')}
    >
      {isDemo && (
        <Alert color="blue" icon={<IconInfoCircle />} py="xs">
          <Group justify="space-between">
            {t('shell.demo')}
            {can.restart && <LeaveDemo />}
          </Group>
        </Alert>
      )}
      {attention.map((item) => (
        <Item
          key={keyOf(item)}
          item={item}
          platform={platform}
          // What had the focus is gone.
          onDismissed={() => list.current?.focus()}
        />
      ))}
      {attention.length === 0 && (
        <p className="gb-well gb-muted">
          <IconCircleCheck size={18} color="var(--gb-ok)" aria-hidden />
          {t('overview.nothingWrong')}
        </p>
      )}
    </div>
  )
}

function keyOf(item: Attention): string | number {
  if (item.code === 'problem') return item.id
  return item.code === 'model-resting' ? item.model : item.code
}

interface ItemProps {
  item: Attention
  /** Of the machine that the service runs on. */
  platform: string
  onDismissed(): void
}

function Item({ item, platform, onDismissed }: ItemProps) {
  const { t } = useTranslation()
  const format = useFormats()
  const nowMs = useNow()
  const isGrave = item.code === 'port' || item.code === 'all-resting' || item.code === 'no-keys'
  return (
    <Alert color={isGrave ? 'red' : 'yellow'} icon={<IconAlertTriangle />} py="xs">
      <div className="gb-attention-item">
        <div>
          <Text size="sm" className="gb-number">
            {sentence(item, t, nowMs)}
          </Text>
          {item.code === 'vault' && item.vault.kind === 'keychain' && (
            <Text size="xs">{keychainAdvice(item.vault, platform, t)}</Text>
          )}
        </div>
        {item.code === 'problem' && (
          <Text size="xs" className="gb-number">
            {format.moment(item.atMs)}
          </Text>
        )}
        {item.code === 'problem' ? (
          <Dismiss id={item.id} onDone={onDismissed} />
        ) : (
          <WayOut item={item} />
        )}
      </div>
    </Alert>
  )
}

function Dismiss({ id, onDone }: { id: number; onDone(): void }) {
  const { t } = useTranslation()
  const dismiss = useAction('app.dismiss', { onError: notifyFailed, onSuccess: onDone })
  return (
    <Tooltip label={t('overview.dismiss')}>
      <ActionIcon
        aria-label={t('overview.dismiss')}
        loading={dismiss.isPending}
        onClick={() => dismiss.mutate({ id })}
      >
        <IconX size={16} />
      </ActionIcon>
    </Tooltip>
  )
}

function sentence(item: Attention, t: TFunction, nowMs: number): string {
  switch (item.code) {
    case 'port':
      return portSentence(item.problem, t)
    case 'vault':
      return vaultWords(item.vault, t)
    case 'no-keys':
      return t('overview.problem.noKeys')
    case 'all-resting':
      return item.backAtMs === undefined
        ? t('overview.problem.allRestingForGood')
        : t('overview.problem.allResting', { time: countdown(item.backAtMs - nowMs) })
    case 'model-resting':
      return item.backAtMs === undefined
        ? t('overview.problem.modelRestingForGood', { model: item.model })
        : t('overview.problem.modelResting', {
            model: item.model,
            time: countdown(item.backAtMs - nowMs),
          })
    case 'throttled':
      return t('overview.problem.throttled', { time: countdown(item.untilMs - nowMs) })
    case 'problem':
    default:
      return withKind('problem', item.message, t)
  }
}

/** What to do about a keychain on the system it belongs to. */
function keychainAdvice({ state }: VaultStatus, platform: string, t: TFunction): string {
  if (state === 'available') return ''
  const system = platform === 'darwin' || platform === 'win32' ? platform : 'linux'
  return t(`overview.keychain.${system}.${state}`)
}

function portSentence(problem: PortProblem, t: TFunction): string {
  const { code, host, port, holder, reserved } = problem
  const named = holder ?? t('overview.problem.anotherProgram')
  if (code === 'taken') return t('overview.problem.portTaken', { port, holder: named })
  if (code === 'taken-by-us') {
    const words = holder === undefined ? 'portTakenByUs' : 'portTakenByOther'
    return t(`overview.problem.${words}`, { port, holder })
  }
  if (reserved !== undefined) return t('overview.problem.portReserved', { port, ...reserved })
  if (code === 'denied' && port < 1024) return t('overview.problem.portPrivileged', { port })
  if (code === 'denied') return t('overview.problem.portDenied', { port })
  return t('overview.problem.portOther', { port, host })
}

function WayOut({ item }: { item: Attention }): ReactNode {
  const { t } = useTranslation()
  if (item.code === 'port') return <PortDoctor problem={item.problem} />
  if (item.code === 'vault') return <VaultDoctor vault={item.vault} />
  if (item.code === 'throttled') {
    return (
      <Button component={Link} href="/settings/upstream" size="compact-sm" variant="default">
        {t('overview.problem.useProxy')}
      </Button>
    )
  }
  if (item.code === 'no-keys' || item.code === 'all-resting' || item.code === 'model-resting') {
    return (
      <Group gap="xs">
        <Button component={Link} href="/keys/paste" size="compact-sm" variant="default">
          {t('overview.problem.addKeys')}
        </Button>
        {item.code === 'all-resting' && (
          <Button component={Link} href="/keys" size="compact-sm" variant="default">
            {t('overview.problem.showKeys')}
          </Button>
        )}
      </Group>
    )
  }
  return null
}

function LeaveDemo() {
  const { t } = useTranslation()
  const restart = useAction('app.restart', { onError: notifyFailed })
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={restart.isPending}
      onClick={() => restart.mutate({ demo: false })}
    >
      {t('overview.problem.leaveDemo')}
    </Button>
  )
}

function PortDoctor({ problem: { freePort } }: { problem: PortProblem }) {
  const { t } = useTranslation()
  const start = useAction('app.start', { onError: notifyFailed })
  const moveTo = async (port: number) => {
    try {
      await call('settings.update', { change: { port } })
      start.mutate({})
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      notifyFailed(error)
    }
  }
  return (
    <Group gap="xs">
      {freePort !== undefined && (
        <Button size="compact-sm" variant="default" onClick={() => void moveTo(freePort)}>
          {t('overview.problem.usePort', { port: freePort })}
        </Button>
      )}
      <Button
        size="compact-sm"
        variant="default"
        loading={start.isPending}
        onClick={() => start.mutate({})}
      >
        {t('overview.problem.retry')}
      </Button>
      <Button component={Link} href="/settings/server" size="compact-sm" variant="default">
        {t('overview.problem.changePort')}
      </Button>
    </Group>
  )
}
