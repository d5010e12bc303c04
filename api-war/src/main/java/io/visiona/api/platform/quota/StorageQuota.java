package io.visiona.api.platform.quota;

import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import jakarta.persistence.EntityManager;
import java.util.function.ToLongFunction;

/**
 * How many of something one person may have stored. Counting and adding are one transaction, and
 * those of one person wait for each other, so that no number of simultaneous requests gets past the
 * bound. Thread-safe.
 */
public final class StorageQuota {
  private static final int STRIPES = 64;

  private final int most;
  private final String refusal;

  /**
   * A bound.
   *
   * @param most how many
   * @param refusal what is told who has them all
   */
  public StorageQuota(int most, String refusal) {
    this.most = most;
    this.refusal = refusal;
  }

  /**
   * Makes sure of room for one more until the caller's transaction ends.
   *
   * @param count asks how many the person has
   * @throws ApiException {@code conflict} when they have all they may
   */
  public void require(EntityManager entities, String owner, ToLongFunction<EntityManager> count) {
    entities
        .createNativeQuery("SELECT stripe FROM quota_locks WHERE stripe = ?1 FOR UPDATE")
        .setParameter(1, Math.floorMod(owner.hashCode(), STRIPES))
        .getSingleResult();
    check(count.applyAsLong(entities));
  }

  /**
   * Looks at a number that may be old by now, to refuse early.
   *
   * @throws ApiException {@code conflict} when that is all they may have
   */
  public void check(long has) {
    if (has >= most) {
      throw new ApiException(ErrorCode.CONFLICT, refusal);
    }
  }

  /** How many. */
  public int most() {
    return most;
  }
}
