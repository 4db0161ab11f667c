import { z } from 'zod'
import { challengeView } from '../../lib/challenge-view.ts'
import { operation } from '../../lib/contract.ts'
import {
  emailField,
  idField,
  momentField,
  passwordField,
  sixDigitsField,
  usernameField,
} from '../../lib/fields.ts'
import { deviceProof } from '../sign-in/contract.ts'

export const signUp = {
  start: operation({
    id: 'startSignUp',
    summary: 'Begin to sign up: a code goes to the address. A known address gets the same answer.',
    method: 'POST',
    path: '/v1/sign-up/start',
    action: 'sign-up',
    input: z.strictObject({ email: emailField }),
    output: z.strictObject({ signUp: idField, expiresAt: momentField }),
    refusals: [],
  }),
  confirm: operation({
    id: 'confirmSignUp',
    summary: 'Type the code that came by mail, in the browser that began.',
    method: 'POST',
    path: '/v1/sign-up/confirm',
    action: 'sign-up',
    input: z.strictObject({ signUp: idField, code: sixDigitsField }),
    output: z.strictObject({ signUp: idField, expiresAt: momentField }),
    refusals: ['answer-wrong', 'challenge-ended'],
  }),
  finish: operation({
    id: 'finishSignUp',
    summary: 'Choose username and password. The answer is a sign-in that still needs a second factor.',
    method: 'POST',
    path: '/v1/sign-up/finish',
    action: 'sign-up',
    input: z.strictObject({
      signUp: idField,
      username: usernameField,
      password: passwordField,
      /** Signed over the username. */ device: deviceProof.optional(),
    }),
    output: z.strictObject({ challenge: challengeView }),
    /** `password-unsuitable` carries reason too-short | too-long | common | like-the-account. */
    refusals: ['challenge-ended', 'username-taken', 'password-unsuitable'],
  }),
  checkUsername: operation({
    id: 'checkUsername',
    summary: 'Is a username free? Only inside a confirmed sign-up, and rate-limited.',
    method: 'POST',
    path: '/v1/sign-up/username',
    action: 'sign-up',
    input: z.strictObject({ signUp: idField, username: usernameField }),
    output: z.strictObject({ free: z.boolean() }),
    refusals: ['challenge-ended'],
  }),
}
