package io.visiona.api.gateway;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.visiona.api.identity.users.User;
import io.visiona.api.identity.users.UserDirectory;
import io.visiona.shared.persistence.DatabaseException;
import java.util.Optional;

/** Step 4: from a token's username, or a session's subject, to the user's id. */
final class Identifier {
  private static final int MOST_REMEMBERED = 20_000;

  private final UserDirectory directory;

  /** Never out of date: all of it follows from the user. */
  private final Cache<User, Identity> identities =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).executor(Runnable::run).build();

  Identifier(UserDirectory directory) {
    this.directory = directory;
  }

  /**
   * Empty when there is no such user.
   *
   * @throws DatabaseException when the database cannot be asked: nobody passes on a guess
   */
  Optional<Identity> of(Authentication authentication) {
    Optional<User> user =
        switch (authentication) {
          case Authentication.Named(String username, _) -> directory.byUsername(username);
          case Authentication.Person(var session) ->
              directory.bySubject(session.caller().subject());
          case Authentication.Failed _ -> Optional.empty();
        };
    return user.map(known -> identities.get(known, Identity::of));
  }
}
