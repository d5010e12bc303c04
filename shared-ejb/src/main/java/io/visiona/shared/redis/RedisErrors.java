package io.visiona.shared.redis;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.regex.Pattern;

/** What the errors of a Redis mean for the connection to it. */
public final class RedisErrors {
  /**
   * A replica, one that reads its data, a replica without its primary, a primary that is cut off
   * from its replicas (with {@code min-replicas-to-write}), a cluster's node without the others.
   * Before Redis 7 that of a script stands at the end of a longer text.
   */
  private static final Pattern NO_WRITES =
      Pattern.compile("(^|[ -])(READONLY|LOADING|MASTERDOWN|NOREPLICAS|CLUSTERDOWN) ");

  private RedisErrors() {}

  /**
   * Whether a server answered that it takes no writes. It can stay so for ever, with its
   * connections open, while the address leads to another server by now: so the connection is to be
   * given up.
   */
  public static boolean takesNoWrites(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String said = String.valueOf(cause.getMessage());
      if (cause instanceof RedisCommandExecutionException && NO_WRITES.matcher(said).find()) {
        return true;
      }
    }
    return false;
  }
}
