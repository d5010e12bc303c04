package io.visiona.relay.sessions;

import io.visiona.yamux.session.SessionStats;
import io.visiona.yamux.session.YamuxException;
import java.util.concurrent.atomic.LongAdder;

/** What the relay counts, without saying who. Thread-safe. */
public final class RelayStats {
  private final LongAdder tunnelsTotal = new LongAdder();
  private final LongAdder streamsOfEnded = new LongAdder();
  private final LongAdder bytesInOfEnded = new LongAdder();
  private final LongAdder bytesOutOfEnded = new LongAdder();
  private final LongAdder protocolErrors = new LongAdder();
  private final LongAdder openErrors = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /** A tunnel began. */
  public void tunnelOpened() {
    tunnelsTotal.increment();
  }

  /** A tunnel ended with these figures. */
  public void tunnelEnded(YamuxException.Code reason, SessionStats last) {
    streamsOfEnded.add(last.streamsTotal());
    bytesInOfEnded.add(last.bytesIn());
    bytesOutOfEnded.add(last.bytesOut());
    if (reason == YamuxException.Code.PROTOCOL_ERROR) {
      protocolErrors.increment();
    }
  }

  /** A stream could not be opened to its agent. */
  public void openFailed() {
    openErrors.increment();
  }

  /** A connection was not let in. */
  public void connectionRefused() {
    refused.increment();
  }

  /** The figures now, those of {@code store}'s live tunnels included. */
  public Snapshot snapshot(InMemorySessionStore store) {
    int tunnels = 0;
    int streams = 0;
    long streamsTotal = streamsOfEnded.sum();
    long bytesIn = bytesInOfEnded.sum();
    long bytesOut = bytesOutOfEnded.sum();
    for (Tunnel tunnel : store.live()) {
      SessionStats stats = tunnel.session().stats();
      tunnels++;
      streams += stats.streamsOpen();
      streamsTotal += stats.streamsTotal();
      bytesIn += stats.bytesIn();
      bytesOut += stats.bytesOut();
    }
    return new Snapshot(
        tunnels,
        tunnelsTotal.sum(),
        streams,
        streamsTotal,
        bytesIn,
        bytesOut,
        openErrors.sum(),
        protocolErrors.sum(),
        refused.sum());
  }

  /** Totals are since the start; bytes include frame headers. */
  public record Snapshot(
      int tunnels,
      long tunnelsTotal,
      int streams,
      long streamsTotal,
      long bytesIn,
      long bytesOut,
      long openErrors,
      long protocolErrors,
      long connectionsRefused) {}
}
