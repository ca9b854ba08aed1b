import { ActionIcon, Button, Group, Modal, Stack, Text, UnstyledButton } from '@mantine/core'
import {
  IconChevronLeft,
  IconChevronRight,
  IconCopy,
  IconDownload,
  IconLink,
  IconPhotoPlus,
  IconTextCaption,
  IconTrash,
} from '@tabler/icons-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListedImage } from '../../../electron/shared/contract/images.ts'
import { useFormats } from '../../i18n/format.ts'
import { CallFailed, useAction, useCall } from '../../queries.ts'
import { useCopy } from '../../ui/copy.tsx'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { addressesOf } from '../connect/addresses.ts'
import { CopyCodeMenu } from '../playground/copy-code-menu.tsx'
import { copyImage } from './copy-image.ts'
import { imageCode } from './image-code.ts'

interface ImageViewProps {
  image: ListedImage
  onClose(): void
  /** To the one before (-1) or after (1) in the gallery. */
  onStep(step: -1 | 1): void
  canStep: { back: boolean; on: boolean }
  onDeleted(): void
  /** Goes on from it, or from its prompt. */
  onUse(what: { reference?: string; prompt?: string }): void
}

/** One image large, and what can be done with it. */
export function ImageView({
  image,
  onClose,
  ...props
}: Omit<ImageViewProps, 'image'> & { image: ListedImage | undefined }) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={image !== undefined}
      onClose={onClose}
      size="xl"
      closeButtonProps={{ 'aria-label': t('shell.close') }}
      title={image?.prompt || t('images.unknownPrompt')}
    >
      {image !== undefined && <Opened image={image} {...props} />}
    </Modal>
  )
}

function Opened({ image, onStep, canStep, onDeleted, onUse }: Omit<ImageViewProps, 'onClose'>) {
  const { t } = useTranslation()
  const formats = useFormats()
  const status = useCall('app.status', {})
  const copy = useCopy()
  const src = `/images/${image.name}`
  const isDesktop = status.data?.mode === 'desktop'
  const save = useAction('images.save', { onError: notifyFailed })
  const details = t('images.details', {
    model: image.model,
    size: formats.bytes(image.bytes),
    time: formats.dateTime(image.createdAtMs),
  })
  const [isActualSize, setActualSize] = useState(false)
  const shown = useRef<HTMLImageElement>(null)
  const onCopyImage = async () => {
    if (shown.current === null) return
    try {
      await copyImage(shown.current)
      notifyDone(t('images.copied'))
    } catch (error) {
      if (!(error instanceof Error)) throw error
      notifyFailed(new CallFailed({ code: 'not_here', message: error.message }))
    }
  }
  const copyLink = () => copy(`${addressesOf(status.data?.service).gemini}${src}`)
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key === 'ArrowLeft' && canStep.back) onStep(-1)
    if (key === 'ArrowRight' && canStep.on) onStep(1)
  }
  return (
    <Stack onKeyDown={onKeyDown}>
      <UnstyledButton
        data-autofocus
        className={isActualSize ? 'gb-image-actual' : 'gb-image-fitted'}
        aria-label={isActualSize ? t('images.fit') : t('images.actualSize')}
        aria-pressed={isActualSize}
        onClick={() => setActualSize(!isActualSize)}
      >
        <img ref={shown} src={src} alt={image.prompt} />
      </UnstyledButton>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" className="gb-muted">
          {details}
        </Text>
        <Group gap={4} wrap="nowrap">
          <ActionIcon
            aria-label={t('images.back')}
            // Still there for the focus that is on it.
            aria-disabled={!canStep.back}
            onClick={() => canStep.back && onStep(-1)}
          >
            <IconChevronLeft size={18} />
          </ActionIcon>
          <ActionIcon
            aria-label={t('images.on')}
            aria-disabled={!canStep.on}
            onClick={() => canStep.on && onStep(1)}
          >
            <IconChevronRight size={18} />
          </ActionIcon>
        </Group>
      </Group>
      <Group gap="xs">
        {isDesktop ? (
          <Button
            variant="default"
            leftSection={<IconDownload size={16} />}
            onClick={() => save.mutate({ name: image.name })}
          >
            {t('images.download')}
          </Button>
        ) : (
          <Button
            component="a"
            href={src}
            download={image.name}
            variant="default"
            leftSection={<IconDownload size={16} />}
          >
            {t('images.download')}
          </Button>
        )}
        <Button
          variant="default"
          leftSection={<IconCopy size={16} />}
          onClick={() => void onCopyImage()}
        >
          {t('images.copy')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconLink size={16} />}
          onClick={() => void copyLink()}
        >
          {t('images.copyLink')}
        </Button>
        <CopyCodeMenu code={(kind, target) => imageCode(kind, image, target)} />
        <Button
          variant="default"
          leftSection={<IconPhotoPlus size={16} />}
          onClick={() => onUse({ reference: image.name })}
        >
          {t('images.useAsReference')}
        </Button>
        {image.prompt !== '' && (
          <Button
            variant="default"
            leftSection={<IconTextCaption size={16} />}
            onClick={() => onUse({ prompt: image.prompt })}
          >
            {t('images.usePrompt')}
          </Button>
        )}
        <DeleteButton key={image.name} name={image.name} onDeleted={onDeleted} />
      </Group>
    </Stack>
  )
}

/** The second click is the one that counts. */
function DeleteButton({ name, onDeleted }: { name: string; onDeleted(): void }) {
  const { t } = useTranslation()
  const [isSure, setSure] = useState(false)
  const remove = useAction('images.delete', { onSuccess: onDeleted, onError: notifyFailed })
  return (
    <Button
      color="red.9"
      variant={isSure ? 'filled' : 'default'}
      leftSection={<IconTrash size={16} />}
      loading={remove.isPending}
      onClick={() => (isSure ? remove.mutate({ names: [name] }) : setSure(true))}
    >
      {isSure ? t('images.deleteSure') : t('images.delete')}
    </Button>
  )
}
