import { Browser } from './browser.ts'
import { must, signUp, totpAt, PASSWORD, beginSignUp } from './person.ts'
import { world } from './world.ts'
import { execSync } from 'node:child_process'
const w = await world()
const people = []
for (let i = 0; i < 60; i++) { const b = await beginSignUp(w); const { key } = must(await b.browser.api.signIn.enrol({ method: 'totp' })); must(await b.browser.api.signIn.answer({ method: 'totp', code: totpAt(key, w.now()) })); people.push({ ...b, key }) }
await w.pass(60_000)
await new Promise(r => setTimeout(r, 4000))
const pgCpu = () => Number(execSync(`cat /proc/[0-9]*/stat 2>/dev/null | grep '(postgres)' | awk '{s+=$14+$15} END {print s}'`).toString()) * 10
let n = 0; for (let r = 0; r < 3; r++) { const queue = [...people]; await Promise.all(Array.from({ length: 8 }, async () => { for (let p; (p = queue.pop()); ) { const b = new Browser({ origin: w.origin, keyless: true, address: `198.51.${n % 250}.7` }); must(await b.api.signIn.start({ identifier: p.username, password: PASSWORD })); must(await b.api.signIn.answer({ method: 'totp', code: totpAt(p.key, w.now()) })); n++ } })); await w.pass(30_000) }
n = 0
const c0 = process.cpuUsage(), p0 = pgCpu(), t0 = performance.now()
const session = (await import('node:inspector/promises'))
const s = new session.Session(); s.connect(); await s.post('Profiler.enable'); await s.post('Profiler.start')

const round = async () => { const queue = [...people]
await Promise.all(Array.from({ length: 4 }, async () => { for (let p; (p = queue.pop()); ) { const b = new Browser({ origin: w.origin, keyless: true, address: `198.51.${n % 250}.7` }); must(await b.api.signIn.start({ identifier: p.username, password: PASSWORD })); must(await b.api.signIn.answer({ method: 'totp', code: totpAt(p.key, w.now()) })); n++ } })); await w.pass(30_000) }
for (let r = 0; r < 4; r++) await round()
const { profile } = await s.post('Profiler.stop')
const c1 = process.cpuUsage(c0)
console.log('n', n, 'wall/n', (performance.now() - t0) / n, 'node cpu/n ms', (c1.user + c1.system) / 1000 / n, 'user', c1.user / 1000 / n, 'pg cpu/n', (pgCpu() - p0) / n)
const self = new Map<string, number>()
const dt = profile.timeDeltas!; const byId = new Map(profile.nodes.map((x: any) => [x.id, x]))
profile.samples!.forEach((id: number, i: number) => { const nd: any = byId.get(id); const k = nd.callFrame.functionName + ' ' + nd.callFrame.url.split('/').slice(-3).join('/') ; self.set(k, (self.get(k) ?? 0) + dt[i]) })
const byFile = new Map<string, number>()
profile.samples!.forEach((id: number, i: number) => { const nd: any = byId.get(id); const u = nd.callFrame.url; const m = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(u); const k = m ? m[1] : u.startsWith('node:') ? 'node' : u ? u.replace(/.*\/main\//, '') : nd.callFrame.functionName; byFile.set(k, (byFile.get(k) ?? 0) + dt[i]) })
console.log([...byFile].sort((a, b) => b[1] - a[1]).slice(0, 25).map(([k, v]) => `${(v / 1000 / n).toFixed(2)} ${k}`).join('\n'))
console.log('---'); console.log([...self].sort((a, b) => b[1] - a[1]).slice(0, 25).map(([k, v]) => `${(v / 1000 / n).toFixed(2)} ${k}`).join('\n'))
await w.stop()
