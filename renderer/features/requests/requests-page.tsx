import './requests.css'
import { Tabs } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useParams } from 'wouter'
import { Page } from '../../ui/page.tsx'
import { Errors } from './errors.tsx'
import { LogView } from './log-view.tsx'
import { choiceFrom } from './request-choice.ts'
import { RequestBrowser } from './request-browser.tsx'

const views = ['all', 'errors', 'log'] as const

/** What happened: every request, what failed and why, and what the service says itself. */
export default function RequestsPage() {
  const { t } = useTranslation()
  const { view: named, choice: segment } = useParams<{ view?: string; choice?: string }>()
  const choice = useMemo(() => choiceFrom(segment), [segment])
  const [, navigate] = useLocation()
  const view = views.find((one) => one === named) ?? 'all'
  return (
    <Page title={t('requests.title')} fill={view !== 'errors'}>
      <Tabs
        className="gb-tabs"
        keepMounted={false}
        value={view}
        onChange={(next) => navigate(`/requests/${next ?? 'all'}`)}
      >
        <Tabs.List>
          {views.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`requests.views.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="all">
          <RequestBrowser choice={choice} />
        </Tabs.Panel>
        <Tabs.Panel value="errors">
          <Errors />
        </Tabs.Panel>
        <Tabs.Panel value="log">
          <LogView />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
