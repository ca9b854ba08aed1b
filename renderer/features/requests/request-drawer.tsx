import { Drawer, Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { RequestRecord } from '../../../electron/shared/request-record.ts'
import { useFormats } from '../../i18n/format.ts'
import { useCall } from '../../queries.ts'
import { CopyButton } from '../../ui/copy.tsx'
import { Failure, PageSkeleton } from '../../ui/page.tsx'
import { useKeyNames } from '../keys/key-names.ts'

/** Everything that is known of one request. */
export function RequestDrawer({ id, onClose }: { id: string | undefined; onClose(): void }) {
  const { t } = useTranslation()
  const request = useCall('activity.request', { id: id ?? '' }, { enabled: id !== undefined })
  return (
    <Drawer
      opened={id !== undefined}
      onClose={onClose}
      position="right"
      size={460}
      title={<span className="gb-mono">{t('requests.details', { id: id ?? '' })}</span>}
      closeButtonProps={{ 'aria-label': t('shell.close') }}
    >
      {id !== undefined && request.isPending && <PageSkeleton heights={[160, 120]} />}
      {request.error !== null && <Failure message={request.error.message} />}
      {request.data?.request !== undefined && <Details record={request.data.request} />}
    </Drawer>
  )
}

function Details({ record }: { record: RequestRecord }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { tokens, firstByteMs, errorMessage, bodies } = record
  const facts = [
    [t('requests.columns.time'), format.dateTime(record.startedAtMs)],
    [t('requests.columns.status'), `${record.status} ${record.errorCode}`],
    [t('requests.route'), `${record.method} ${record.route}`],
    [t('requests.columns.client'), record.client],
    [t('requests.token'), record.token],
    [t('requests.asked'), record.modelAsked],
    [t('requests.served'), record.model],
    [t('requests.firstByte'), firstByteMs === undefined ? '' : `${format.number(firstByteMs)} ms`],
    [t('requests.total'), `${format.number(record.totalMs)} ms`],
    [t('requests.tokensIn'), tokens === undefined ? '' : format.number(tokens.input)],
    [t('requests.tokensOut'), tokens === undefined ? '' : format.number(tokens.output)],
    [t('requests.thinking'), tokens === undefined ? '' : format.number(tokens.thinking)],
    [t('requests.cached'), tokens === undefined ? '' : format.number(tokens.cached)],
  ] as const
  return (
    <Stack gap="md">
      {errorMessage !== '' && <Text size="sm">{errorMessage}</Text>}
      <Stack gap={4}>
        {facts.map(
          ([name, value]) =>
            value.trim() !== '' && (
              <Group key={name} justify="space-between" wrap="nowrap">
                <Text size="sm" className="gb-muted">
                  {name}
                </Text>
                <Text
                  size="sm"
                  className="gb-number"
                  ta="right"
                  style={{ overflowWrap: 'anywhere' }}
                >
                  {value}
                </Text>
              </Group>
            ),
        )}
      </Stack>
      <Attempts record={record} />
      {bodies === undefined ? (
        <Text size="xs" className="gb-muted">
          {t('requests.notRecorded')}
        </Text>
      ) : (
        <>
          <Body name={t('requests.request')} text={bodies.request} />
          <Body name={t('requests.response')} text={bodies.response} />
        </>
      )}
    </Stack>
  )
}

/** Which keys were tried, and what each said. */
function Attempts({ record: { attempts } }: { record: RequestRecord }) {
  const { t } = useTranslation()
  const format = useFormats()
  const nameOf = useKeyNames()
  if (attempts.length === 0) return null
  return (
    <Stack gap={4}>
      <Text size="xs" className="gb-muted">
        {t('requests.attempts')}
      </Text>
      {attempts.map(({ keyId, verdict, status, ms }, at) => (
        // The same key may be tried twice; its place is what tells attempts apart.
        <Text key={`${at}-${keyId}`} size="sm" className="gb-number">
          {t('requests.attempt', {
            key: nameOf(keyId) || '—',
            verdict: verdict === 'ok' ? t('requests.answered') : `${verdict} (${status})`,
            ms: format.number(ms),
          })}
        </Text>
      ))}
    </Stack>
  )
}

function Body({ name, text }: { name: string; text: string }) {
  return (
    <Stack gap={4}>
      <Group justify="space-between">
        <Text size="xs" className="gb-muted">
          {name}
        </Text>
        <CopyButton text={text} label={name} />
      </Group>
      <pre className="gb-body gb-mono">{pretty(text)}</pre>
    </Stack>
  )
}

/** JSON with white space; anything else as it is. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
