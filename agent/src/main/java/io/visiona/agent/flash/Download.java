package io.visiona.agent.flash;

import io.visiona.agent.flash.FlashFailure.Code;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Fetches one file: goes on by range where a transfer broke off, follows redirects within the
 * origin only, and takes no more bytes than were announced. The token goes to that origin alone.
 */
final class Download {
  /** With the pauses between them a minute: as long as a server takes to start again. */
  private static final int ATTEMPTS = 9;

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(16);
  private static final int REDIRECTS = 5;
  private static final Duration HEAD_LIMIT = Duration.ofSeconds(30);
  private static final Duration STALL_LIMIT = Duration.ofSeconds(30);
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final long NANOS = 1_000_000_000L;

  private final HttpClient client;
  private final URI url;
  private final FileToken token;
  private final long size;
  private final Path file;
  private final Duration pause;
  private final LongSupplier mostPerSecond;

  /**
   * A download.
   *
   * @param client one that follows no redirects
   * @param size bytes the file has
   * @param pause before the second attempt; doubled each time, up to {@link #LONGEST_PAUSE}
   * @param mostPerSecond bytes; 0 is as fast as they come
   */
  Download(
      HttpClient client,
      URI url,
      FileToken token,
      long size,
      Path file,
      Duration pause,
      LongSupplier mostPerSecond) {
    this.client = client;
    this.url = url;
    this.token = token;
    this.size = size;
    this.file = file;
    this.pause = pause;
    this.mostPerSecond = mostPerSecond;
  }

  /** Fetches all of it; {@code progress} hears the bytes that are there. */
  void fetch(LongConsumer progress) throws FlashFailure, InterruptedException {
    Duration wait = pause;
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      long before = present();
      try {
        if (attempt(progress)) {
          return;
        }
      } catch (IOException e) {
        // What came is kept: the next attempt goes on from there.
        progress.accept(present());
      }
      if (present() > before) {
        attempt = 1;
        wait = pause;
      }
      if (present() == size) {
        return;
      }
      Thread.sleep(wait);
      wait = wait.multipliedBy(2);
      if (wait.compareTo(LONGEST_PAUSE) > 0) {
        wait = LONGEST_PAUSE;
      }
    }
    throw new FlashFailure(Code.DOWNLOAD_FAILED, "The file cannot be fetched.");
  }

  private long present() {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  /** Whether everything is there now. */
  private boolean attempt(LongConsumer progress)
      throws IOException, FlashFailure, InterruptedException {
    long from = present();
    HttpResponse<InputStream> answer = ask(from);
    try (InputStream body = answer.body()) {
      switch (answer.statusCode()) {
        case 200 -> save(answer, body, 0, progress);
        case 206 -> save(answer, body, rangeStart(answer, from), progress);
        case 401, 403 ->
            throw new FlashFailure(Code.DOWNLOAD_EXPIRED, "The download is not allowed any more.");
        case 408, 425, 429, 500, 502, 503, 504 -> {
          return false;
        }
        default -> {
          // A part of the file came from there. What denies it now is a server that is starting,
          // or a proxy that has lost sight of it.
          if (answer.statusCode() == 404 && from > 0) {
            return false;
          }
          throw new FlashFailure(
              Code.DOWNLOAD_FAILED, "The file server answered " + answer.statusCode() + ".");
        }
      }
    }
    return present() == size;
  }

  private HttpResponse<InputStream> ask(long from)
      throws IOException, FlashFailure, InterruptedException {
    URI at = url;
    for (int i = 0; i <= REDIRECTS; i++) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(at)
              .timeout(HEAD_LIMIT)
              .header("Authorization", token.authorization())
              .header("Accept-Encoding", "identity");
      if (from > 0) {
        request.header("Range", "bytes=" + from + "-");
      }
      HttpResponse<InputStream> answer = client.send(request.build(), BodyHandlers.ofInputStream());
      if (answer.statusCode() / 100 != 3) {
        return answer;
      }
      answer.body().close();
      at = redirect(at, answer);
    }
    throw new FlashFailure(Code.DOWNLOAD_FAILED, "The file server redirects for ever.");
  }

  private static URI redirect(URI from, HttpResponse<?> answer) throws FlashFailure {
    String location = answer.headers().firstValue("Location").orElse("");
    try {
      URI next = from.resolve(location);
      if (Origins.of(next).equals(Origins.of(from))) {
        return next;
      }
    } catch (IllegalArgumentException e) {
      throw new FlashFailure(Code.DOWNLOAD_FAILED, "The file server redirects to nowhere.");
    }
    throw new FlashFailure(Code.DOWNLOAD_FAILED, "The file server redirects to another server.");
  }

  private static long rangeStart(HttpResponse<?> answer, long asked) throws FlashFailure {
    String range = answer.headers().firstValue("Content-Range").orElse("");
    if (!range.startsWith("bytes " + asked + "-")) {
      throw new FlashFailure(Code.DOWNLOAD_FAILED, "The file server answers with another range.");
    }
    return asked;
  }

  private void save(HttpResponse<?> answer, InputStream body, long from, LongConsumer progress)
      throws IOException, FlashFailure, InterruptedException {
    OptionalLong length = answer.headers().firstValueAsLong("Content-Length");
    if (length.isPresent() && length.getAsLong() > size - from) {
      throw tooLarge();
    }
    StandardOpenOption mode =
        from == 0 ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND;
    AtomicLong moved = new AtomicLong(System.nanoTime());
    Thread watch = Thread.ofVirtual().name("download-watch").start(() -> watch(body, moved));
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      long done = from;
      for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
        if (done + count > size) {
          throw tooLarge();
        }
        out.write(buffer, 0, count);
        done += count;
        moved.set(System.nanoTime());
        progress.accept(done);
        slowDown(count);
      }
    } finally {
      watch.interrupt();
    }
  }

  private void slowDown(int count) throws InterruptedException {
    long rate = mostPerSecond.getAsLong();
    if (rate > 0) {
      Thread.sleep(Duration.ofNanos(count * NANOS / rate));
    }
  }

  /** Breaks off a transfer that does not move. */
  private static void watch(InputStream body, AtomicLong moved) {
    try {
      while (System.nanoTime() - moved.get() < STALL_LIMIT.toNanos()) {
        Thread.sleep(1000);
      }
      body.close();
    } catch (InterruptedException e) {
      // The transfer is over.
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      System.getLogger(Download.class.getName())
          .log(System.Logger.Level.DEBUG, "closing a stalled transfer: {0}", e.getMessage());
    }
  }

  private static FlashFailure tooLarge() {
    return new FlashFailure(Code.FILE_TOO_LARGE, "The file is larger than its model says.");
  }
}
