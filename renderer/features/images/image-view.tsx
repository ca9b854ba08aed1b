import { Button, Group, Menu, Modal, Stack, Text, UnstyledButton } from '@mantine/core'
import {
  IconCode,
  IconCopy,
  IconDownload,
  IconLink,
  IconPhotoPlus,
  IconTextCaption,
  IconTrash,
} from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListedImage } from '../../../electron/shared/contract/images.ts'
import { useFormats } from '../../i18n/format.ts'
import { CallFailed, useAction, useCall } from '../../queries.ts'
import { useCopy } from '../../ui/copy.tsx'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { addressesOf } from '../connect/addresses.ts'
import { useTarget } from '../connect/use-target.ts'
import { codeKinds } from '../playground/chat-code.ts'
import { copyImage } from './copy-image.ts'
import { imageCode } from './image-code.ts'

interface ImageViewProps {
  image: ListedImage
  onClose(): void
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
      {image !== undefined && <Opened key={image.name} image={image} {...props} />}
    </Modal>
  )
}

function Opened({ image, onDeleted, onUse }: Omit<ImageViewProps, 'onClose'>) {
  const { t } = useTranslation()
  const formats = useFormats()
  const status = useCall('app.status', {})
  const copy = useCopy()
  const target = useTarget()
  const src = `/images/${image.name}`
  const isDesktop = status.data?.mode === 'desktop'
  const save = useAction('images.save', { onError: notifyFailed })
  const details = t('images.details', {
    model: image.model,
    size: formats.megabytes(image.bytes),
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
  const copyCode = async (kind: (typeof codeKinds)[number]) => {
    if (await copy(imageCode(kind, image, await target()))) notifyDone(t('images.codeCopied'))
  }
  return (
    <Stack>
      <UnstyledButton
        className={isActualSize ? 'gb-image-actual' : 'gb-image-fitted'}
        aria-label={isActualSize ? t('images.fit') : t('images.actualSize')}
        aria-pressed={isActualSize}
        onClick={() => setActualSize(!isActualSize)}
      >
        <img ref={shown} src={src} alt={image.prompt} />
      </UnstyledButton>
      <Text size="sm" className="gb-muted">
        {details}
      </Text>
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
        <Menu position="bottom-start">
          <Menu.Target>
            <Button variant="default" leftSection={<IconCode size={16} />}>
              {t('images.copyCode')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {codeKinds.map((kind) => (
              <Menu.Item key={kind} onClick={() => void copyCode(kind)}>
                {t(`images.code.${kind}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
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
        <DeleteButton name={image.name} onDeleted={onDeleted} />
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
