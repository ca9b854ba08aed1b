import { Button, Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Period } from '../../../electron/shared/contract/activity.ts'
import { call, CallFailed } from '../../queries.ts'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { saveFile } from '../../ui/save-file.ts'
import { useKeyNames } from '../keys/key-names.ts'
import { exportRequests } from '../requests/export-requests.ts'
import { sumsAsCsv } from './export-sums.ts'

type Format = 'csv' | 'json'
const formats: readonly Format[] = ['csv', 'json']
const EVERYTHING = 1000

/** Hands sums or single requests of a period to the person as a file. */
export function ExportMenu({ period }: { period: Period }) {
  const { t } = useTranslation()
  const [isBusy, setBusy] = useState(false)
  const nameOf = useKeyNames()
  const save = async (what: 'sums' | 'requests', format: Format) => {
    setBusy(true)
    try {
      const text =
        what === 'sums' ? await sumsOf(period, format, nameOf) : await requestsOf(period, format)
      const name = `gemini-balance-${what}-${period}.${format}`
      saveFile(text, name)
      notifyDone(t('statistics.export.done', { name }))
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      notifyFailed(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" loading={isBusy} leftSection={<IconDownload size={16} />}>
          {t('statistics.export.open')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['sums', 'requests'] as const).map((what) => [
          <Menu.Label key={what}>{t(`statistics.export.${what}`)}</Menu.Label>,
          ...formats.map((format) => (
            <Menu.Item key={`${what}-${format}`} onClick={() => void save(what, format)}>
              {t(`statistics.export.${format}`)}
            </Menu.Item>
          )),
        ])}
      </Menu.Dropdown>
    </Menu>
  )
}

async function sumsOf(period: Period, format: Format, nameOf: (id: string) => string) {
  const share = async (by: 'model' | 'key' | 'client' | 'token') =>
    (await call('activity.shares', { period, by, limit: EVERYTHING })).shares
  const [totals, series, model, keys, client, token] = await Promise.all([
    call('activity.totals', { period }),
    call('activity.series', { period }),
    share('model'),
    share('key'),
    share('client'),
    share('token'),
  ])
  const key = keys.map((one) => ({ ...one, name: nameOf(one.name) || one.name }))
  const sums = { totals, series, shares: { model, key, client, token } }
  return format === 'csv' ? sumsAsCsv(sums) : `${JSON.stringify(sums, null, 2)}\n`
}

async function requestsOf(period: Period, format: Format): Promise<string> {
  const { fromMs } = await call('activity.totals', { period })
  return exportRequests({ fromMs }, format)
}
