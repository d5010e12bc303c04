package io.visiona.relay.tunnel;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;

/**
 * The line of those who want to connect, before anybody is asked about them: so many a second, as
 * many again at once after a quiet second. Who has to wait no longer than two seconds waits for
 * their turn, without a thread; others are sent away, and told to come back at different times. So
 * a relay that all agents dial at once does no more than it can, and refuses for nearly nothing.
 * Thread-safe.
 */
public final class AdmissionLine {
  /** How long one waits. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  /** The longest that one is sent away for, in seconds. */
  static final int LONGEST_AWAY = 30;

  private static final int SHORTEST_SPREAD = 2;

  private final IntSupplier rate;
  private final LongSupplier nanos;
  private final Delay delay;
  private final IntUnaryOperator draw;
  private final Bucket bucket;

  /** How many were told to come in which second, by that second; the three are under the lock. */
  private final int[] expected = new int[LONGEST_AWAY + 1];

  private int away;
  private long second;
  private int bucketRate;

  /**
   * A line of its own.
   *
   * @param rate connections a second; may change
   */
  public AdmissionLine(IntSupplier rate) {
    this(
        rate,
        System::nanoTime,
        AdmissionLine::later,
        bound -> ThreadLocalRandom.current().nextInt(bound));
  }

  /**
   * For tests.
   *
   * @param draw a number below the given one, and not below 0
   */
  AdmissionLine(IntSupplier rate, LongSupplier nanos, Delay delay, IntUnaryOperator draw) {
    this.rate = rate;
    this.nanos = nanos;
    this.delay = delay;
    this.draw = draw;
    this.bucketRate = rate.getAsInt();
    this.bucket =
        Bucket.builder()
            .addLimit(bandwidth(bucketRate))
            .withCustomTimePrecision(new Meter(nanos))
            .build();
    this.second = second();
  }

  /** Runs something later, on any thread. */
  @FunctionalInterface
  interface Delay {
    void run(Runnable then, long nanos);
  }

  private static void later(Runnable then, long nanos) {
    CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS, Runnable::run).execute(then);
  }

  /**
   * A turn. Done at once with {@code true} where nobody waits, done at once with {@code false} for
   * who would have to wait too long; else it is done when the turn comes, on a timer's thread: what
   * depends on it must not wait.
   */
  CompletableFuture<Boolean> turn() {
    long wait;
    synchronized (bucket) {
      follow(rate.getAsInt());
      if (bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill() > LONGEST_WAIT.toNanos()) {
        return CompletableFuture.completedFuture(false);
      }
      wait = bucket.consumeIgnoringRateLimits(1);
    }
    CompletableFuture<Boolean> turn = new CompletableFuture<>();
    if (wait <= 0) {
      turn.complete(true);
    } else {
      delay.run(() -> turn.complete(true), wait);
    }
    return turn;
  }

  /**
   * When one who has no turn is to come again: after 1 s to what the line and those who were sent
   * away already need, at least 2 s and at most {@link #LONGEST_AWAY}.
   */
  Duration comeAgain() {
    synchronized (bucket) {
      advance();
      long queue = away + Math.max(0, -bucket.getAvailableTokens());
      int spread = Math.clamp(queue / Math.max(1, bucketRate), SHORTEST_SPREAD, LONGEST_AWAY);
      int seconds = 1 + draw.applyAsInt(spread);
      expected[slot(second + seconds)]++;
      away++;
      return Duration.ofSeconds(seconds);
    }
  }

  /** Those whose time has come are away no longer. */
  private void advance() {
    long now = second();
    if (now - second > LONGEST_AWAY) {
      Arrays.fill(expected, 0);
      away = 0;
      second = now;
    }
    while (second < now) {
      second++;
      away -= expected[slot(second)];
      expected[slot(second)] = 0;
    }
  }

  private long second() {
    return TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong());
  }

  private int slot(long ofSecond) {
    return Math.floorMod(ofSecond, expected.length);
  }

  private void follow(int now) {
    if (now != bucketRate) {
      bucketRate = now;
      bucket.replaceConfiguration(
          BucketConfiguration.builder().addLimit(bandwidth(now)).build(),
          TokensInheritanceStrategy.PROPORTIONALLY);
    }
  }

  private static Bandwidth bandwidth(int rate) {
    return Bandwidth.builder().capacity(rate).refillGreedy(rate, Duration.ofSeconds(1)).build();
  }

  private record Meter(LongSupplier nanos) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return nanos.getAsLong();
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
