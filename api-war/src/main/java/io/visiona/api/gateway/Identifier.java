package io.visiona.api.gateway;

import io.visiona.api.users.User;
import io.visiona.api.users.UserDirectory;
import io.visiona.shared.persistence.DatabaseException;
import java.util.Optional;

/** Step 4: from a token's username, or a session's subject, to the user's id. */
final class Identifier {
  private final UserDirectory directory;

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
          case Authentication.Named(String username) -> directory.byUsername(username);
          case Authentication.Person(String subject) -> directory.bySubject(subject);
          case Authentication.Failed _ -> Optional.empty();
        };
    return user.map(known -> new Identity(known.id(), known.username()));
  }
}
