// What is to be shown, chosen in whole and then asked for: one step back in the history is one choice back.
import { useState } from 'react'
import { DEVICES, KINDS } from '../../../src/features/activity/contract.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField } from '../../ui/choice-fields.tsx'
import { Field } from '../../ui/field.tsx'
import type { Filter } from './filter.ts'
import { isBackwards, readFilter } from './filter.ts'
import { activityTexts } from './texts.ts'
import './activity.css'

const words = activityTexts.filter
const all = { value: '', label: words.kinds.all }
const KIND_CHOICES = [all, ...KINDS.map((value) => ({ value, label: words.kinds[value] }))]
const DEVICE_CHOICES = [
  { value: '', label: words.devices.all },
  ...DEVICES.map((value) => ({ value, label: words.devices[value] })),
]

export type FilterFormProps = { readonly search: string; readonly onShow: (filter: Filter) => void }

export function FilterForm({ search, onShow }: FilterFormProps) {
  const [shown, setShown] = useState(search)
  const [filter, setFilter] = useState(() => readFilter(search))
  const [backwards, setBackwards] = useState(false)
  // Back and forward change the address under the form.
  if (shown !== search) {
    setShown(search)
    setFilter(readFilter(search))
    setBackwards(false)
  }
  const field = (name: keyof Filter) => ({
    name,
    label: words[name],
    value: filter[name] ?? '',
    onChange: (value: string) => setFilter({ ...filter, [name]: value }),
  })
  return (
    <form
      className="filters no-print"
      aria-label={words.name}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setBackwards(isBackwards(filter))
        if (!isBackwards(filter)) onShow(filter)
      }}
    >
      <SelectField {...field('kind')} choices={KIND_CHOICES} />
      <SelectField {...field('device')} choices={DEVICE_CHOICES} />
      <Field {...field('from')} type="date" autoComplete="off" />
      <Field {...field('to')} type="date" autoComplete="off" error={backwards ? words.toEarly : undefined} />
      <p className="row">
        <Button type="submit">{words.act}</Button>
      </p>
    </form>
  )
}
