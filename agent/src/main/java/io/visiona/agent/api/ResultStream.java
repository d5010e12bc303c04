package io.visiona.agent.api;

import io.visiona.agent.error.AgentException;
import io.visiona.agent.inference.InferenceSession;
import io.visiona.agent.inference.ResultFeed;
import io.visiona.agent.inference.ResultMessage;
import io.visiona.agent.json.JsonFields;
import java.io.IOException;
import org.apache.hc.core5.http.HttpException;

/**
 * Results as server-sent events.
 *
 * @param mostPerSecond 1 to 60
 * @param minScore what scores less is left out
 * @param summaryOnly whether only the figures are wanted
 */
record ResultStream(int mostPerSecond, double minScore, boolean summaryOnly) {
  private enum Wanted {
    ALL,
    SUMMARY
  }

  static ResultStream read(Call call) throws AgentException {
    int most = (int) call.query("max_fps", 15, 1, 60);
    double score = call.query("min_score", 0.0, 0.0, 1.0);
    Wanted fields = call.queryChoice("fields", Wanted.class);
    return new ResultStream(most, score, fields == Wanted.SUMMARY);
  }

  void send(Call call, InferenceSession session)
      throws IOException, HttpException, InterruptedException {
    ResultFeed feed = session.follow(mostPerSecond);
    try (SseStream events = SseStream.begin(call)) {
      while (!feed.isOver()) {
        switch (feed.next(SseStream.QUIET)) {
          case null -> events.keepAlive();
          case ResultMessage.State state -> events.event("state", state.session());
          case ResultMessage.Seen seen -> {
            if (!summaryOnly) {
              events.event("result", seen.result().json(minScore));
            }
          }
          case ResultMessage.Summary summary -> events.event("summary", summary.summary());
          case ResultMessage.End end ->
              events.event("end", JsonFields.fields().put("stop_reason", end.reason()).object());
        }
      }
    } finally {
      session.unfollow(feed);
    }
  }
}
