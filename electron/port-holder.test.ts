import { describe, expect, it } from 'vitest'
import { holderOfLsof, holderOfSs, nameOfTasklist, pidOfNetstat } from './port-holder.ts'

describe('the program that has a port is found in the words of each system', () => {
  const netstat = `
Aktive Verbindungen

  Proto  Lokale Adresse         Remoteadresse          Status           PID
  TCP    0.0.0.0:135            0.0.0.0:0              ABHÖREN         1056
  TCP    127.0.0.1:49152        127.0.0.1:8000         HERGESTELLT     9999
  TCP    127.0.0.1:8000         0.0.0.0:0              ABHÖREN         4312
  TCP    [::1]:8001             [::]:0                 ABHÖREN         4313
`
  it('Windows, whatever its language', () => {
    expect(pidOfNetstat(netstat, 8000)).toBe('4312')
    expect(pidOfNetstat(netstat, 8001)).toBe('4313')
    expect(pidOfNetstat(netstat, 49_152)).toBeUndefined()
    expect(nameOfTasklist('"python.exe","4312","Console","1","24,000 K"\r\n')).toBe('python.exe')
    expect(nameOfTasklist('INFO: No tasks are running')).toBeUndefined()
  })

  it('macOS', () => {
    expect(holderOfLsof('p812\ncControlCe\nf10\n')).toEqual({ pid: '812', name: 'ControlCe' })
    expect(holderOfLsof('')).toBeUndefined()
  })

  it('Linux', () => {
    const line =
      'LISTEN 0 511 127.0.0.1:8000 0.0.0.0:* users:(("node",pid=77,fd=21),("node",pid=78,fd=21))'
    expect(holderOfSs(line)).toEqual({ pid: '77', name: 'node' })
    expect(holderOfSs('LISTEN 0 511 127.0.0.1:8000 0.0.0.0:*')).toBeUndefined()
  })
})
