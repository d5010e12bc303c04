package io.visiona.standins.membercenter;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The people of the development Member Center. Immutable. */
final class People {
  private final Map<String, ProviderAccount> byUsername = new HashMap<>();
  private final Map<String, ProviderAccount> bySubject = new HashMap<>();

  People(List<ProviderAccount> all) {
    for (ProviderAccount person : all) {
      byUsername.put(person.username(), person);
      bySubject.put(person.subject(), person);
    }
  }

  /**
   * Alice and Bob, and a crowd for load tests: {@code user-1}, {@code user-2} …; each one's
   * password is the username.
   *
   * @param crowd how many besides the two
   */
  static People development(int crowd) {
    List<ProviderAccount> all = new ArrayList<>();
    all.add(
        new ProviderAccount(
            "5a0c1f0e-8c1d-4a55-9f6e-0a11ce000001",
            "alice",
            "alice",
            "Alice Chen",
            "alice@example.test"));
    all.add(
        new ProviderAccount(
            "5a0c1f0e-8c1d-4a55-9f6e-0000b0b00002", "bob", "bob", "Bob Lin", "bob@example.test"));
    for (int i = 1; i <= crowd; i++) {
      String name = "user-" + i;
      String subject = "5a0c1f0e-8c1d-4a55-9f6e-c%011d".formatted(i);
      all.add(new ProviderAccount(subject, name, name, "User " + i, name + "@example.test"));
    }
    return new People(all);
  }

  /** The person with this username and password. */
  Optional<ProviderAccount> authenticate(String username, String password) {
    byte[] given = password.getBytes(StandardCharsets.UTF_8);
    return Optional.ofNullable(byUsername.get(username))
        .filter(person ->
            MessageDigest.isEqual(person.password().getBytes(StandardCharsets.UTF_8), given));
  }

  Optional<ProviderAccount> bySubject(String subject) {
    return Optional.ofNullable(bySubject.get(subject));
  }
}
