/** For which system and processor a native module was compiled, read off its first bytes. */

export type Processor = 'x64' | 'arm64'
export interface MachineCode {
  platform: 'linux' | 'darwin' | 'win32'
  processor: Processor
}

type Processors = Readonly<Record<number, Processor>>

// ELF e_machine, Mach-O cputype, PE Machine.
const elf: Processors = { 62: 'x64', 183: 'arm64' }
const macho: Processors = { 0x0100_0007: 'x64', 0x0100_000c: 'arm64' }
const pe: Processors = { 0x8664: 'x64', 0xaa64: 'arm64' }

/** Undefined for anything but 64-bit ELF, Mach-O and PE files of the processors we ship for. */
export function machineCodeOf(bytes: Buffer): MachineCode | undefined {
  if (bytes.length < 64) return undefined
  if (bytes.readUInt32BE(0) === 0x7f45_4c46) return made('linux', elf[bytes.readUInt16LE(18)])
  if (bytes.readUInt32LE(0) === 0xfeed_facf) return made('darwin', macho[bytes.readUInt32LE(4)])
  if (bytes.toString('latin1', 0, 2) !== 'MZ') return undefined
  const header = bytes.readUInt32LE(60)
  if (bytes.length < header + 6) return undefined
  return made('win32', pe[bytes.readUInt16LE(header + 4)])
}

function made(platform: MachineCode['platform'], processor: Processor | undefined) {
  return processor === undefined ? undefined : { platform, processor }
}
