import { ActionIcon, Alert, Menu, Tooltip, UnstyledButton } from '@mantine/core'
import { useOs } from '@mantine/hooks'
import { spotlight } from '@mantine/spotlight'
import { IconCommand, IconDots, IconLogout, IconWifiOff } from '@tabler/icons-react'
import { type ReactNode, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { session } from '../bridge.ts'
import { Commands } from '../features/commands/commands.tsx'
import { useConnection } from '../queries.ts'
import { LanguageMenu, ThemeMenu } from './appearance-menus.tsx'
import { pages } from './pages.ts'

/** What is around every page: navigation, and word of a lost connection. */
export function Frame({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const [location] = useLocation()
  const main = useRef<HTMLElement>(null)
  return (
    <div className="gb-frame">
      <a
        className="gb-skip"
        href="#content"
        onClick={(event) => {
          // What follows a # is the page here.
          event.preventDefault()
          main.current?.focus()
        }}
      >
        {t('shell.skip')}
      </a>
      <nav className="gb-side" aria-label={t('shell.navigation')}>
        <div className="gb-brand">
          <img src="./icon.svg" width={26} height={26} alt="" />
          <span>{t('shell.product')}</span>
        </div>
        {pages.map(({ path, name, icon: Icon, isFirst }) => (
          <Link
            key={path}
            href={path}
            className={isFirst ? 'gb-nav' : 'gb-nav gb-not-on-phones'}
            aria-label={t(`shell.pages.${name}`)}
            aria-current={isCurrent(location, path) ? 'page' : undefined}
          >
            <Icon size={18} stroke={1.7} aria-hidden />
            <span>{t(`shell.pages.${name}`)}</span>
          </Link>
        ))}
        <FurtherPages location={location} />
        <div className="gb-side-foot">
          <Preferences />
        </div>
      </nav>
      <main ref={main} className="gb-main" id="content" tabIndex={-1}>
        <LostConnection />
        {children}
      </main>
      <Commands />
    </div>
  )
}

/** On phones there is room for the pages that are looked at most; the others are behind a button. */
function FurtherPages({ location }: { location: string }) {
  const { t } = useTranslation()
  const further = pages.filter(({ isFirst }) => !isFirst)
  const isHere = further.some(({ path }) => isCurrent(location, path))
  return (
    <Menu position="top-end" withinPortal>
      <Menu.Target>
        <UnstyledButton
          className="gb-nav gb-nav-more"
          // The page itself is named in the menu.
          data-current={isHere}
        >
          <IconDots size={18} stroke={1.7} aria-hidden />
          <span>{t('shell.more')}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {further.map(({ path, name, icon: Icon }) => (
          <Menu.Item
            key={path}
            component={Link}
            href={path}
            leftSection={<Icon size={16} stroke={1.7} />}
            aria-current={isCurrent(location, path) ? 'page' : undefined}
          >
            {t(`shell.pages.${name}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconCommand size={16} stroke={1.7} />}
          onClick={() => spotlight.open()}
        >
          {t('shell.commands')}
        </Menu.Item>
        {session !== undefined && (
          <Menu.Item
            leftSection={<IconLogout size={16} stroke={1.7} />}
            onClick={() => void session?.signOut()}
          >
            {t('shell.signOut')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

function isCurrent(location: string, path: string): boolean {
  return path === '/' ? location === '/' : location.startsWith(path)
}

function LostConnection() {
  const { t } = useTranslation()
  if (useConnection() === 'open') return null
  return (
    <Alert
      color="yellow"
      icon={<IconWifiOff />}
      title={t('shell.lostTitle')}
      radius={0}
      role="status"
    >
      {t('shell.lost')}
    </Alert>
  )
}

function Preferences() {
  const { t } = useTranslation()
  const os = useOs()
  return (
    <>
      <ThemeMenu />
      <LanguageMenu />
      <Tooltip label={`${t('shell.commands')} (${os === 'macos' ? '⌘' : 'Ctrl '}K)`}>
        <ActionIcon aria-label={t('shell.commands')} onClick={spotlight.open}>
          <IconCommand size={18} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      {session !== undefined && (
        <Tooltip label={t('shell.signOut')}>
          <ActionIcon aria-label={t('shell.signOut')} onClick={() => void session?.signOut()}>
            <IconLogout size={18} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      )}
    </>
  )
}
