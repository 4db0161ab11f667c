// A form: values, errors on leaving a field or on sending, focus to the first one, the server's answer
// put beside the field it is about. The send button is never switched off: it may be pressed and says what is missing.
import type { FocusEvent, SubmitEvent } from 'react'
import { useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import { uiTexts } from './texts.ts'

export type FormProblem<Name extends string> = {
  /** Beside the field. */
  readonly fields?: Partial<Record<Name, string>>
  /** About the whole. */
  readonly message?: string
}

export type FieldBinding<Value> = {
  readonly name: string
  readonly value: Value
  readonly error: string | undefined
  readonly onChange: (value: Value) => void
  readonly onBlur: (event: FocusEvent<HTMLElement>) => void
}

type Values = Record<string, string | boolean>

export type FormOptions<V extends Values, Out> = {
  readonly schema: z.ZodType<Out, V>
  readonly initial: V
  /** Own words for a field, in place of the schema's. */
  readonly words?: Partial<Record<keyof V & string, string>>
  /** Returns what the server refused, or nothing when it went through. */
  readonly send: (values: Out) => Promise<FormProblem<keyof V & string> | undefined>
}

type Errors<V> = Partial<Record<keyof V & string, string>>

export function useForm<V extends Values, Out = V>({ schema, initial, words, send }: FormOptions<V, Out>) {
  const [values, setValues] = useState(initial)
  const [errors, setErrors] = useState<Errors<V>>({})
  const [message, setMessage] = useState<string>()
  const [working, once] = useOnce()
  const refusedForm = useFocusOnError(errors)
  const faultsOf = (present: V) => faults<V, Out>(schema, present, words ?? {})

  const set = <Name extends keyof V & string>(name: Name, value: V[Name]) => {
    // A password manager fills several fields at once: each adds to what the others have set.
    setValues((present) => ({ ...present, [name]: value }))
    setMessage(undefined)
    // An error goes as soon as the value is right; a value that is still wrong keeps it.
    if (errors[name] !== undefined)
      setErrors(withError(errors, name, faultsOf({ ...values, [name]: value })[name]))
  }

  const field = <Name extends keyof V & string>(name: Name): FieldBinding<V[Name]> => ({
    name,
    value: values[name],
    error: errors[name],
    onChange: (value) => set(name, value),
    onBlur: () => {
      // Leaving an empty field untouched is not a mistake yet.
      if (values[name] !== initial[name])
        setErrors(withError(errors, name, faultsOf(values)[name] ?? errors[name]))
    },
  })

  const show = (problem: FormProblem<keyof V & string>, form: HTMLFormElement | null) => {
    refusedForm.current = form
    setErrors({ ...problem.fields } as Errors<V>)
    setMessage(problem.message)
  }

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const found = faultsOf(values)
    if (Object.keys(found).length > 0) return show({ fields: found }, form)
    await once(async () => {
      show({}, null)
      const problem = await send(schema.parse(values))
      if (problem !== undefined) show(problem, form)
    })
  }

  /** Puts an error beside one field and leaves the others: what was found out after the field was left. */
  const say = (name: keyof V & string, error: string) =>
    setErrors((present) => withError(present, name, error))

  const reset = () => {
    setValues(initial)
    show({}, null)
  }

  return { values, errors, message, working, field, submit, reset, say } as const
}

/** Once the errors stand on the page, and not before, the first of them can be found in the form that was refused. */
function useFocusOnError(errors: object) {
  const refusedForm = useRef<HTMLFormElement>(null)
  useEffect(() => {
    refusedForm.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
    refusedForm.current = null
  }, [errors])
  return refusedForm
}

/** A second press while the first is under way does nothing. */
function useOnce() {
  const [working, setWorking] = useState(false)
  const busy = useRef(false)
  const once = async (act: () => Promise<void>) => {
    if (busy.current) return
    busy.current = true
    setWorking(true)
    try {
      await act()
    } finally {
      busy.current = false
      setWorking(false)
    }
  }
  return [working, once] as const
}

function faults<V extends Values, Out>(schema: z.ZodType<Out, V>, values: V, words: Errors<V>): Errors<V> {
  const parsed = schema.safeParse(values)
  const found: Errors<V> = {}
  if (parsed.success) return found
  for (const issue of parsed.error.issues) {
    const name = String(issue.path[0]) as keyof V & string
    found[name] ??= words[name] ?? issue.message ?? uiTexts.form.missing
  }
  return found
}

function withError<V>(errors: Errors<V>, name: keyof V & string, error: string | undefined): Errors<V> {
  const next = { ...errors }
  if (error === undefined) delete next[name]
  else next[name] = error
  return next
}
