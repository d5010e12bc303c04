package io.visiona.api.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.visiona.api.http.Cursor;
import io.visiona.api.http.PageRequest;
import io.visiona.shared.error.ApiException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AgentSearchTest {
  private static final Instant PAIRED = Instant.parse("2026-11-26T10:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "hall, 1",
    "HALL, 1",
    "linux, 1",
    "by the door, 1",
    "north, 1",
    "south, 0",
    "'  hall ', 1"
  })
  void words_areLookedForInAllThatAPersonReads(String words, int expected) {
    Agent agent = agent(0, "Hall 3", List.of("north"), "By the door");
    assertThat(found(AgentSearch.of(null, null, words), List.of(agent), 10)).hasSize(expected);
  }

  @Test
  void tagIsTheWholeTag_andConditionsAreAllMet() {
    Agent north = agent(0, "a", List.of("north", "hall 3"), "");
    Agent other = agent(1, "b", List.of("northern"), "");
    List<Agent> all = List.of(north, other);
    assertThat(found(AgentSearch.of(null, "north", null), all, 10)).containsExactly(north);
    assertThat(found(AgentSearch.of("true", "north", null), all, 10)).containsExactly(north);
    assertThat(found(AgentSearch.of("false", "north", null), all, 10)).isEmpty();
    assertThat(found(AgentSearch.of("", " ", null), all, 10)).hasSize(2);
  }

  /** A page of a hundred may have none that fits: the next one is read. */
  @Test
  void searchGoesOnBehindAPage_untilEnoughAreFound() {
    List<Agent> all = new ArrayList<>();
    for (int i = 0; i < 3 * PageRequest.LARGEST + 7; i++) {
      all.add(agent(i, i % 150 == 149 ? "wanted" : "other", List.of(), ""));
    }
    assertThat(found(AgentSearch.of(null, null, "wanted"), all, 10)).hasSize(2);
    assertThat(found(AgentSearch.of(null, null, "wanted"), all, 1)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"yes", "TRUE", "1"})
  void onlineIsTrueOrFalse(String value) {
    assertThatThrownBy(() -> AgentSearch.of(value, null, null)).isInstanceOf(ApiException.class);
  }

  @Test
  void longWordsAreRefused() {
    assertThatThrownBy(() -> AgentSearch.of(null, null, "x".repeat(101)))
        .isInstanceOf(ApiException.class);
    assertThat(AgentSearch.of(null, null, "x".repeat(100)).words()).isPresent();
  }

  private static List<Agent> found(AgentSearch search, List<Agent> all, int most) {
    AtomicInteger at = new AtomicInteger();
    return search.rows(
        most,
        agent -> true,
        Cursor.START,
        after -> {
          int from = Math.min(at.getAndAdd(PageRequest.LARGEST), all.size());
          assertThat(after)
              .isEqualTo(
                  from == 0
                      ? Cursor.START
                      : new Cursor(all.get(from - 1).pairedAt(), all.get(from - 1).id()));
          return all.subList(from, Math.min(from + PageRequest.LARGEST, all.size()));
        });
  }

  private static Agent agent(int number, String label, List<String> tags, String note) {
    return new Agent(
        new UUID(0, number),
        "subject",
        "box-" + number,
        label,
        "linux/amd64",
        true,
        PAIRED,
        PAIRED,
        null,
        tags,
        note,
        null,
        null,
        List.of(),
        0);
  }
}
