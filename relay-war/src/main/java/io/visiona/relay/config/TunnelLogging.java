package io.visiona.relay.config;

/** What the log says of tunnels that begin and end. */
public enum TunnelLogging {
  /** A line for each. */
  EACH,
  /** A line a second, with how many. */
  SUMMARY,
  /** As {@link #EACH} while the relay has fewer than 1,000 tunnels, else as {@link #SUMMARY}. */
  AUTO
}
