package io.visiona.agent.clusters;

import io.visiona.agent.devices.AgentMemory;
import io.visiona.agent.devices.Device;
import io.visiona.agent.devices.DeviceUsers;
import io.visiona.agent.devices.Devices;
import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.events.AgentEvents;
import io.visiona.agent.flash.FlashOrder;
import io.visiona.agent.flash.FlashService;
import io.visiona.agent.inference.InferenceService;
import io.visiona.agent.inference.InferenceSession;
import io.visiona.agent.json.Body;
import io.visiona.agent.json.JsonFields;
import io.visiona.agent.logs.LogBook;
import io.visiona.agent.logs.LogSource;
import jakarta.json.JsonObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Several devices as one. Thread-safe: one lock for all clusters, held while sessions are told but
 * never while a device works.
 */
public final class ClusterService implements DeviceUsers {
  private static final int MOST_CLUSTERS = 16;
  private static final String MEMORY = "clusters";

  private final Devices devices;
  private final FlashService flashes;
  private final AgentEvents events;
  private final LogBook log;
  private final AgentMemory memory;
  private final Clock clock;
  private final Map<String, Cluster> clusters = new LinkedHashMap<>();
  private final ClusterRules rules;
  private final ClusterSessions sessions;

  public ClusterService(
      Devices devices,
      InferenceService inference,
      FlashService flashes,
      AgentEvents events,
      LogBook log,
      AgentMemory memory,
      Clock clock) {
    this.devices = devices;
    this.flashes = flashes;
    this.events = events;
    this.log = log;
    this.memory = memory;
    this.clock = clock;
    this.rules = new ClusterRules(devices);
    this.sessions =
        new ClusterSessions(devices, rules, inference, events, memory, log, clock, this::changed);
    devices.addUsers(this);
  }

  public synchronized List<JsonObject> all() {
    return clusters.values().stream().map(this::json).toList();
  }

  public JsonObject list() {
    return JsonFields.fields().put("items", all()).none("next").object();
  }

  public synchronized JsonObject json(String id) throws AgentException {
    return json(get(id));
  }

  private Cluster get(String id) throws AgentException {
    Cluster cluster = clusters.get(id);
    if (cluster == null) {
      throw new AgentException(AgentErrorCode.CLUSTER_NOT_FOUND, "There is no such cluster.");
    }
    return cluster;
  }

  /** Makes a cluster. */
  public synchronized JsonObject create(Body body) throws AgentException {
    ClusterOrder order = ClusterOrder.read(body);
    if (clusters.size() >= MOST_CLUSTERS) {
      throw AgentException.outOfRange("clusters", 0, MOST_CLUSTERS);
    }
    return create(UUID.randomUUID().toString(), order);
  }

  private JsonObject create(String id, ClusterOrder order) throws AgentException {
    String chip = rules.chip(order.weights(), null);
    for (DeviceId member : order.weights().keySet()) {
      rules.refuseTaken(devices.get(member), null);
    }
    Cluster cluster = new Cluster(id, order.name(), order.strategy(), chip, clock.instant());
    clusters.put(cluster.id(), cluster);
    for (Map.Entry<DeviceId, Integer> member : order.weights().entrySet()) {
      cluster.weights().put(member.getKey(), member.getValue());
      devices.get(member.getKey()).join(cluster.id());
    }
    publish("added", cluster);
    return json(cluster);
  }

  /** Makes it what is sent; whose members it has cannot be changed while it runs. */
  public synchronized JsonObject replace(String id, Body body) throws AgentException {
    Cluster cluster = get(id);
    ClusterOrder order = ClusterOrder.read(body);
    boolean others = !order.weights().keySet().equals(cluster.weights().keySet());
    if (others) {
      rules.refuseRunning(cluster);
      rules.chip(order.weights(), null);
      for (DeviceId member : order.weights().keySet()) {
        rules.refuseTaken(devices.get(member), id);
      }
      for (DeviceId member : List.copyOf(cluster.weights().keySet())) {
        leave(cluster, member);
      }
    }
    for (Map.Entry<DeviceId, Integer> member : order.weights().entrySet()) {
      cluster.weights().put(member.getKey(), member.getValue());
      weigh(cluster, member.getKey(), member.getValue());
      if (others) {
        devices.get(member.getKey()).join(id);
      }
    }
    cluster.describe(order.name(), order.strategy(), clock.instant());
    publish("changed", cluster);
    return json(cluster);
  }

