import { Drawer, Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { costOf, priceOf } from '../../../electron/shared/prices.ts'
import type { RequestRecord } from '../../../electron/shared/request-record.ts'
import { useFormats } from '../../i18n/format.ts'
import { useCall } from '../../queries.ts'
import { CopyButton } from '../../ui/copy.tsx'
import { Failure, PageSkeleton } from '../../ui/page.tsx'
import { Attempts } from './attempts.tsx'
import { RequestCopies } from './request-copies.tsx'

/** Everything that is known of one request. */
export function RequestDrawer({ id, onClose }: { id: string | undefined; onClose(): void }) {
  const { t } = useTranslation()
  const { data, error, isPending } = useCall(
    'activity.request',
    { id: id ?? '' },
    { enabled: id !== undefined },
  )
  return (
    <Drawer
      opened={id !== undefined}
      onClose={onClose}
      position="right"
      size={500}
      title={<span className="gb-mono">{t('requests.details', { id: id ?? '' })}</span>}
      closeButtonProps={{ 'aria-label': t('shell.close') }}
    >
      {id !== undefined && isPending && <PageSkeleton heights={[160, 120]} />}
      {error !== null && <Failure error={error} />}
      {data !== undefined && data.request === undefined && (
        <Text size="sm" className="gb-muted">
          {t('requests.gone')}
        </Text>
      )}
      {data?.request !== undefined && <Details record={data.request} />}
    </Drawer>
  )
}

function Details({ record }: { record: RequestRecord }) {
  const { t } = useTranslation()
  const facts = useFacts(record)
  const { errorMessage, bodies } = record
  return (
    <Stack gap="md">
      <RequestCopies record={record} />
      {errorMessage !== '' && (
        <Text size="sm" c="var(--gb-bad)" style={{ overflowWrap: 'anywhere' }}>
          {errorMessage}
        </Text>
      )}
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

/** What is known, by name; texts are empty where nothing is. */
function useFacts(record: RequestRecord): readonly (readonly [string, string])[] {
  const { t } = useTranslation()
  const format = useFormats()
  const cost = useCost(record)
  const { tokens, firstByteMs } = record
  const counted = (count: number | undefined) => (count === undefined ? '' : format.number(count))
  return [
    [t('requests.columns.time'), format.exact(record.startedAtMs)],
    [t('requests.columns.status'), `${record.status} ${record.errorCode}`],
    [t('requests.route'), `${record.method} ${record.route}`],
    [t('requests.columns.client'), record.client],
    [t('requests.token'), record.token],
    [t('requests.asked'), record.modelAsked],
    [t('requests.served'), record.model],
    [t('requests.isStreamed'), record.stream ? t('requests.yes') : t('requests.no')],
    [t('requests.firstByte'), firstByteMs === undefined ? '' : format.duration(firstByteMs)],
    [t('requests.total'), format.duration(record.totalMs)],
    [t('requests.tokensIn'), counted(tokens?.input)],
    [t('requests.tokensOut'), counted(tokens?.output)],
    [t('requests.thinking'), counted(tokens?.thinking)],
    [t('requests.cached'), counted(tokens?.cached)],
    [t('requests.cost'), cost === undefined ? '' : `≈ ${format.dollars(cost)}`],
    [t('requests.bytes'), `${format.number(record.bytesIn)} → ${format.number(record.bytesOut)}`],
  ]
}

/** What the request would cost on the paid tier; undefined when nobody knows. */
function useCost({ tokens, model }: RequestRecord): number | undefined {
  const { data } = useCall('settings.get', {})
  const price = priceOf(model, data?.values.prices)
  return tokens === undefined || price === undefined ? undefined : costOf(tokens, price)
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
