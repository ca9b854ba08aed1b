import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure, Page } from './page.tsx'

/** Says so where a page cannot be shown, instead of leaving an empty screen; give each page its own. */
export class PageGuard extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  static getDerivedStateFromError() {
    return { hasFailed: true }
  }

  override state = { hasFailed: false }

  override render() {
    return this.state.hasFailed ? <BrokenPage /> : this.props.children
  }
}

/** Most often its code could not be loaded: the service is gone, or another version by now. */
function BrokenPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('shell.product')}>
      <Failure error={{ code: 'broken_page', message: '' }} onRetry={() => location.reload()} />
    </Page>
  )
}
