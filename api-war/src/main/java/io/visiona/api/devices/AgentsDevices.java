package io.visiona.api.devices;

import io.visiona.api.agents.Agent;
import io.visiona.api.devices.DeviceRoute.Content;
import io.visiona.api.forward.AgentCall;
import io.visiona.api.forward.Forwarding;
import io.visiona.api.proxy.UpstreamException;
import io.visiona.api.proxy.UpstreamExchange;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.exchange.ResponseHead;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Asks several agents for their devices at the same time, and waits for none of them beyond the one
 * deadline. Thread-safe; callers block.
 */
final class AgentsDevices {
  /** Questions under way of one caller. */
  static final int AT_ONCE = 32;

  private static final String TARGET = "/api/devices";

  private final Forwarding forwarding;
  private final DeviceCounts answers;
  private final Executor threads;

  AgentsDevices(Forwarding forwarding, DeviceCounts answers, Executor threads) {
    this.forwarding = forwarding;
    this.answers = answers;
    this.threads = threads;
  }

  /**
   * What one agent said.
   *
   * @param status {@code ok}, {@code offline}, {@code timeout}, {@code error} or {@code
   *     unsupported}
   * @param error why not, null when ok
   */
  record Said(
      Agent agent, String status, long tookMillis, @Nullable ErrorCode error, JsonArray devices) {

    /** Whether asking again would tell no more. */
    boolean isKnown() {
      return error == null
          || error == ErrorCode.AGENT_OFFLINE
          || error == ErrorCode.AGENT_UNSUPPORTED;
    }
  }

  /** What all of them said, in the order of {@code agents}. */
  List<Said> ask(List<Agent> agents, Set<UUID> offline, String requestId, Duration deadline)
      throws InterruptedException {
    long began = System.nanoTime();
    Semaphore places = new Semaphore(AT_ONCE);
    CountDownLatch open = new CountDownLatch(agents.size());
    List<Question> questions = new ArrayList<>();
    for (Agent agent : agents) {
      AgentCall call = new AgentCall(forwarding, agent.id(), TARGET, requestId, deadline);
      Question question = new Question(agent, call, began, places, open);
      questions.add(question);
      if (offline.contains(agent.id())) {
        question.answer(said(agent, 0, ErrorCode.AGENT_OFFLINE));
      } else {
        threads.execute(question);
      }
    }
    open.await(deadline.toNanos() - (System.nanoTime() - began), TimeUnit.NANOSECONDS);
    return questions.stream().map(Question::close).toList();
  }

  private static Said said(Agent agent, long millis, ErrorCode error) {
    String status =
        switch (error) {
          case AGENT_OFFLINE -> "offline";
          case AGENT_TIMEOUT -> "timeout";
          case AGENT_UNSUPPORTED -> "unsupported";
          default -> "error";
        };
    return new Said(agent, status, millis, error, JsonValue.EMPTY_JSON_ARRAY);
  }

  private static JsonArray devices(UpstreamExchange exchange, ResponseHead head)
      throws UpstreamException {
    boolean json = ResponseType.of(head).filter(type -> type.content() == Content.JSON).isPresent();
    Optional<JsonValue> body =
        json ? AgentJson.read(exchange).flatMap(AgentJson::parse) : Optional.empty();
    if (head.status() != 200) {
      AgentError told = AgentError.of(head.status(), body);
      throw new ApiException(ErrorCode.of(told.code()).orElse(ErrorCode.AGENT_ERROR));
    }
    return body.filter(JsonObject.class::isInstance)
        .map(value -> value.asJsonObject().get("items"))
        .filter(JsonArray.class::isInstance)
        .map(JsonValue::asJsonArray)
        .orElseThrow(() -> new ApiException(ErrorCode.AGENT_BAD_RESPONSE));
  }

  private final class Question implements Runnable {
    private final Agent agent;
    private final AgentCall call;
    private final long began;
    private final Semaphore places;
    private final CountDownLatch open;
    private final AtomicReference<@Nullable Said> said = new AtomicReference<>();

    private Question(
        Agent agent, AgentCall call, long began, Semaphore places, CountDownLatch open) {
      this.agent = agent;
      this.call = call;
      this.began = began;
      this.places = places;
      this.open = open;
    }

    @Override
    public void run() {
      try {
        places.acquire();
        try {
          if (said.get() == null) {
            JsonArray devices = call.run(AgentsDevices::devices);
            answer(new Said(agent, "ok", millis(), null, devices));
            answers.devices(agent.id(), devices);
          }
        } finally {
          places.release();
        }
      } catch (ApiException failed) {
        answer(said(agent, millis(), failed.code()));
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        answer(said(agent, millis(), ErrorCode.DRAINING));
      }
    }

    private long millis() {
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }

    private void answer(Said answer) {
      if (said.compareAndSet(null, answer)) {
        open.countDown();
      }
    }

    /** What is known by now; one that is still under way is given up. */
    private Said close() {
      answer(said(agent, millis(), ErrorCode.AGENT_TIMEOUT));
      Said known = said.get();
      if (known == null) {
        throw new IllegalStateException("an answer that was set is gone");
      }
      if ("timeout".equals(known.status())) {
        call.cancel();
      }
      return known;
    }
  }
}
