package io.visiona.shared.persistence;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.sql.SQLException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Transactions of the container. */
public final class JtaTransactions implements Transactions {
  private static final int DEEPEST = 16;

  private final UserTransaction transaction;
  private final EntityManager entities;

  /** The entity manager is the container's, which joins the calling thread's transaction. */
  public JtaTransactions(UserTransaction transaction, EntityManager entities) {
    this.transaction = transaction;
    this.entities = entities;
  }

  @Override
  public <T> T call(Function<EntityManager, T> work) {
    boolean finished = false;
    try {
      transaction.begin();
      try {
        T result = work.apply(entities);
        entities.flush();
        finished = true;
        transaction.commit();
        return result;
      } finally {
        if (!finished) {
          undo();
        }
      }
    } catch (PersistenceException
        | NotSupportedException
        | SystemException
        | RollbackException
        | HeuristicMixedException
        | HeuristicRollbackException failed) {
      throw new DatabaseException("The transaction failed", failed);
    } catch (RuntimeException failed) {
      if (isOfTheDatabase(failed)) {
        throw new DatabaseException("The database cannot be asked", failed);
      }
      throw failed;
    }
  }

  /**
   * Without a connection, EclipseLink's find throws an exception of its own, which is none of
   * Jakarta Persistence.
   */
  static boolean isOfTheDatabase(RuntimeException failed) {
    @Nullable Throwable cause = failed;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (cause instanceof SQLException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private void undo() throws SystemException {
    if (transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
      transaction.rollback();
    }
  }
}
