package io.visiona.shared.directory;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the tunnel of an agent is. It counts only while the relay's lease names the same epoch.
 *
 * @param generation orders the tunnels of one agent; larger is newer
 * @param relay id of the relay
 * @param epoch of the relay when it claimed the tunnel
 * @param transport {@code websocket} or {@code yamux}
 */
public record TunnelLocation(long generation, String relay, String epoch, String transport) {
  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,16}) ([A-Za-z0-9_-]{1,32}) ([0-9a-f]{1,16}) ([a-z]{1,16})(?: .*)?");

  /** As it is stored; empty for what is no place. Later versions may add fields. */
  static Optional<TunnelLocation> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new TunnelLocation(
                Long.parseLong(matcher.group(1)),
                matcher.group(2),
                matcher.group(3),
                matcher.group(4)))
        : Optional.empty();
  }
}
