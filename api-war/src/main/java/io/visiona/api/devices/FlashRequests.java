package io.visiona.api.devices;

import io.visiona.api.http.Caller;
import io.visiona.api.http.ErrorCodes;
import io.visiona.api.models.Model;
import io.visiona.api.models.ModelDownload;
import io.visiona.api.models.ModelDownloads;
import io.visiona.api.models.ModelLibrary;
import io.visiona.api.models.ModelLookup;
import io.visiona.api.models.Source;
import io.visiona.api.models.tickets.FileTickets;
import io.visiona.shared.coding.CachedJson;
import io.visiona.shared.error.ApiException;
import io.visiona.shared.error.ErrorCode;
import io.visiona.shared.membercenter.MemberCenterException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Turns what a person asks (this model, to that device) into what the agent needs: the model's
 * facts, and an address with a token that is good for this file only. The token is in the one body
 * that goes to the agent, and nowhere else. Thread-safe; callers block.
 */
final class FlashRequests {
  private static final Pattern ID =
      Pattern.compile(
          "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

  private final ModelLibrary library;
  private final ModelDownloads downloads;
  private final FileTickets tickets;
  private final URI site;

  FlashRequests(ModelLibrary library, ModelDownloads downloads, FileTickets tickets, URI site) {
    this.library = library;
    this.downloads = downloads;
    this.tickets = tickets;
    this.site = site;
  }

  /**
   * What goes to the agent.
   *
   * @param body the request
   * @param model the id of the model
   * @param token the secret in it
   */
  record Prepared(JsonObject body, UUID model, String token) {
    @Override
    public String toString() {
      return "Prepared[***]";
    }
  }

  /** Throws {@link ApiException} for a model that cannot be had. */
  Prepared prepare(Caller caller, UUID agent, JsonObject asked) throws InterruptedException {
    Model model = own(caller, asked);
    ModelDownload download = download(agent, model);
    JsonObject body =
        CachedJson.createObjectBuilder()
            .add(
                "model",
                CachedJson.createObjectBuilder()
                    .add("id", model.id().toString())
                    .add("name", model.name())
                    .add("chip", model.chip())
                    .add("size_bytes", model.size())
                    .add("sha256", model.sha256())
                    // The library knows none of these; the agent looks into the file.
                    .addNull("task")
                    .add("labels", JsonValue.EMPTY_JSON_ARRAY)
                    .addNull("input"))
            .add(
                "download",
                CachedJson.createObjectBuilder()
                    .add("url", download.downloadUrl().toString())
                    .add("token", download.token())
                    .add("expires_at", download.expiresAt().toString()))
            .add("verify", flag(asked, "verify", true))
            .add("start_after", flag(asked, "start_after", false))
            .add("parallel", flag(asked, "parallel", false))
            .build();
    return new Prepared(body, model.id(), download.token());
  }

  private Model own(Caller caller, JsonObject asked) {
    if (!(asked.get("model_id") instanceof JsonString text)
        || !ID.matcher(text.getString()).matches()) {
      throw bad("model_id", "model_id must be the id of a model.");
    }
    return switch (library.find(caller.subject(), UUID.fromString(text.getString()))) {
      case ModelLookup.Own(Model model) -> model;
      case ModelLookup.SomebodyElses() -> throw new ApiException(ErrorCode.FORBIDDEN);
      case ModelLookup.Unknown() -> throw new ApiException(ErrorCode.MODEL_NOT_FOUND);
    };
  }

  private ModelDownload download(UUID agent, Model model) throws InterruptedException {
    if (model.source() == Source.UPLOADED) {
      FileTickets.Issued issued = tickets.issue(agent, model);
      return new ModelDownload(
          URI.create(site + "/api/model-files/" + model.id()), issued.ticket(), issued.expiresAt());
    }
    try {
      return downloads.of(model);
    } catch (MemberCenterException refused) {
      throw new ApiException(ErrorCodes.of(refused), refused);
    }
  }

  private static boolean flag(JsonObject asked, String name, boolean otherwise) {
    JsonValue value = asked.getOrDefault(name, JsonValue.NULL);
    return switch (value.getValueType()) {
      case TRUE -> true;
      case FALSE -> false;
      case NULL -> otherwise;
      case STRING, NUMBER, ARRAY, OBJECT -> throw bad(name, name + " must be true or false.");
    };
  }

  private static ApiException bad(String field, String message) {
    return new ApiException(ErrorCode.BAD_REQUEST, message, Map.of("field", field));
  }
}
