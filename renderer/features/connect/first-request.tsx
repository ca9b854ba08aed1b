import { Badge, Loader } from '@mantine/core'
import { IconCircleCheckFilled } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AppStatus } from '../../../electron/shared/contract/app.ts'

/** Waits for a request that arrives while the page is open. */
export function FirstRequest({ status: { lastRequest } }: { status: AppStatus }) {
  const { t } = useTranslation()
  const [openedAtMs] = useState(() => Date.now())
  const isSeen = lastRequest !== undefined && lastRequest.atMs >= openedAtMs
  return (
    <Badge
      size="lg"
      variant="default"
      tt="none"
      role="status"
      bd={`1px solid var(${isSeen ? '--gb-ok' : '--gb-line'})`}
      leftSection={
        isSeen ? (
          <IconCircleCheckFilled size={16} color="var(--gb-ok)" />
        ) : (
          <Loader size={16} color="gray" />
        )
      }
    >
      <span className="gb-stack">
        <span>{isSeen ? t('connect.seen') : t('connect.waiting')}</span>
        <span aria-hidden>{isSeen ? t('connect.waiting') : t('connect.seen')}</span>
      </span>
    </Badge>
  )
}
