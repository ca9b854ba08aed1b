import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'

/** The first page begins where the browser begins: before the navigation. */
let isFirst = true

/** Names the page that has come, and begins it at its top, with the focus if that went with the last. */
export function useArrival(title: string): void {
  const { t } = useTranslation()
  const product = t('shell.product')
  useEffect(() => {
    document.title = `${title} · ${product}`
    return () => {
      document.title = product
    }
  }, [title, product])
  useEffect(() => {
    const main = document.querySelector('main')
    main?.scrollTo(0, 0)
    if (!isFirst && document.activeElement === document.body) main?.focus()
    isFirst = false
  }, [])
}
