package io.visiona.shared.directory;

import io.lettuce.core.KeyValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The relays as last seen.
 *
 * @param age of the data set in seconds
 * @param known whether they were seen at all, and the data set is marked
 */
record RelayView(Map<String, RelayInfo> relays, long age, boolean known) {
  static RelayView unseen() {
    return new RelayView(Map.of(), 0, false);
  }

  /**
   * What Redis answered.
   *
   * @param values the leases of the ids, and the mark of the data set
   * @param time of Redis: seconds and microseconds
   */
  static RelayView of(
      List<String> ids,
      List<KeyValue<String, String>> values,
      List<String> time,
      Pattern allowedUrls) {
    Map<String, RelayInfo> relays = new LinkedHashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      String id = ids.get(i);
      RelayLease.parse(id, values.get(i).getValueOrElse(""), allowedUrls)
          .ifPresent(relay -> relays.put(id, relay));
    }
    String marked = values.getLast().getValueOrElse("");
    int space = marked.indexOf(' ');
    long age =
        space <= 0
            ? 0
            : Long.parseLong(time.getFirst()) - Long.parseLong(marked.substring(0, space));
    return new RelayView(Map.copyOf(relays), age, space > 0);
  }

  /** The relay of a place, while the place counts. */
  @Nullable RelayInfo relay(TunnelLocation place) {
    RelayInfo relay = relays.get(place.relay());
    return relay != null && relay.epoch().equals(place.epoch()) ? relay : null;
  }

  /** Whether every relay has claimed what it has since the data were lost. */
  boolean isSettled(long afterSeconds) {
    return known
        && age >= afterSeconds
        && relays.values().stream().noneMatch(relay -> relay.state() == RelayInfo.State.JOINING);
  }
}
