package io.visiona.api.identity.users;

import io.visiona.shared.logging.Pseudonyms;
import io.visiona.shared.persistence.DatabaseException;
import io.visiona.shared.persistence.Transactions;
import jakarta.persistence.EntityManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

/** The table of users. Thread-safe; calls block on the database. */
public final class Users {
  private static final Logger LOG = System.getLogger(Users.class.getName());
  private static final int LONGEST = 255;

  private final Transactions transactions;
  private final Clock clock;

  public Users(Transactions transactions, Clock clock) {
    this.transactions = transactions;
    this.clock = clock;
  }

  /** What came of a sign-in. */
  public enum Provisioned {
    /** A new row. */
    CREATED,
    /** A row without a subject, imported, is this person's now. */
    LINKED,
    /** The person has a new username. */
    RENAMED,
    /** Nothing to do. */
    KNOWN,
    /** The username is somebody else's: nothing was written. */
    TAKEN
  }

  /**
   * Who has the username, compared as exact text.
   *
   * @throws DatabaseException when the database cannot be asked
   */
  public Optional<User> byUsername(String username) {
    return transactions.call(
        entities -> find(entities, "username", username).map(UserEntity::toUser));
  }

  /**
   * Who has signed in with the subject.
   *
   * @throws DatabaseException when the database cannot be asked
   */
  public Optional<User> bySubject(String subject) {
    return transactions.call(
        entities -> find(entities, "subject", subject).map(UserEntity::toUser));
  }

  /**
   * Somebody has signed in. A username that is another subject's is not given away: tokens with it
   * stay that person's, and the new one is unknown to services until an operator decides.
   *
   * @throws DatabaseException when the database cannot be asked, or somebody else wrote the same at
   *     the same time
   */
  public Provisioned signedIn(String subject, String username) {
    if (username.length() > LONGEST || subject.length() > LONGEST) {
      return Provisioned.TAKEN;
    }
    return transactions.call(entities -> provision(entities, subject, username));
  }

  /**
   * As {@link #signedIn}, for a sign-in that must not fail for it; says in the log what was not
   * done.
   *
   * @return whether the username is the subject's now
   */
  public boolean signedInQuietly(String subject, String username) {
    try {
      Provisioned result = again(subject, username);
      if (result == Provisioned.TAKEN) {
        LOG.log(
            Level.WARNING,
            "User {0} has a username that is somebody else''s; services will not know that user",
            Pseudonyms.of(subject));
      }
      return result != Provisioned.TAKEN;
    } catch (DatabaseException unavailable) {
      LOG.log(
          Level.WARNING,
          "User {0} was not written down for services: {1}",
          Pseudonyms.of(subject),
          unavailable.getMessage());
      return false;
    }
  }

  /**
   * Two sign-ins of a new person at the same time: one of them writes, the other one finds it the
   * second time.
   */
  private Provisioned again(String subject, String username) {
    try {
      return signedIn(subject, username);
    } catch (DatabaseException perhapsTwice) {
      LOG.log(Level.DEBUG, "Trying again", perhapsTwice);
      return signedIn(subject, username);
    }
  }

  private Provisioned provision(EntityManager entities, String subject, String username) {
    Optional<UserEntity> own = find(entities, "subject", subject);
    if (own.isPresent() && own.get().username().equals(username)) {
      return Provisioned.KNOWN;
    }
    Optional<UserEntity> named = find(entities, "username", username);
    if (own.isPresent()) {
      if (named.isPresent()) {
        return Provisioned.TAKEN;
      }
      own.get().rename(username);
      return Provisioned.RENAMED;
    }
    if (named.isEmpty()) {
      entities.persist(new UserEntity(UUID.randomUUID(), username, subject, clock.instant()));
      return Provisioned.CREATED;
    }
    if (named.get().subject() != null) {
      return Provisioned.TAKEN;
    }
    named.get().belongsTo(subject);
    return Provisioned.LINKED;
  }

  private static Optional<UserEntity> find(EntityManager entities, String column, String value) {
    return entities
        .createQuery("SELECT u FROM UserEntity u WHERE u." + column + " = :value", UserEntity.class)
        .setParameter("value", value)
        .getResultStream()
        .findFirst();
  }
}
