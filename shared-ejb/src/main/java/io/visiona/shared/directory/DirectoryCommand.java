package io.visiona.shared.directory;

import java.util.Locale;

/** Kinds of commands to the directory, as their times are told apart. */
public enum DirectoryCommand {
  /** A relay renews its lease, or ends it. */
  RENEW,
  /** A relay claims a tunnel. */
  CLAIM,
  /** A relay compares its tunnels with the directory. */
  CHECK,
  /** A relay forgets a tunnel that has ended. */
  RELEASE,
  /** A relay counts the tunnels of an owner. */
  PLACES,
  /** A relay looks what another one knows of a credential, or tells it. */
  VERDICT,
  /** An API server looks where agents are. */
  FIND,
  /** An API server accepts no older credential of an agent any more. */
  REVOKE,
  /** Who the relays are. */
  RELAYS,
  /** A message to one relay, or to everybody. */
  MESSAGE;

  /** As metrics name it. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
