package io.visiona.shared.persistence;

import jakarta.persistence.EntityManager;
import java.util.function.Function;

/**
 * Runs units of work in a transaction of their own. Plain classes take it instead of a container's
 * annotations, so that they run alike in the server and in a test. Thread-safe; not to be nested.
 */
public interface Transactions {

  /**
   * Commits what {@code work} did when it returns, undoes it when it throws. Entities do not
   * outlive the call: give out records.
   *
   * @throws DatabaseException when the database cannot be reached or the transaction cannot be
   *     committed
   */
  <T> T call(Function<EntityManager, T> work);
}
