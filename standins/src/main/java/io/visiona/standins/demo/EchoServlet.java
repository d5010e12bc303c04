package io.visiona.standins.demo;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;

/** Answers with what it was told: method, path, query and fields. */
@WebServlet("/demo/*")
public class EchoServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    JsonObjectBuilder fields = Json.createObjectBuilder();
    for (String name : Collections.list(request.getHeaderNames())) {
      JsonArrayBuilder values = Json.createArrayBuilder();
      Collections.list(request.getHeaders(name)).forEach(values::add);
      fields.add(name, values);
    }
    String query = request.getQueryString();
    byte[] body =
        Json.createObjectBuilder()
            .add("method", request.getMethod())
            .add("path", request.getRequestURI())
            .add("query", query == null ? "" : query)
            .add("fields", fields)
            .build()
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
