import { Alert, Button, Skeleton, Stack } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CallFailed } from '../queries.ts'
import { errorWords } from './error-words.ts'
import { useArrival } from './use-arrival.ts'

/**
 * A page: heading, its actions at the right, its content below.
 * @param fill the content scrolls by itself instead of the page
 */
export function Page({
  title,
  actions,
  fill = false,
  children,
}: {
  title: string
  actions?: ReactNode
  fill?: boolean
  children: ReactNode
}) {
  useArrival(title)
  return (
    <div className={fill ? 'gb-page gb-page-fill' : 'gb-page'}>
      <header className="gb-page-head">
        <h1>{title}</h1>
        {actions}
      </header>
      {children}
    </div>
  )
}

/** What stands there while the first answer is on its way; as tall as what replaces it. */
export function PageSkeleton({ heights }: { heights: readonly number[] }) {
  return (
    <Stack gap="md" aria-busy="true">
      {heights.map((height, at) => (
        // Skeletons have no identity of their own.
        <Skeleton key={`${at}-${height}`} height={height} radius="md" />
      ))}
    </Stack>
  )
}

/** Why something could not be had, and a way to ask again. */
export function Failure({
  error,
  onRetry,
}: {
  error: Pick<CallFailed, 'code' | 'message'>
  onRetry?: () => void
}) {
  const { t } = useTranslation()
  return (
    <Alert color="red" icon={<IconAlertTriangle />} title={t('shell.failedTitle')}>
      <Stack gap="sm" align="flex-start">
        {errorWords(error, t)}
        {onRetry !== undefined && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {t('shell.retry')}
          </Button>
        )}
      </Stack>
    </Alert>
  )
}
