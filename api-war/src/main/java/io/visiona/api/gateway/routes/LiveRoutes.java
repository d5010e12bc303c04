package io.visiona.api.gateway.routes;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The table in force. {@link #look()} is called a few times a second: a file that has changed and
 * was the same twice is read, and replaces the table when all of it is valid; otherwise the table
 * stays, and the log says once why. Requests that have their route keep it. Thread-safe; one thread
 * looks.
 */
public final class LiveRoutes {
  private static final Logger LOG = System.getLogger(LiveRoutes.class.getName());
  private static final byte[] NONE = new byte[0];

  private final Supplier<Path> file;
  private final Predicate<String> knownSecret;
  private final Consumer<Boolean> tally;
  private volatile @Nullable GatewayRouteTable table;
  private byte[] judged = NONE;
  private byte[] lastSeen = NONE;
  private @Nullable String lastFailure;

  /**
   * Reads nothing yet.
   *
   * @param file asked for at each look
   * @param knownSecret whether a configuration key has a secret
   * @param tally told of each file that was judged, and whether it was good
   */
  public LiveRoutes(Supplier<Path> file, Predicate<String> knownSecret, Consumer<Boolean> tally) {
    this.file = file;
    this.knownSecret = knownSecret;
    this.tally = tally;
  }

  /** The table; empty as long as there was never a valid file. */
  public Optional<GatewayRouteTable> table() {
    return Optional.ofNullable(table);
  }

  /** Reads the file at once, at start. */
  public void load() {
    byte[] content = content();
    if (content != null) {
      lastSeen = content;
      judge(content);
    }
  }

  /**
   * Reads the file if it has changed since it was last judged and has been left alone since the
   * last look.
   */
  public void look() {
    byte[] content = content();
    if (content == null) {
      return;
    }
    boolean settled = Arrays.equals(content, lastSeen);
    lastSeen = content;
    if (settled && !Arrays.equals(content, judged)) {
      judge(content);
    }
  }

  private void judge(byte[] content) {
    judged = content;
    switch (RouteFile.read(content, knownSecret)) {
      case ReadRoutes.Valid(GatewayRouteTable valid) -> {
        table = valid;
        tally.accept(true);
        LOG.log(Level.INFO, "{0} gateway routes are in force", valid.routes().size());
      }
      case ReadRoutes.Invalid invalid -> {
        tally.accept(false);
        String problems =
            invalid.problems().stream()
                .map(RouteProblem::toString)
                .collect(Collectors.joining("; "));
        LOG.log(
            Level.ERROR,
            "The gateway''s route file is refused, {0}: {1}",
            table == null
                ? "and there is no table: every request is answered 503"
                : "the old table stays in force",
            problems);
      }
    }
  }

  private byte @Nullable [] content() {
    try (InputStream in = Files.newInputStream(file.get())) {
      byte[] content = in.readNBytes(RouteFile.MOST_BYTES + 1);
      lastFailure = null;
      return content;
    } catch (IOException unreadable) {
      String failure = unreadable.toString();
      if (!failure.equals(lastFailure)) {
        lastFailure = failure;
        LOG.log(Level.ERROR, "The gateway''s route file cannot be read: {0}", reason(unreadable));
      }
      return null;
    }
  }

  /** Without the path, which is the operator's. */
  private static String reason(IOException unreadable) {
    String kind = unreadable.getClass().getSimpleName();
    return unreadable instanceof FileSystemException known && known.getReason() != null
        ? kind + " (" + known.getReason() + ")"
        : kind;
  }
}
