/** The version of the HTTP interface, in its addresses as /v1. */
export const CONTRACT_VERSION = '1.0.0'
