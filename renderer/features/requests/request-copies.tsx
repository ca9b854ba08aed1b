import { Button, Group } from '@mantine/core'
import { IconBraces, IconHash, IconTerminal2 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { RequestRecord } from '../../../electron/shared/request-record.ts'
import { CallFailed } from '../../queries.ts'
import { useCopy } from '../../ui/copy.tsx'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { TOKEN_PLACE } from '../connect/clients.ts'
import { useTarget } from '../connect/use-target.ts'
import { requestCurl } from './request-code.ts'

/** A request taken elsewhere: its id, all that is known of it, or the command that sends it again. */
export function RequestCopies({ record }: { record: RequestRecord }) {
  const { t } = useTranslation()
  const copy = useCopy()
  const target = useTarget()
  const put = async (text: string | undefined, done: string) => {
    if (text !== undefined && (await copy(text))) notifyDone(done)
  }
  const putCurl = async () => {
    try {
      await put(requestCurl(record, await target()), t('requests.curlCopied'))
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      notifyFailed(error)
    }
  }
  const isRepeatable =
    requestCurl(record, { openai: '', gemini: '', token: TOKEN_PLACE }) !== undefined
  const look = { size: 'xs', variant: 'default' } as const
  return (
    <Group gap="xs">
      <Button
        {...look}
        leftSection={<IconHash size={14} />}
        onClick={() => void put(record.id, t('shell.copied'))}
      >
        {t('requests.copyId')}
      </Button>
      <Button
        {...look}
        leftSection={<IconBraces size={14} />}
        onClick={() => void put(JSON.stringify(record, null, 2), t('shell.copied'))}
      >
        {t('requests.copyAll')}
      </Button>
      {isRepeatable && (
        <Button {...look} leftSection={<IconTerminal2 size={14} />} onClick={() => void putCurl()}>
          {t('requests.copyCurl')}
        </Button>
      )}
    </Group>
  )
}
