/** What lets a browser install the web console and open it while the service is away. */

/** Announces the console to the browser; the window of the desktop app needs none of it. */
export function offerWebApp(): void {
  const manifest = document.createElement('link')
  manifest.rel = 'manifest'
  manifest.href = './manifest.webmanifest'
  document.head.append(manifest)
  // Absent where the page does not come from this machine or over TLS.
  if (!('serviceWorker' in navigator)) return
  navigator.serviceWorker
    .register('./service-worker.js', { scope: './' })
    .catch((error: unknown) => {
      console.warn('The console will not open offline:', error)
    })
}
