package io.visiona.api.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.visiona.api.events.Event.News;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a stream that comes back has missed. */
final class RingTest {
  private static final News NEWS = new News("agent", "{}");

  private Instant now = Instant.parse("2026-11-26T10:00:00Z");
  private final Ring ring = new Ring(() -> now);

  @Test
  void numbers_grow_andFitADouble() throws Exception {
    ring.add(List.of(NEWS, NEWS, NEWS));
    List<Long> ids = after(0).stream().map(Event::id).toList();
    assertThat(ids).isSorted().doesNotHaveDuplicates().hasSize(3);
    assertThat(ids.getLast()).isLessThan(1L << 53);
  }

  @Test
  void comingBack_missesNothing() throws Exception {
    long position = ring.position();
    ring.add(List.of(NEWS));
    long seen = after(position).getFirst().id();
    ring.add(List.of(NEWS, NEWS));
    assertThat(ring.resume(seen)).hasValue(seen);
    assertThat(after(seen)).hasSize(2);
    assertThat(ring.resume(position)).hasValue(position);
  }

  @Test
  void numberOfAnotherServer_isNotKnown() {
    ring.add(List.of(NEWS));
    assertThat(ring.resume(ring.position() + 1)).isEmpty();
    assertThat(ring.resume(-1)).isEmpty();
    assertThat(ring.resume(new Ring(() -> now.minusMillis(5)).position())).isEmpty();
  }

  @Test
  void moreThanAThousand_areForgotten() {
    ring.add(List.of(NEWS));
    long first = ring.position();
    ring.add(Collections.nCopies(Ring.MOST, NEWS));
    assertThat(ring.resume(first)).as("the last that is forgotten").hasValue(first);
    ring.add(List.of(NEWS));
    assertThat(ring.resume(first)).isEmpty();
    assertThat(ring.reaches(first)).isFalse();
  }

  @Test
  void afterFiveMinutes_isForgotten() {
    long position = ring.position();
    ring.add(List.of(NEWS));
    now = now.plus(Ring.OLDEST).plusSeconds(1);
    ring.add(List.of());
    assertThat(ring.resume(position)).isEmpty();
  }

  private List<Event> after(long position) throws InterruptedException {
    return ring.after(position, Duration.ofMillis(1));
  }
}