  private void leave(Cluster cluster, DeviceId member) {
    cluster.weights().remove(member);
    try {
      devices.get(member).join(null);
    } catch (AgentException e) {
      log.debug(LogSource.INFERENCE, "a member is gone", Map.of("device_id", member.value()));
    }
  }

  /** Takes it apart. */
  public synchronized void delete(String id, boolean force) throws AgentException {
    Cluster cluster = get(id);
    ClusterFlash flash = cluster.flash();
    if (!force || (flash != null && !flash.isOver())) {
      rules.refuseRunning(cluster);
    }
    InferenceSession session = cluster.session();
    if (session != null) {
      session.end("requested");
    }
    for (DeviceId member : List.copyOf(cluster.weights().keySet())) {
      leave(cluster, member);
    }
    clusters.remove(id);
    publish("removed", cluster);
  }

  /** Adds a device, or changes its weight. */
  public synchronized JsonObject add(String id, Body body) throws AgentException {
    Cluster cluster = get(id);
    DeviceId member = ClusterOrder.device(body);
    int weight = (int) body.whole("weight", 1, 0, ClusterOrder.MOST_WEIGHT);
    Device device = devices.get(member);
    if (!cluster.weights().containsKey(member)) {
      rules.refuseTaken(device, id);
      rules.chip(Map.of(member, weight), rules.memberChip(cluster));
      cluster.weights().put(member, weight);
      device.join(id);
      InferenceSession session = cluster.session();
      if (session != null && session.isRunning()) {
        sessions.join(session, device, weight);
      }
    }
    return weight(cluster, member, weight);
  }

  /** Takes a device out; while it works it finishes what it has first. */
  public synchronized JsonObject remove(String id, DeviceId member) throws AgentException {
    Cluster cluster = get(id);
    rules.requireMember(cluster, member);
    InferenceSession session = cluster.session();
    if (session != null && session.isRunning()) {
      session.remove(member, true);
    }
    leave(cluster, member);
    cluster.touched(clock.instant());
    publish("changed", cluster);
    return json(cluster);
  }

  /** Changes what part of the frames a member gets; from the next frame on. */
  public synchronized JsonObject weight(String id, DeviceId member, Body body)
      throws AgentException {
    Cluster cluster = get(id);
    rules.requireMember(cluster, member);
    return weight(cluster, member, (int) body.whole("weight", 0, ClusterOrder.MOST_WEIGHT));
  }

  private JsonObject weight(Cluster cluster, DeviceId member, int weight) {
    cluster.weights().put(member, weight);
    weigh(cluster, member, weight);
    cluster.touched(clock.instant());
    publish("changed", cluster);
    return json(cluster);
  }

  private static void weigh(Cluster cluster, DeviceId member, int weight) {
    InferenceSession session = cluster.session();
    if (session != null) {
      session.weight(member, weight);
    }
  }

  /** Flashes all members with one model. */
  public synchronized ClusterFlash flash(String id, FlashOrder order, boolean parallel)
      throws AgentException {
    Cluster cluster = get(id);
    rules.refuseRunning(cluster);
    if (cluster.weights().isEmpty()) {
      throw new AgentException(
          AgentErrorCode.DEVICE_NOT_READY, "The cluster has no devices.", Map.of("state", "empty"));
    }
    List<FlashService.Prepared> parts = new ArrayList<>();
    try {
      for (DeviceId member : cluster.weights().keySet()) {
        parts.add(flashes.prepare(member, order));
      }
    } catch (AgentException e) {
      parts.forEach(FlashService.Prepared::giveUp);
      throw e;
    }
    ClusterFlash flash = new ClusterFlash(id, parts);
    cluster.flash(flash);
    flash.start(parallel);
    publish("changed", cluster);
    return flash;
  }

  /** The present or last flash of a cluster. */
  public synchronized ClusterFlash flash(String id) throws AgentException {
    ClusterFlash flash = get(id).flash();
    if (flash == null) {
      throw new AgentException(AgentErrorCode.NO_FLASH, "The cluster was not flashed yet.");
    }
    return flash;
  }

