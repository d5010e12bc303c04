package io.visiona.agent.clusters;

import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.inference.Strategy;
import io.visiona.agent.json.Body;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a cluster is to be.
 *
 * @param name for people
 * @param strategy who gets a frame
 * @param weights by device
 */
record ClusterOrder(String name, Strategy strategy, Map<DeviceId, Integer> weights) {
  static final int MOST_WEIGHT = 100;
  private static final int MOST_DEVICES = 64;

  static ClusterOrder read(Body body) throws AgentException {
    Map<DeviceId, Integer> weights = new LinkedHashMap<>();
    for (Body member : body.objects("devices", MOST_DEVICES)) {
      weights.put(device(member), (int) member.whole("weight", 1, 0, MOST_WEIGHT));
    }
    return new ClusterOrder(
        body.text("name", 100), strategy(body.textOrNull("strategy", 40)), weights);
  }

  static DeviceId device(Body member) throws AgentException {
    String id = member.text("device_id", 64);
    if (!DeviceId.matches(id)) {
      throw new AgentException(AgentErrorCode.DEVICE_NOT_FOUND, "There is no such device.");
    }
    return new DeviceId(id);
  }

  static Strategy strategy(@Nullable String text) throws AgentException {
    if (text == null) {
      return Strategy.WEIGHTED;
    }
    for (Strategy strategy : Strategy.values()) {
      if (strategy.text().equals(text)) {
        return strategy;
      }
    }
    throw AgentException.badField("strategy", "strategy is weighted or least_busy.");
  }
}
