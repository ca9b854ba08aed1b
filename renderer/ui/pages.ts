import {
  IconChartBar,
  IconKey,
  IconLayoutDashboard,
  IconListDetails,
  IconMessage2,
  IconPhoto,
  IconPlugConnected,
  IconSettings,
} from '@tabler/icons-react'

/** Every page that is in the navigation, in its order. */
export const pages = [
  { path: '/', name: 'overview', icon: IconLayoutDashboard },
  { path: '/keys', name: 'keys', icon: IconKey },
  { path: '/requests', name: 'requests', icon: IconListDetails },
  { path: '/statistics', name: 'statistics', icon: IconChartBar },
  { path: '/playground', name: 'playground', icon: IconMessage2 },
  { path: '/images', name: 'images', icon: IconPhoto },
  { path: '/connect', name: 'connect', icon: IconPlugConnected },
  { path: '/settings', name: 'settings', icon: IconSettings },
] as const