  /** Starts a session; with the same settings as the running one it is that one. */
  public synchronized JsonObject start(String id, Body body) throws AgentException {
    Cluster cluster = get(id);
    InferenceSession before = cluster.session();
    InferenceSession session = sessions.start(cluster, body);
    if (session != before) {
      publish("changed", cluster);
    }
    return session.json();
  }

  /** Stops the session; the last one, null when there never was one. */
  public @Nullable JsonObject stop(String id) throws AgentException {
    InferenceSession session = session(id);
    if (session == null) {
      return null;
    }
    session.end("requested");
    return session.json();
  }

  /** The running session, or the last one; null when there never was one. */
  public synchronized @Nullable InferenceSession session(String id) throws AgentException {
    return get(id).session();
  }

  /** The devices of a cluster. */
  public synchronized List<DeviceId> members(String id) throws AgentException {
    return List.copyOf(get(id).weights().keySet());
  }

  /** The same, null also when there is no such cluster. */
  public synchronized @Nullable InferenceSession find(String id) {
    Cluster cluster = clusters.get(id);
    return cluster == null ? null : cluster.session();
  }

  @Override
  public void lost(DeviceId id, String reason) {
    List<InferenceSession> concerned = new ArrayList<>();
    synchronized (this) {
      for (Cluster cluster : clusters.values()) {
        InferenceSession session = cluster.session();
        if (cluster.weights().containsKey(id)) {
          publish("changed", cluster);
          if (session != null && session.isRunning()) {
            concerned.add(session);
          }
        }
      }
    }
    for (InferenceSession session : concerned) {
      session.remove(id, false);
      if (session.members().isEmpty()) {
        session.end(reason);
      }
    }
  }

  @Override
  public void release(DeviceId id) {
    lost(id, "requested");
  }

  private JsonObject json(Cluster cluster) {
    return ClusterView.json(cluster, devices);
  }

  private synchronized void changed(String id) {
    Cluster cluster = clusters.get(id);
    if (cluster != null) {
      publish("changed", cluster);
    }
  }

  private void publish(String change, Cluster cluster) {
    events.publish(
        "cluster",
        JsonFields.fields().put("change", change).put("cluster", json(cluster)).object());
    remember();
  }

  private void remember() {
    JsonFields all = JsonFields.fields();
    clusters.values().forEach(cluster -> all.put(cluster.id(), ClusterView.note(cluster)));
    memory.remember(MEMORY, all.object());
  }

  /** Makes the clusters again that there were; with {@code resume} starts what ran. */
  public void restore(boolean resume) {
    JsonObject running = memory.recall(ClusterSessions.RUNNING);
    memory
        .recall(MEMORY)
        .forEach((id, note) -> {
          try {
            synchronized (this) {
              create(id, ClusterOrder.read(new Body(note.asJsonObject())));
            }
            if (resume && running.get(id) instanceof JsonObject settings) {
              Thread.ofVirtual().name("resume-cluster").start(() -> resume(id, settings));
            }
          } catch (AgentException | ClassCastException e) {
            log.warn(
                LogSource.AGENT,
                "a cluster is not made again: " + e.getMessage(),
                Map.of("id", id));
          }
        });
  }

  private void resume(String id, JsonObject settings) {
    try {
      List<DeviceId> members;
      synchronized (this) {
        members = List.copyOf(get(id).weights().keySet());
      }
      for (DeviceId member : members) {
        devices.connect(member);
      }
      start(id, new Body(settings));
    } catch (AgentException e) {
      log.warn(
          LogSource.INFERENCE,
          "cannot go on with inference: " + e.getMessage(),
          Map.of("cluster_id", id));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends all sessions, to be resumed at the next start. */
  public void close() {
    List<InferenceSession> open = new ArrayList<>();
    synchronized (this) {
      clusters
          .values()
          .forEach(cluster -> {
            InferenceSession session = cluster.session();
            if (session != null) {
              open.add(session);
            }
          });
    }
    open.forEach(session -> session.end("agent_restart"));
  }
}
