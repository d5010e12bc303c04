package io.visiona.cli;

import java.net.URI;

/**
 * Who is signed in where.
 *
 * @param server scheme, host and port
 * @param cookie {@code name=value}, the credential
 * @param username whose session it is
 * @param expiresAt its end, whatever the activity
 */
record CliSession(URI server, String cookie, String username, String expiresAt) {
  @Override
  public String toString() {
    return "CliSession[server=" + server + ", cookie=***]";
  }
}
