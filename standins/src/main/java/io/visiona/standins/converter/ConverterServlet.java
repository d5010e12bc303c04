package io.visiona.standins.converter;

import io.visiona.standins.fileserver.StoredFiles;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * {@code /converter/jobs}, {@code /converter/jobs/{id}}, {@code /converter/jobs/{id}/promote}, for
 * whoever has the API key.
 */
@WebServlet("/converter/*")
public final class ConverterServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = System.getLogger(ConverterServlet.class.getName());
  private static final int LARGEST_BODY = 4 * 1024;
  private static final Pattern KEY =
      Pattern.compile("models/[^/\\\\\\p{Cntrl}]{1,255}/[A-Za-z0-9_-]{1,64}\\.nef");

  private final transient StandinConverterConfig config;
  private final transient StoredFiles files;
  private final transient Clock clock = Clock.systemUTC();
  private final transient Jobs jobs = new Jobs();

  @Inject
  ConverterServlet(StandinConverterConfig config, StoredFiles files) {
    this.config = config;
    this.files = files;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    byte[] given = String.valueOf(request.getHeader("X-API-Key")).getBytes(StandardCharsets.UTF_8);
    boolean known =
        !config.apiKey().isEmpty()
            && MessageDigest.isEqual(given, config.apiKey().getBytes(StandardCharsets.UTF_8));
    if (!known) {
      problem(response, HttpServletResponse.SC_UNAUTHORIZED, "the API key is missing or wrong");
      return;
    }
    String[] path = String.valueOf(request.getPathInfo()).split("/", -1);
    boolean jobsPath = path.length >= 2 && path[1].equals("jobs");
    switch (request.getMethod() + " " + (jobsPath ? path.length : 0)) {
      case "POST 2" -> submit(request, response);
      case "GET 3" -> show(path[2], response);
      case "DELETE 3" -> delete(path[2], response);
      case "POST 4" -> promote(path[2], path[3], request, response);
      default -> problem(response, HttpServletResponse.SC_NOT_FOUND, "there is no such thing");
    }
  }

  private void submit(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (!String.valueOf(request.getContentType()).startsWith("multipart/form-data;")) {
      problem(response, HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE, "not multipart/form-data");
      return;
    }
    try {
      Submitted submitted = Submitted.read(request);
      Job job =
          new Job(
              UUID.randomUUID().toString(),
              submitted.chip(),
              submitted.modelHash(),
              submitted.modelBytes(),
              submitted.failure(),
              clock.instant(),
              config.jobLength());
      jobs.add(job);
      json(
          response, HttpServletResponse.SC_CREATED, Json.createObjectBuilder().add("id", job.id()));
    } catch (Submitted.UnacceptableException refused) {
      problem(response, HttpServletResponse.SC_BAD_REQUEST, String.valueOf(refused.getMessage()));
    } catch (IOException brokenOff) {
      LOG.log(Level.INFO, "A model file broke off; it is no job: {0}", brokenOff.getMessage());
    }
  }

  private void show(String id, HttpServletResponse response) throws IOException {
    Optional<Job> job = jobs.find(id);
    if (job.isEmpty()) {
      absent(response);
      return;
    }
    Instant now = clock.instant();
    JsonObjectBuilder shown =
        Json.createObjectBuilder()
            .add("id", id)
            .add("status", job.get().state(now).tag())
            .add("progress", job.get().progress(now))
            .add("message", job.get().message(now));
    if (job.get().state(now) == Job.State.SUCCEEDED) {
      Nef result = job.get().result();
      shown.add(
          "result",
          Json.createObjectBuilder().add("size", result.size()).add("sha256", result.hash()));
    }
    json(response, HttpServletResponse.SC_OK, shown);
  }

  private void delete(String id, HttpServletResponse response) throws IOException {
    if (jobs.delete(id)) {
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    } else {
      absent(response);
    }
  }

  private void promote(
      String id, String action, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<Job> job = jobs.find(id);
    if (job.isEmpty() || !action.equals("promote")) {
      absent(response);
      return;
    }
    Optional<String> key = targetKey(request);
    if (key.isEmpty()) {
      problem(
          response,
          HttpServletResponse.SC_BAD_REQUEST,
          "target_object_key is missing or not acceptable");
    } else if (job.get().state(clock.instant()) != Job.State.SUCCEEDED) {
      problem(response, HttpServletResponse.SC_CONFLICT, "the job has not succeeded");
    } else {
      files.put(key.get(), job.get().result().open());
      json(
          response,
          HttpServletResponse.SC_OK,
          Json.createObjectBuilder().add("target_object_key", key.get()));
    }
  }

  private static Optional<String> targetKey(HttpServletRequest request) throws IOException {
    byte[] body = request.getInputStream().readNBytes(LARGEST_BODY);
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(body))) {
      JsonObject json = reader.readObject();
      return Optional.of(json.getString("target_object_key", ""))
          .filter(key -> KEY.matcher(key).matches());
    } catch (JsonException | ClassCastException malformed) {
      return Optional.empty();
    }
  }

  private static void absent(HttpServletResponse response) throws IOException {
    problem(response, HttpServletResponse.SC_NOT_FOUND, "there is no such job");
  }

  private static void problem(HttpServletResponse response, int status, String message)
      throws IOException {
    json(response, status, Json.createObjectBuilder().add("error", message));
  }

  private static void json(HttpServletResponse response, int status, JsonObjectBuilder body)
      throws IOException {
    response.setStatus(status);
    response.setContentType("application/json");
    response.setCharacterEncoding("utf-8");
    response.getWriter().write(body.build().toString());
  }
}
