package io.visiona.agent.api;

import io.visiona.agent.events.Outbox;
import io.visiona.agent.inference.InferenceSession;
import io.visiona.agent.inference.ResultFeed;
import io.visiona.agent.inference.ResultMessage;
import io.visiona.agent.logs.LogBook;
import io.visiona.agent.logs.LogFilter;
import io.visiona.agent.logs.LogLine;
import java.time.Duration;
import java.util.List;

/**
 * Puts what was subscribed to into the outbox, no faster than it is emptied. Ends when interrupted.
 */
final class TopicPump implements Runnable {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(250);
  private static final int MOST_IN_WS_RESULT = 300;

  private final Topic topic;
  private final EventSources sources;
  private final Outbox outbox;

  TopicPump(Topic topic, EventSources sources, Outbox outbox) {
    this.topic = topic;
    this.sources = sources;
    this.outbox = outbox;
  }

  @Override
  public void run() {
    try {
      switch (topic.name()) {
        case "metrics" -> metrics();
        case "logs" -> logs();
        default -> sessions();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void metrics() throws InterruptedException {
    while (outbox.awaitRoom()) {
      outbox.add("metrics", sources.metrics().json(0, 1));
      Thread.sleep(topic.everyMs());
    }
  }

  private void logs() throws InterruptedException {
    LogFilter filter = new LogFilter(topic.level(), null, null);
    LogBook.Page page = sources.log().after(0, Duration.ZERO);
    List<LogLine> past = page.lines().stream().filter(filter::wants).toList();
    past = past.subList(Math.max(0, past.size() - topic.tail()), past.size());
    for (LogLine line : past) {
      if (!outbox.awaitRoom()) {
        return;
      }
      outbox.add("log", line.json());
    }
    while (outbox.awaitRoom()) {
      page = sources.log().after(page.upTo(), Duration.ofSeconds(15));
      outbox.skip(page.lost());
      for (LogLine line : page.lines()) {
        if (filter.wants(line)) {
          if (!outbox.awaitRoom()) {
            return;
          }
          outbox.add("log", line.json());
        }
      }
    }
  }

  /** Follows the session of a device, and the next one after it. */
  private void sessions() throws InterruptedException {
    InferenceSession before = null;
    while (!outbox.isClosed()) {
      InferenceSession session = sources.sessions().find(topic.device(), topic.cluster());
      if (session == null || session == before || !session.isRunning()) {
        Thread.sleep(LOOK_AGAIN);
      } else {
        before = session;
        follow(session);
      }
    }
  }

  private void follow(InferenceSession session) throws InterruptedException {
    ResultFeed feed = session.follow(topic.perSecond());
    long skipped = 0;
    try {
      while (!feed.isOver() && outbox.awaitRoom()) {
        ResultMessage message = feed.next(Duration.ofSeconds(15));
        if (topic.name().equals("results") && message instanceof ResultMessage.Seen seen) {
          long now = feed.skipped();
          outbox.skip(now - skipped);
          skipped = now;
          outbox.add("result", seen.result().json(0, MOST_IN_WS_RESULT));
        } else if (topic.name().equals("summary")
            && message instanceof ResultMessage.Summary summary) {
          outbox.add("summary", summary.summary());
        }
      }
    } finally {
      session.unfollow(feed);
    }
  }
}
