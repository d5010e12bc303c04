package io.visiona.api.events;

import io.visiona.api.devices.StreamLimiter.Lease;
import io.visiona.api.events.Event.News;
import io.visiona.api.platform.streams.StreamEnd;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A person's events as server-sent events: {@code resync} where what was missed is not known any
 * more, {@code hello}, what was missed, then what happens. A comment every fifteen seconds keeps
 * proxies from forgetting the connection. Ends with the session, saying so, and early when the
 * server stops; clients then connect again.
 */
final class EventStream implements StreamingOutput {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration KEEP_ALIVE_EVERY = Duration.ofSeconds(15);
  private static final byte[] RETRY = "retry: 3000\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final News RESYNC = new News("resync", "{}");

  private final EventHub.Watch watch;
  private final Lease lease;
  private final OptionalLong lastSeen;
  private final Supplier<News> hello;
  private final BooleanSupplier stopping;

  /**
   * Not begun.
   *
   * @param lastSeen what the client saw last, empty when it begins
   */
  EventStream(
      EventHub.Watch watch,
      Lease lease,
      OptionalLong lastSeen,
      Supplier<News> hello,
      BooleanSupplier stopping) {
    this.watch = watch;
    this.lease = lease;
    this.lastSeen = lastSeen;
    this.hello = hello;
    this.stopping = stopping;
  }

  @Override
  public void write(OutputStream out) throws IOException {
    try (watch;
        lease) {
      send(out, RETRY); // Liberty swallows the first flush of a response
      stream(out);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void stream(OutputStream out) throws IOException, InterruptedException {
    long position = begin(out);
    long silentSince = System.nanoTime();
    while (!stopping.getAsBoolean()) {
      StreamEnd why = lease.ended();
      if (why != null) {
        send(
            out,
            ("event: session_ended\ndata: {\"reason\":\"" + why.reason() + "\"}\n\n")
                .getBytes(StandardCharsets.US_ASCII));
        return;
      }
      List<Event> news = watch.ring().after(position, LOOK);
      if (!watch.ring().reaches(position)) {
        // This reader was so slow that some of it is gone.
        position = watch.ring().position();
        send(out, Event.bytes(Long.toString(position), RESYNC));
      }
      for (Event event : news) {
        if (event.id() > position) {
          out.write(event.bytes());
          position = event.id();
        }
      }
      if (!news.isEmpty()) {
        out.flush();
        silentSince = System.nanoTime();
      } else if (System.nanoTime() - silentSince >= KEEP_ALIVE_EVERY.toNanos()) {
        send(out, KEEP_ALIVE);
        silentSince = System.nanoTime();
      }
    }
  }

  private long begin(OutputStream out) throws IOException {
    long now = watch.ring().position();
    OptionalLong resumed =
        lastSeen.isPresent() ? watch.ring().resume(lastSeen.getAsLong()) : OptionalLong.of(now);
    long position = resumed.orElse(now);
    if (resumed.isEmpty()) {
      send(out, Event.bytes(Long.toString(position), RESYNC));
    }
    send(out, Event.bytes(Long.toString(position), hello.get()));
    return position;
  }

  private static void send(OutputStream out, byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }
}
