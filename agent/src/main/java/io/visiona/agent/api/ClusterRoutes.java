package io.visiona.agent.api;

import static io.visiona.agent.api.AgentRoute.route;

import io.visiona.agent.clusters.ClusterFlash;
import io.visiona.agent.clusters.ClusterService;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.flash.FlashOrder;
import io.visiona.agent.inference.InferenceSession;
import io.visiona.agent.json.Body;
import io.visiona.agent.json.JsonFields;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import org.apache.hc.core5.http.HttpException;

/** The rows of clusters. */
final class ClusterRoutes {
  private final ClusterService clusters;

  ClusterRoutes(ClusterService clusters) {
    this.clusters = clusters;
  }

  List<AgentRoute> rows() {
    return List.of(
        route("GET", "clusters", RouteKind.JSON, call -> call.json(clusters.list())),
        route("POST", "clusters", RouteKind.JSON, this::create),
        route(
            "GET",
            "clusters/{cluster}",
            RouteKind.JSON,
            call -> call.json(clusters.json(id(call)))),
        route(
            "PUT",
            "clusters/{cluster}",
            RouteKind.JSON,
            call -> call.json(clusters.replace(id(call), call.body()))),
        route("DELETE", "clusters/{cluster}", RouteKind.JSON, this::delete),
        route(
            "POST",
            "clusters/{cluster}/devices",
            RouteKind.JSON,
            call -> call.json(clusters.add(id(call), call.body()))),
        route(
            "DELETE",
            "clusters/{cluster}/devices/{device}",
            RouteKind.JSON,
            call -> call.json(clusters.remove(id(call), call.device()))),
        route(
            "PUT",
            "clusters/{cluster}/devices/{device}/weight",
            RouteKind.JSON,
            call -> call.json(clusters.weight(id(call), call.device(), call.body()))),
        route("POST", "clusters/{cluster}/flash", RouteKind.JSON, this::flash),
        route("GET", "clusters/{cluster}/flash", RouteKind.SSE, this::followFlash).added(),
        route(
            "POST",
            "clusters/{cluster}/inference/start",
            RouteKind.JSON,
            call -> call.json(clusters.start(id(call), call.body()))),
        route("POST", "clusters/{cluster}/inference/stop", RouteKind.JSON, this::stop),
        route("GET", "clusters/{cluster}/inference/results", RouteKind.SSE, this::results));
  }

  private static String id(Call call) {
    return call.parameter("cluster");
  }

  private void create(Call call) throws AgentException, IOException, HttpException {
    JsonObject cluster = clusters.create(call.body());
    call.exchange().add("Location", "/api/clusters/" + cluster.getString("id"));
    call.json(201, cluster);
  }

  private void delete(Call call) throws AgentException, IOException, HttpException {
    clusters.delete(id(call), call.queryFlag("force", false));
    call.exchange().sendEmpty(204);
  }

  private void flash(Call call) throws AgentException, IOException, HttpException {
    clusters.json(id(call));
    Body body = call.body();
    boolean parallel = body.flag("parallel", false);
    call.json(202, clusters.flash(id(call), FlashOrder.read(body), parallel).accepted());
  }

  private void followFlash(Call call)
      throws AgentException, IOException, HttpException, InterruptedException {
    ClusterFlash flash = clusters.flash(id(call));
    if (!call.accepts("text/event-stream")) {
      call.json(flash.json());
      return;
    }
    try (SseStream events = SseStream.begin(call)) {
      boolean over = false;
      while (!over) {
        over = flash.isOver();
        events.event("flash", flash.json());
        if (!over) {
          Thread.sleep(500);
        }
      }
    }
  }

  private void stop(Call call) throws AgentException, IOException, HttpException {
    call.body();
    call.json(200, clusters.stop(id(call)));
  }

  private void results(Call call)
      throws AgentException, IOException, HttpException, InterruptedException {
    ResultStream wishes = ResultStream.read(call);
    InferenceSession session = clusters.session(id(call));
    if (session == null) {
      try (SseStream events = SseStream.begin(call)) {
        events.event("end", JsonFields.fields().none("stop_reason").object());
      }
      return;
    }
    wishes.send(call, session);
  }
}
