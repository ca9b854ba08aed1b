import type { SpotlightActionData } from '@mantine/spotlight'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useAction } from '../../queries.ts'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'

/** What can be done with all keys, from any page. */
export function useKeyCommands(): SpotlightActionData[] {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const verify = useAction('keys.verify', {
    onSuccess: () => navigate('/keys'),
    onError: notifyFailed,
  })
  const add = useAction('keys.add', {
    onSuccess: ({ added }) => notifyDone(t('keys.done.added', { count: added.length })),
    onError: notifyFailed,
  })
  const addFromClipboard = async () => {
    const text = await clipboardText()
    if (text.trim() === '') navigate('/keys/paste')
    else add.mutate({ text })
  }
  return [
    { id: 'add-keys', label: t('commands.addKeys'), onClick: () => navigate('/keys/paste') },
    {
      id: 'add-keys-from-clipboard',
      label: t('commands.addFromClipboard'),
      onClick: () => void addFromClipboard(),
    },
    { id: 'verify-all', label: t('keys.actions.verifyAll'), onClick: () => verify.mutate({}) },
  ]
}

/** Nothing where reading is not allowed, as in the window: there a person pastes by hand. */
async function clipboardText(): Promise<string> {
  try {
    return await navigator.clipboard.readText()
  } catch {
    return ''
  }
}
