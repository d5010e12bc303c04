package io.visiona.agent.clusters;

import io.visiona.agent.flash.FlashJob;
import io.visiona.agent.flash.FlashService.Prepared;
import io.visiona.agent.json.JsonFields;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** One model for all devices of a cluster. Thread-safe. */
public final class ClusterFlash {
  private final String id = UUID.randomUUID().toString();
  private final String clusterId;
  private final List<Prepared> parts;

  ClusterFlash(String clusterId, List<Prepared> parts) {
    this.clusterId = clusterId;
    this.parts = List.copyOf(parts);
  }

  /** Flashes one after the other, or all at once; one that fails does not stop the rest. */
  void start(boolean parallel) {
    if (parallel) {
      parts.forEach(part -> Thread.ofVirtual().name("cluster-flash").start(part::run));
    } else {
      Thread.ofVirtual().name("cluster-flash").start(() -> parts.forEach(Prepared::run));
    }
  }

  /** Whether all of them are over. */
  public boolean isOver() {
    return parts.stream().allMatch(part -> part.job().isOver());
  }

  private String state(List<JsonObject> jobs) {
    if (isOver()) {
      return parts.stream().allMatch(part -> part.job().isSucceeded()) ? "succeeded" : "failed";
    }
    for (int i = 0; i < jobs.size(); i++) {
      if (!parts.get(i).job().isOver()) {
        return jobs.get(i).getString("state");
      }
    }
    return "queued";
  }

  private List<JsonObject> jobs() {
    List<JsonObject> jobs = new ArrayList<>();
    parts.forEach(part -> jobs.add(part.job().json()));
    return jobs;
  }

  public JsonObject json() {
    List<JsonObject> jobs = jobs();
    double progress =
        parts.stream().map(Prepared::job).mapToDouble(FlashJob::progress).average().orElse(1);
    return JsonFields.fields()
        .put("flash_id", id)
        .put("cluster_id", clusterId)
        .put("state", state(jobs))
        .put("progress", progress)
        .put("devices", jobs)
        .object();
  }

  /** What the request to start it is answered with. */
  public JsonObject accepted() {
    return JsonFields.fields()
        .put("flash_id", id)
        .put("cluster_id", clusterId)
        .put("devices", jobs())
        .object();
  }
}
