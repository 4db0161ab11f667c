/**
 * The settings of the cluster, given on the command line: they come before the files of the cluster,
 * change with the version of the code and not with that of the folder, and can be read in one place.
 */
import { PORT } from './socket.ts'

export function settingsFor(socketFolder: string): readonly string[] {
  const settings: Record<string, string> = {
    // No TCP at all; the folder of the socket says who may connect.
    listen_addresses: '',
    unix_socket_directories: `"${socketFolder.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    port: String(PORT),
    password_encryption: 'scram-sha-256',
    // A commit that was answered is on the disk, whatever a file in the folder says.
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    // PostgreSQL heals itself when a backend dies, and we heal PostgreSQL.
    restart_after_crash: 'on',
    // Server and database together stay small.
    max_connections: '100',
    shared_buffers: '32MB',
    jit: 'off',
    timezone: 'UTC',
    // An error of a statement quotes the values of a client; the server that sent it knows of it
    // anyway. What is kept is the life of the database itself.
    logging_collector: 'off',
    log_destination: 'stderr',
    log_timezone: 'UTC',
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    log_statement: 'none',
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
