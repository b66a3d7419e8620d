// Works the Fund's statistics out a second time, from the list of applications that people download, and holds them
// against what Hearth wrote of the same year. It knows nothing of Hearth but the two files.
//
//   node scripts/recount-fund-statistics.mjs applications.csv fund-statistics.csv
//
// Counts that are shown are rounded to the nearest 5, medians to the nearest 10 pounds; amounts are to the penny. Ends with 1
// where anything disagrees. Sealed families are missing from the list and not from the statistics, so an agency that has
// some approved in the year will see differences.

import { readFileSync } from 'node:fs'

/** The rows of a CSV file, each by the names of its heading. */
function table(path) {
  const rows = []
  let row = [''], quoted = false
  for (const c of readFileSync(path, 'utf8').replace(/^\ufeff/, '')) {
    if (quoted) {
      if (c === '"') quoted = 'perhaps'
      else row[row.length - 1] += c
      if (quoted === 'perhaps') { quoted = false; row.ended = true }
    } else if (c === '"') {
      if (row.ended) row[row.length - 1] += '"'
      row.ended = false
      quoted = true
    } else if (c === ',') { row.push(''); row.ended = false }
    else if (c === '\n') { rows.push([...row]); row = [''] }
    else if (c !== '\r') row[row.length - 1] += c
  }
  if (row.length > 1 || row[0] !== '') rows.push([...row])
  const [head, ...lines] = rows
  return lines.map(line => Object.fromEntries(head.map((name, at) => [name, line[at] ?? ''])))
}

const [list, told] = process.argv.slice(2, 4)
if (!told) {
  console.error('Give two files: the list of applications, and the statistics of a year.')
  process.exit(2)
}
const statistics = table(told).filter(line => line.sheet !== 'published')
const year = Number(statistics[0]?.year?.slice(0, 4))
const approved = table(list).filter(line =>
  line.status === 'approved' && line.decided_on >= `${year}-04-01` && line.decided_on <= `${year + 1}-03-31`)
const route = line => ['placed', 'intercountry'].includes(line.route) ? 'adoption' : line.route
const median = amounts => {
  const sorted = [...amounts].sort((a, b) => a - b), half = sorted.length >> 1
  const exact = sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
  return Math.round(exact / 1000) * 1000
}
const parts = {
  councils: line => line.council, 'provider-kinds': line => line.provider_kind,
  therapies: line => line.therapy, routes: route, bands: route,
}
let agree = 0, held = 0
const wrong = []
for (const { sheet, code, measure, value, status } of statistics) {
  let mine = approved.filter(line => code === '' || parts[sheet](line) === code)
  if (sheet === 'bands') {
    mine = mine.filter(line => line.kind === 'therapy')
    if (measure === 'up-to-3000') mine = mine.filter(line => Number(line.amount_pence) <= 300000)
    if (measure === 'over-3000') mine = mine.filter(line => Number(line.amount_pence) > 300000)
    if (measure === 'share-over') continue
  }
  const amounts = mine.map(line => Number(line.amount_pence))
  if (status === 'suppressed') { held += 1; continue }
  const right = measure === 'value' ? amounts.reduce((a, b) => a + b, 0) === Number(value)
    : measure === 'median' ? median(amounts) === Number(value)
    : (amounts.length === 0 || amounts.length >= 6) && Math.abs(amounts.length - Number(value)) <= 2
  if (right) agree += 1
  else wrong.push(`${sheet} ${code || 'all'} ${measure}: ${value}, and recounted ${measure === 'value' ? amounts.reduce((a, b) => a + b, 0) : measure === 'median' ? median(amounts) : amounts.length}`)
}
for (const line of wrong) console.error(line)
console.log(`${approved.length} applications: ${agree} figures agree, ${wrong.length} do not, ${held} are held back`)
process.exit(wrong.length ? 1 : 0)
