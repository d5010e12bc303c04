package io.visiona.standins.membercenter;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/** The people of the development Member Center. Immutable. */
final class People {
  private final List<Person> all;

  People(List<Person> all) {
    this.all = List.copyOf(all);
  }

  /** Alice and Bob; each one's password is the username. */
  static People development() {
    return new People(
        List.of(
            new Person("5a0c1f0e-8c1d-4a55-9f6e-0a11ce000001", "alice", "alice", "Alice Chen", "alice@example.test"),
            new Person("5a0c1f0e-8c1d-4a55-9f6e-0000b0b00002", "bob", "bob", "Bob Lin", "bob@example.test")));
  }

  /** The person with this username and password. */
  Optional<Person> authenticate(String username, String password) {
    byte[] given = password.getBytes(StandardCharsets.UTF_8);
    return all.stream()
        .filter(person -> person.username().equals(username))
        .filter(person -> MessageDigest.isEqual(person.password().getBytes(StandardCharsets.UTF_8), given))
        .findFirst();
  }

  Optional<Person> bySubject(String subject) {
    return all.stream().filter(person -> person.subject().equals(subject)).findFirst();
  }
}
