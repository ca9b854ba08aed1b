import './welcome.css'
import { Button, Group, Stepper, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { AppStatus } from '../../../electron/shared/contract/app.ts'
import { useCall } from '../../queries.ts'
import { Failure, Page, PageSkeleton } from '../../ui/page.tsx'
import { AttentionList } from '../overview/attention.tsx'
import { CheckStep } from './check-step.tsx'
import { ConnectStep } from './connect-step.tsx'
import { KeysStep } from './keys-step.tsx'
import { rememberVisit } from './use-first-start.ts'

/** The way from nothing to the first answer, in three steps. */
export default function Welcome() {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const [step, setStep] = useState(0)
  const section = useRef<HTMLElement>(null)
  const lastStep = useRef(step)
  useEffect(() => {
    if (lastStep.current === step) return
    lastStep.current = step
    // The button that had the focus is gone.
    section.current?.focus({ preventScroll: true })
  }, [step])
  const status = useCall('app.status', {})
  const next = () => setStep((before) => before + 1)
  const leave = () => {
    rememberVisit()
    navigate('/')
  }
  return (
    <Page
      title={t('onboarding.title')}
      actions={
        <Button variant="subtle" onClick={leave}>
          {t('onboarding.leave')}
        </Button>
      }
    >
      <Text className="gb-muted">{t('onboarding.lead')}</Text>
      {status.isPending && <PageSkeleton heights={[420]} />}
      {status.error !== null && (
        <Failure error={status.error} onRetry={() => void status.refetch()} />
      )}
      {status.data !== undefined && <AttentionList status={withoutNoKeys(status.data)} />}
      {status.data !== undefined && (
        <section ref={section} tabIndex={-1} className="gb-card gb-welcome">
          <Stepper
            active={step}
            onStepClick={setStep}
            size="sm"
            iconSize={32}
            classNames={{ step: 'gb-step', stepBody: 'gb-step-words' }}
          >
            <Stepper.Step label={t('onboarding.keys.step')}>
              <KeysStep status={status.data} onNext={next} />
            </Stepper.Step>
            <Stepper.Step label={t('onboarding.check.step')}>
              <CheckStep status={status.data} onNext={next} />
            </Stepper.Step>
            <Stepper.Step label={t('onboarding.connect.step')}>
              <ConnectStep status={status.data} />
              <Group justify="flex-end" mt="md">
                <Button onClick={leave}>{t('onboarding.finish')}</Button>
              </Group>
            </Stepper.Step>
          </Stepper>
        </section>
      )}
    </Page>
  )
}

/** That there are no keys is what the guide itself is about. */
function withoutNoKeys(status: AppStatus): AppStatus {
  return { ...status, attention: status.attention.filter(({ code }) => code !== 'no-keys') }
}
