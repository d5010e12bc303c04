package io.visiona.agent.api;

import static io.visiona.agent.api.AgentRoute.route;

import io.visiona.agent.clusters.ClusterService;
import io.visiona.agent.driver.DeviceId;
import io.visiona.agent.error.AgentErrorCode;
import io.visiona.agent.error.AgentException;
import io.visiona.agent.media.Batch;
import io.visiona.agent.media.MediaService;
import io.visiona.agent.media.MediaStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.core5.http.HttpException;

/** The rows of pictures and films. */
final class MediaRoutes {
  private final MediaService media;
  private final MediaStore store;
  private final ClusterService clusters;

  MediaRoutes(MediaService media, MediaStore store, ClusterService clusters) {
    this.media = media;
    this.store = store;
    this.clusters = clusters;
  }

  List<AgentRoute> rows() {
    return List.of(
        route("POST", "media/image", RouteKind.UPLOAD, this::image),
        route("POST", "media/video", RouteKind.UPLOAD, this::video),
        route("POST", "media/batch", RouteKind.UPLOAD, this::batch),
        route("GET", "media/batch/{index}", RouteKind.IMAGE, this::item),
        route("POST", "media/url", RouteKind.JSON, call -> call.json(202, media.url(call.body()))),
        route("POST", "media/seek", RouteKind.JSON, call -> call.json(media.seek(call.body()))));
  }

  private void image(Call call)
      throws AgentException, IOException, HttpException, InterruptedException {
    Upload upload = Upload.read(call, store, 1, AgentInfo.IMAGE_BYTES, AgentInfo.IMAGE_BYTES);
    MediaStore.Saved file = upload.files().getFirst().file();
    try {
      boolean boxes = flag(upload, "boxes", false);
      MediaService.Looked looked = media.look(file, looker(upload));
      if (boxes && call.accepts("image/jpeg")) {
        call.image("image/jpeg", looked.jpeg(true));
      } else {
        call.json(media.describe(file, looked));
      }
    } finally {
      upload.forget(store);
    }
  }

  private void video(Call call) throws AgentException, IOException, HttpException {
    Upload upload = Upload.read(call, store, 1, AgentInfo.VIDEO_BYTES, AgentInfo.VIDEO_BYTES);
    boolean kept = false;
    try {
      boolean loop = flag(upload, "loop", true);
      var answer = media.video(upload.files().getFirst().file(), loop);
      kept = true;
      call.json(202, answer);
    } finally {
      if (!kept) {
        upload.forget(store);
      }
    }
  }

  private void batch(Call call) throws AgentException, IOException, HttpException {
    Upload upload =
        Upload.read(
            call, store, AgentInfo.BATCH_ITEMS, AgentInfo.IMAGE_BYTES, AgentInfo.BATCH_BYTES);
    boolean kept = false;
    try {
      MediaService.Looker looker = looker(upload);
      List<Batch.Item> items = new ArrayList<>();
      for (Upload.NamedFile file : upload.files()) {
        items.add(new Batch.Item(items.size(), file.name(), file.file()));
      }
      var answer = media.batch(items, looker);
      kept = true;
      call.json(202, answer);
    } finally {
      if (!kept) {
        upload.forget(store);
      }
    }
  }

  private void item(Call call) throws AgentException, IOException, HttpException {
    int index = Integer.parseInt(call.parameter("index"));
    Batch.Item item = media.item(call.query("batch_id"), index);
    boolean boxes = call.queryFlag("boxes", true);
    if (call.accepts("application/json")) {
      call.json(item.json());
    } else {
      call.image("image/jpeg", media.looked(item).jpeg(boxes));
    }
  }

  private MediaService.Looker looker(Upload upload) throws AgentException {
    String device = upload.field("device_id");
    String cluster = upload.field("cluster_id");
    double threshold = threshold(upload);
    if (device != null) {
      if (!DeviceId.matches(device)) {
        throw new AgentException(AgentErrorCode.DEVICE_NOT_FOUND, "There is no such device.");
      }
      return new MediaService.Looker(List.of(new DeviceId(device)), threshold);
    }
    return new MediaService.Looker(
        cluster == null ? List.of() : clusters.members(cluster), threshold);
  }

  private static double threshold(Upload upload) throws AgentException {
    String text = upload.field("threshold");
    if (text == null) {
      return 0.5;
    }
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw AgentException.badField("threshold", "threshold is a number.");
    }
    if (!(value >= 0 && value <= 1)) {
      throw AgentException.outOfRange("threshold", 0, 1);
    }
    return value;
  }

  private static boolean flag(Upload upload, String name, boolean otherwise) throws AgentException {
    String text = upload.field(name);
    if (text == null) {
      return otherwise;
    }
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw AgentException.badField(name, name + " is true or false.");
    };
  }
}
