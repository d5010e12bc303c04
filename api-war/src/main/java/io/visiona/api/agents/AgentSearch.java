package io.visiona.api.agents;

import io.visiona.api.http.Cursor;
import io.visiona.api.http.PageRequest;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which of a person's agents a list is to show. Filtered here and not in the database: whether one
 * is online only the relay knows, and a person has some hundreds at most.
 *
 * @param online whether its tunnel must be up, or must not
 * @param tag one it must have
 * @param words what its label, name, platform, note or a tag must contain, in lower case
 */
record AgentSearch(Optional<Boolean> online, Optional<String> tag, Optional<String> words) {
  private static final int LONGEST = 100;

  /** Reads the query parameters; each may be missing. */
  static AgentSearch of(@Nullable String online, @Nullable String tag, @Nullable String q) {
    Optional<Boolean> state =
        text("online", online)
            .map(value ->
                switch (value) {
                  case "true" -> true;
                  case "false" -> false;
                  default -> throw bad("online", "online must be true or false");
                });
    return new AgentSearch(
        state, text("tag", tag), text("q", q).map(words -> words.toLowerCase(Locale.ROOT)));
  }

  /**
   * The first {@code most} that fit.
   *
   * @param isOnline whether an agent's tunnel is up
   * @param page reads {@link PageRequest#LARGEST} agents behind a place
   */
  List<Agent> rows(
      int most, Predicate<Agent> isOnline, Cursor after, Function<Cursor, List<Agent>> page) {
    List<Agent> found = new ArrayList<>();
    List<Agent> read = page.apply(after);
    while (true) {
      for (Agent agent : read) {
        if (found.size() < most && fits(agent, isOnline)) {
          found.add(agent);
        }
      }
      if (found.size() >= most || read.size() < PageRequest.LARGEST) {
        return found;
      }
      Agent last = read.getLast();
      read = page.apply(new Cursor(last.pairedAt(), last.id()));
    }
  }

  private boolean fits(Agent agent, Predicate<Agent> isOnline) {
    return tag.map(agent.tags()::contains).orElse(true)
        && words.map(wanted -> contains(agent, wanted)).orElse(true)
        && online.map(wanted -> wanted == isOnline.test(agent)).orElse(true);
  }

  private static boolean contains(Agent agent, String wanted) {
    String all =
        String.join(
            "\n",
            agent.label(),
            agent.name(),
            agent.platform(),
            agent.note(),
            String.join("\n", agent.tags()));
    return all.toLowerCase(Locale.ROOT).contains(wanted);
  }

  private static Optional<String> text(String name, @Nullable String value) {
    if (value == null || value.isBlank()) {
      return Optional.empty();
    }
    if (value.length() > LONGEST) {
      throw bad(name, name + " must have at most " + LONGEST + " characters");
    }
    return Optional.of(value.strip());
  }

  private static ApiException bad(String field, String message) {
    return new ApiException(ErrorCode.BAD_REQUEST, message, Map.of("field", field));
  }
}
