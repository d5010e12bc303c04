package io.visiona.relay.directory;

import io.visiona.shared.directory.Claim;
import io.visiona.shared.directory.Renewal;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of the directory. Thread-safe. */
public final class DirectoryStats {
  private final LongAdder won = new LongAdder();
  private final LongAdder newer = new LongAdder();
  private final LongAdder revoked = new LongAdder();
  private final LongAdder unknown = new LongAdder();
  private final LongAdder byMessage = new LongAdder();
  private final LongAdder byCheck = new LongAdder();
  private final LongAdder byClaim = new LongAdder();
  private volatile boolean up;

  /** How it came out that a tunnel is not the agent's newest any more. */
  public enum By {
    /** The relay that has the newer one said so. */
    MESSAGE,
    /** The comparison with the directory, which finds what was said and not heard. */
    CHECK,
    /** The answer to a claim that was made for another reason. */
    CLAIM;

    /** As metrics name it. */
    public String tag() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  void claimed(Claim claim) {
    switch (claim) {
      case Claim.Won _ -> won.increment();
      case Claim.Newer _ -> newer.increment();
      case Claim.Revoked _ -> revoked.increment();
      case Claim.Unknown _ -> unknown.increment();
    }
  }

  void superseded(By by) {
    LongAdder count =
        switch (by) {
          case MESSAGE -> byMessage;
          case CHECK -> byCheck;
          case CLAIM -> byClaim;
        };
    count.increment();
  }

  void renewed(Renewal renewal) {
    up = renewal != Renewal.UNKNOWN;
  }

  /** Whether the directory answered last. */
  public boolean isUp() {
    return up;
  }

  /** The totals since the start. */
  public Totals totals() {
    return new Totals(
        won.sum(),
        newer.sum(),
        revoked.sum(),
        unknown.sum(),
        byMessage.sum(),
        byCheck.sum(),
        byClaim.sum());
  }

  /**
   * Totals since the start.
   *
   * @param won claims that were
   * @param newer claims that were refused for a newer tunnel
   * @param revoked claims that were refused for their credential
   * @param unknown claims that the directory did not answer
   * @param byMessage tunnels closed because another relay said that it has a newer one
   * @param byCheck tunnels closed because the comparison with the directory found a newer one
   * @param byClaim tunnels closed because a claim was refused
   */
  public record Totals(
      long won,
      long newer,
      long revoked,
      long unknown,
      long byMessage,
      long byCheck,
      long byClaim) {}
}
