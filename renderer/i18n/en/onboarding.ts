export const onboarding = {
  title: 'Welcome',
  lead: 'Three steps from here to the first answer. You can leave at any time and come back from the commands or the settings.',
  leave: 'Skip the guide',
  next: 'Continue',
  finish: 'Done',
  open: 'Open the guide',
  keys: {
    step: 'Add keys',
    text: 'Paste your Gemini API keys: one per line, or any text that has them in it.',
    there_one: '{{count, number}} key is here.',
    there_other: '{{count, number}} keys are here.',
    demo: 'No key at hand? The demo answers from a built-in emulator. It starts the app anew and keeps nothing.',
    demoFlag:
      'No key at hand? Start the service with --demo: it then answers from a built-in emulator and keeps nothing.',
    tryDemo: 'Try without a key',
  },
  check: {
    step: 'Check',
    listening: 'Gemini Balance listens at',
    token: 'Clients show the access token',
    text: 'One short request to {{model}} shows that keys and network work.',
    question: 'Say hello in one short sentence.',
    send: 'Send a test request',
    skip: 'Skip',
    works: 'It works: answered via {{key}} in {{ms}} ms',
  },
  connect: {
    step: 'Connect',
  },
}
