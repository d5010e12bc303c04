package io.visiona.agent.flash;

import io.visiona.agent.error.AgentException;
import io.visiona.agent.json.Body;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to flash and where to fetch it.
 *
 * @param modelId of the model library
 * @param name for people
 * @param chip it was made for
 * @param sizeBytes of the file
 * @param sha256 lower case hexadecimal
 * @param task what it does
 * @param labels its classes; null when its description names none
 * @param inputWidth pixels; null when unknown
 * @param inputHeight pixels; null when unknown
 * @param url where the file is
 * @param token what it is fetched with
 * @param startAfter whether inference is to start afterwards
 */
public record FlashOrder(
    String modelId,
    String name,
    String chip,
    long sizeBytes,
    String sha256,
    String task,
    @Nullable List<String> labels,
    @Nullable Integer inputWidth,
    @Nullable Integer inputHeight,
    URI url,
    FileToken token,
    boolean startAfter) {
  private static final long MOST_BYTES = 4L << 30;
  private static final int MOST_LABELS = 1000;
  private static final Set<String> TASKS = Set.of("detection", "classification", "pose");

  public FlashOrder {
    labels = labels == null ? null : List.copyOf(labels);
  }

  /** Reads the API's body. */
  public static FlashOrder read(Body body) throws AgentException {
    Body model = body.object("model");
    Body download = body.object("download");
    String task = model.textOrNull("task", 40);
    String sha256 = model.text("sha256", 64).toLowerCase(Locale.ROOT);
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw AgentException.badField("sha256", "sha256 has 64 hexadecimal digits.");
    }
    Body input = model.objectOrNull("input");
    body.flag("verify", true);
    return new FlashOrder(
        model.text("id", 64),
        model.text("name", 200),
        model.text("chip", 40),
        model.whole("size_bytes", 0, MOST_BYTES),
        sha256,
        task != null && TASKS.contains(task) ? task : "detection",
        labels(model),
        input == null ? null : (int) input.whole("width", 1, 10_000),
        input == null ? null : (int) input.whole("height", 1, 10_000),
        url(download),
        new FileToken(download.text("token", 8192)),
        body.flag("start_after", false));
  }

  private static @Nullable List<String> labels(Body model) throws AgentException {
    List<JsonValue> values = model.listOrNull("labels", MOST_LABELS);
    if (values == null) {
      return null;
    }
    List<String> labels = new ArrayList<>();
    for (JsonValue value : values) {
      if (!(value instanceof JsonString label)) {
        throw AgentException.badField("labels", "labels is a list of texts.");
      }
      labels.add(label.getString());
    }
    return labels;
  }

  private static URI url(Body download) throws AgentException {
    try {
      URI url = URI.create(download.text("url", 4096));
      String scheme = url.getScheme();
      if (("http".equals(scheme) || "https".equals(scheme)) && url.getHost() != null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      throw AgentException.badField("url", "url is not a URL.");
    }
    throw AgentException.badField("url", "url is an http or https URL.");
  }
}
