package io.visiona.api.models.conversions;

import io.visiona.api.http.JsonRecordWriter;
import io.visiona.api.platform.streams.OpenStreams;
import io.visiona.api.platform.streams.StreamEnd;
import io.visiona.api.platform.streams.StreamHolder;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A conversion as server-sent events: one event {@code conversion} for how it is now and one for
 * each change, the last when it is over. A comment every ten seconds keeps proxies from forgetting
 * the connection, and tells that the client has gone. Ends early when the server stops; browsers
 * then connect again by themselves. Ends with an event {@code session_ended} when the person's
 * session does.
 */
final class ConversionEventStream implements StreamingOutput {
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int SILENT_LOOKS = 10;
  private static final byte[] KEEP_ALIVE = ":\n\n".getBytes(StandardCharsets.US_ASCII);

  private final Watchers.Watcher watcher;
  private final BooleanSupplier stopping;
  private final OpenStreams streams;
  private final StreamHolder holder;
  private final AtomicReference<@Nullable StreamEnd> ended = new AtomicReference<>();

  ConversionEventStream(
      Watchers.Watcher watcher,
      BooleanSupplier stopping,
      OpenStreams streams,
      StreamHolder holder) {
    this.watcher = watcher;
    this.stopping = stopping;
    this.streams = streams;
    this.holder = holder;
  }

  @Override
  public void write(OutputStream out) throws IOException {
    try (watcher;
        OpenStreams.Registration _ = streams.register(holder, this::end)) {
      send(out, KEEP_ALIVE); // Liberty swallows the first flush of a response
      stream(out);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void end(StreamEnd why) {
    ended.set(why);
    watcher.wake();
  }

  private void stream(OutputStream out) throws IOException, InterruptedException {
    int silent = 0;
    while (!stopping.getAsBoolean()) {
      StreamEnd why = ended.get();
      if (why != null) {
        send(out, why.event());
        return;
      }
      Optional<Conversion> news = watcher.next(LOOK);
      if (news.isPresent()) {
        send(out, event(news.get()));
        silent = 0;
        if (news.get().status().isFinal()) {
          return;
        }
      } else if (++silent >= SILENT_LOOKS) {
        send(out, KEEP_ALIVE);
        silent = 0;
      }
    }
  }

  private byte[] event(Conversion conversion) {
    return ("event: conversion\ndata: "
            + JsonRecordWriter.text(ConversionView.of(conversion))
            + "\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void send(OutputStream out, byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }
}
