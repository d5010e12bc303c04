package io.visiona.shared.limit;

import java.time.Duration;
import java.util.List;

/**
 * How one thing is shared.
 *
 * @param name what metrics and {@code docs/security.md} call it: lower case with underscores
 * @param total places on this server
 * @param shares what one holder of each kind may have of them; the first kind is the one between
 *     which turns are taken. May be empty
 * @param patience how long who finds no place waits for one; zero for not at all
 * @param waiting how many may wait at once, of one holder of the first kind no more than its share
 */
public record LimitConfig(
    String name, int total, List<Share> shares, Duration patience, int waiting) {

  /** What is said to be full when all places together are taken. */
  public static final String SERVER = "server";

  /**
   * A share.
   *
   * @param of the kind of holder: {@code person}, {@code agent}, {@code address}, {@code route}
   * @param most places one of them may have
   * @param own whether it is the asker's alone, who then has but to wait for ends of their own
   */
  public record Share(String of, int most, boolean own) {

    /** One of the asker's own. */
    public Share(String of, int most) {
      this(of, most, true);
    }

    /** One that several askers use, as a route. */
    public static Share ofMany(String of, int most) {
      return new Share(of, most, false);
    }

    public Share {
      if (most < 1 || of.equals(SERVER)) {
        throw new IllegalArgumentException("a share of " + most + " for each " + of);
      }
    }
  }

  public LimitConfig {
    shares = List.copyOf(shares);
    if (total < 1 || waiting < 0 || patience.isNegative()) {
      throw new IllegalArgumentException("limit " + name + " of " + total);
    }
  }
}
