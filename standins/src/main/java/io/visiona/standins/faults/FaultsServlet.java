package io.visiona.standins.faults;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * {@code POST {"method":"POST","path":"/oauth/token","times":2,"kind":"status","status":503}}
 * plants a fault, GET lists what is left of them, DELETE takes them away. Only JSON is taken, which
 * no page of another site can send.
 */
@WebServlet(FaultsServlet.PATH)
public final class FaultsServlet extends HttpServlet {
  static final String PATH = "/standins/faults";

  private static final long serialVersionUID = 1L;

  private final transient Faults faults;

  @Inject
  FaultsServlet(Faults faults) {
    this.faults = faults;
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getContentType() == null
        || !request.getContentType().startsWith("application/json")) {
      response.setStatus(HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE);
      return;
    }
    try (JsonReader reader = Json.createReader(request.getInputStream())) {
      JsonObject json = reader.readObject();
      faults.plant(
          new Faults.Planted(
              json.getString("method"),
              json.getString("path"),
              Fault.of(json),
              Math.max(1, json.getInt("times", 1))));
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    } catch (
        RuntimeException
            unusable) { // of the JSON parser, of a field that is missing or of another type
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
    }
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    JsonArrayBuilder items = Json.createArrayBuilder();
    for (Faults.Planted each : faults.left()) {
      items.add(
          Json.createObjectBuilder()
              .add("method", each.method())
              .add("path", each.path())
              .add("times", each.times())
              .add("fault", each.fault().toString()));
    }
    response.setContentType("application/json");
    response.getWriter().write(Json.createObjectBuilder().add("items", items).build().toString());
  }

  @Override
  protected void doDelete(HttpServletRequest request, HttpServletResponse response) {
    faults.clear();
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }
}
