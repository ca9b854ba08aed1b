import { ActionIcon, Anchor, Menu, Skeleton, Table, Text } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type {
  ErrorCause,
  Period,
  RequestFilter,
} from '../../../electron/shared/contract/activity.ts'
import { useFormats } from '../../i18n/format.ts'
import { useCall } from '../../queries.ts'
import { useNow } from '../../ui/clock.ts'
import { Failure } from '../../ui/page.tsx'
import { EVERY_MS } from '../statistics/periods.ts'
import { ForgetDialog } from './choice-menu.tsx'
import { pathOf } from './request-choice.ts'
import { useExport } from './use-export.ts'
import { keyActions, useKeyActions } from './use-key-actions.ts'

/** Why requests failed since then, kept up to date while somebody looks. */
export function useCauses(fromMs: number) {
  return useCall('activity.causes', { fromMs }, { everyMs: EVERY_MS, keepsPrevious: true })
}

/** Failed requests by what their clients were told, and what to do about each. */
export function Causes({ period, fromMs }: { period: Period; fromMs: number }) {
  const { t } = useTranslation()
  const [forgetting, setForgetting] = useState<RequestFilter>()
  const causes = useCauses(fromMs)
  const list = causes.data?.causes
  return (
    <section className="gb-card gb-section" aria-label={t('requests.errors.causes')}>
      <div>
        <Text component="h2" className="gb-section-title">
          {t('requests.errors.causes')}
        </Text>
        <Text size="xs" className="gb-muted">
          {t('requests.errors.causesHint')}
        </Text>
      </div>
      {causes.error !== null && (
        <Failure error={causes.error} onRetry={() => void causes.refetch()} />
      )}
      {causes.isPending && <Skeleton height={160} aria-busy="true" />}
      {list?.length === 0 && (
        <div>
          <Text size="sm" fw={500}>
            {t('requests.errors.none')}
          </Text>
          <Text size="sm" className="gb-muted">
            {t('requests.errors.noneText')}
          </Text>
        </div>
      )}
      {list !== undefined && list.length > 0 && (
        <Table.ScrollContainer type="native" minWidth={300} tabIndex={0}>
          <Table fz={13} verticalSpacing={7} layout="fixed" className="gb-number">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t('requests.errors.cause')}</Table.Th>
                <Table.Th scope="col" w={88} ta="right">
                  {t('requests.errors.count')}
                </Table.Th>
                <Table.Th scope="col" w={140} className="gb-not-on-phones">
                  {t('requests.errors.last')}
                </Table.Th>
                <Table.Td w={40} />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {list.map((cause) => (
                <CauseRow
                  key={`${cause.status} ${cause.errorCode}`}
                  cause={cause}
                  period={period}
                  fromMs={fromMs}
                  onForget={setForgetting}
                />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <ForgetDialog
        filter={forgetting}
        onClose={() => setForgetting(undefined)}
        onForgotten={() => void causes.refetch()}
      />
    </section>
  )
}

interface CauseRowProps {
  cause: ErrorCause
  period: Period
  fromMs: number
  onForget(filter: RequestFilter): void
}

function CauseRow({ cause, period, fromMs, onForget }: CauseRowProps) {
  const format = useFormats()
  const nowMs = useNow()
  const { status, errorCode, count, lastAtMs, lastMessage } = cause
  const what = { outcome: 'failed' as const, status, errorCode }
  return (
    <Table.Tr>
      <Table.Td style={{ overflowWrap: 'anywhere', whiteSpace: 'normal' }}>
        <Anchor component={Link} href={pathOf({ ...what, period })} size="sm" fw={500}>
          {status} {errorCode}
        </Anchor>
        <Text size="xs" className="gb-muted" lineClamp={2}>
          <span className="gb-on-phones">{format.ago(lastAtMs, nowMs)} · </span>
          {lastMessage}
        </Text>
      </Table.Td>
      <Table.Td ta="right">{format.number(count)}</Table.Td>
      <Table.Td className="gb-muted gb-not-on-phones" title={format.dateTime(lastAtMs)}>
        {format.ago(lastAtMs, nowMs)}
      </Table.Td>
      <Table.Td>
        <CauseMenu filter={{ ...what, fromMs }} code={errorCode} onForget={onForget} />
      </Table.Td>
    </Table.Tr>
  )
}

function CauseMenu({
  filter,
  code,
  onForget,
}: {
  filter: RequestFilter
  code: string
  onForget(filter: RequestFilter): void
}) {
  const { t } = useTranslation()
  const act = useKeyActions()
  const save = useExport()
  // A dialog gives the focus back to what had it: the menu's entry would be gone by then.
  const button = useRef<HTMLButtonElement>(null)
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon ref={button} aria-label={t('requests.errors.actions', { code })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {keyActions.map((action) => (
          <Menu.Item key={action} onClick={() => void act(action, { filter })}>
            {t(`requests.actions.${action}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void save(filter, 'csv')}>
          {t('requests.actions.exportCsv')}
        </Menu.Item>
        <Menu.Item
          c="var(--gb-bad)"
          onClick={() => {
            button.current?.focus()
            onForget(filter)
          }}
        >
          {t('requests.actions.forget')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
