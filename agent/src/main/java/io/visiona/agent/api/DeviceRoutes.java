package io.visiona.agent.api;

import static io.visiona.agent.api.AgentRoute.route;

import io.visiona.agent.devices.Devices;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.flash.FlashJob;
import io.visiona.agent.flash.FlashOrder;
import io.visiona.agent.flash.FlashService;
import io.visiona.agent.inference.InferenceService;
import io.visiona.agent.inference.InferenceSession;
import io.visiona.agent.json.JsonFields;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.hc.core5.http.HttpException;

/** The rows of devices: state, flashing, inference. */
final class DeviceRoutes {
  private static final int MOST_NAME = 100;
  private static final Duration FLASH_PACE = Duration.ofSeconds(1);

  private final Devices devices;
  private final FlashService flashes;
  private final InferenceService inference;

  DeviceRoutes(Devices devices, FlashService flashes, InferenceService inference) {
    this.devices = devices;
    this.flashes = flashes;
    this.inference = inference;
  }

  List<AgentRoute> rows() {
    return List.of(
        route("GET", "devices", RouteKind.JSON, call -> call.json(devices.list())),
        route("POST", "devices/scan", RouteKind.JSON, this::scan),
        route(
            "GET",
            "devices/{device}",
            RouteKind.JSON,
            call -> call.json(devices.get(call.device()).json())),
        route("PATCH", "devices/{device}", RouteKind.JSON, this::rename).added(),
        route(
            "POST",
            "devices/{device}/connect",
            RouteKind.JSON,
            call -> {
              call.body();
              call.json(devices.connect(call.device()).json());
            }),
        route("POST", "devices/{device}/disconnect", RouteKind.JSON, this::disconnect),
        route("POST", "devices/{device}/flash", RouteKind.JSON, this::flash),
        route("GET", "devices/{device}/flash", RouteKind.SSE, this::followFlash),
        route(
                "DELETE",
                "devices/{device}/flash",
                RouteKind.JSON,
                call -> call.json(flashes.cancel(call.device())))
            .added(),
        route("POST", "devices/{device}/inference/start", RouteKind.JSON, this::start),
        route("POST", "devices/{device}/inference/stop", RouteKind.JSON, this::stop),
        route("GET", "devices/{device}/inference/results", RouteKind.SSE, this::results));
  }

  private void scan(Call call)
      throws AgentException, IOException, HttpException, InterruptedException {
    long limit = call.body().whole("timeout_ms", 3000, 500, 10_000);
    call.json(devices.scan(Duration.ofMillis(limit)));
  }

  private void rename(Call call) throws AgentException, IOException, HttpException {
    String name = call.body().text("name", MOST_NAME);
    call.json(devices.rename(call.device(), name).json());
  }

  private void disconnect(Call call) throws AgentException, IOException, HttpException {
    boolean force = call.body().flag("force", false);
    call.json(devices.disconnect(call.device(), force).json());
  }

  private void flash(Call call) throws AgentException, IOException, HttpException {
    devices.get(call.device());
    FlashOrder order = FlashOrder.read(call.body());
    call.json(202, flashes.start(call.device(), order).accepted());
  }

  private void followFlash(Call call)
      throws AgentException, IOException, HttpException, InterruptedException {
    FlashJob job = flashes.job(call.device());
    if (!call.accepts("text/event-stream")) {
      call.json(job.json());
      return;
    }
    try (SseStream events = SseStream.begin(call)) {
      long version = -1;
      boolean over = false;
      while (!over) {
        version = job.await(version, FLASH_PACE);
        // Asked before the object is made: what is told last is the final state.
        over = job.isOver();
        events.event("flash", job.json());
      }
    }
  }

  private void start(Call call) throws AgentException, IOException, HttpException {
    call.json(inference.start(call.device(), call.body()));
  }

  private void stop(Call call) throws AgentException, IOException, HttpException {
    call.body();
    JsonObject last = inference.stop(call.device());
    call.json(200, last);
  }

  private void results(Call call)
      throws AgentException, IOException, HttpException, InterruptedException {
    devices.get(call.device());
    ResultStream wishes = ResultStream.read(call);
    InferenceSession session = inference.session(call.device());
    if (session == null) {
      try (SseStream events = SseStream.begin(call)) {
        events.event("end", JsonFields.fields().none("stop_reason").object());
      }
      return;
    }
    wishes.send(call, session);
  }
}
