export const commands = {
  places: 'Go to',
  service: 'Service',
  appearance: 'Appearance',
  addKeys: 'Add keys',
  addFromClipboard: 'Add keys from the clipboard',
  copy: 'Copy: {{what}}',
  switchOn: 'Switch on: {{title}}',
  switchOff: 'Switch off: {{title}}',
  start: 'Start the service',
  stop: 'Stop the service',
}
