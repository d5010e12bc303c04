package io.visiona.api.server.openapi.build;

import io.visiona.api.http.PageRequest;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** What several operations share, and the JSON that is not written from a record. */
final class Parts {
  private static final String JSON = "application/json";

  /** Lists of what is a schema of that name. */
  private static final List<String> LISTED =
      List.of("Agent", "AuditEvent", "Conversion", "Model", "PairingCode", "Session");

  private Parts() {}

  static Components components() {
    Components components =
        OASFactory.createComponents()
            .addResponse("Error", json("Refused or failed; the code says why.", named("Error")))
            .addResponse("Health", json("What was asked, and how it is.", named("Health")))
            .addResponse("Redirect", redirect())
            .addParameter("Agent", agent())
            .addParameter("Csrf", csrf())
            .addParameter("Cursor", cursor())
            .addParameter("Limit", limit())
            .addSecurityScheme("session", session())
            .addSecurityScheme("ticket", ticket())
            .addSchema("Error", object(Map.of("error", envelope())))
            .addSchema("Health", health())
            .addSchema("AgentsDevices", agentsDevices());
    LISTED.forEach(item -> components.addSchema(item + "Page", page(item)));
    return components;
  }

  static APIResponse json(String description, Schema schema) {
    return content(description, JSON, schema);
  }

  static APIResponse content(String description, String type, Schema schema) {
    return OASFactory.createAPIResponse()
        .description(description)
        .content(
            OASFactory.createContent()
                .addMediaType(type, OASFactory.createMediaType().schema(schema)));
  }

  static APIResponse error() {
    return OASFactory.createAPIResponse().ref("Error");
  }

  static Schema anyObject() {
    return OASFactory.createSchema().addType(SchemaType.OBJECT);
  }

  /** With these fields, all of which are always there. */
  static Schema object(Map<String, Schema> fields) {
    Schema object = anyObject();
    fields.forEach((name, schema) -> object.addProperty(name, schema).addRequired(name));
    return object;
  }

  static Schema text() {
    return OASFactory.createSchema().addType(SchemaType.STRING);
  }

  private static Schema text(String description) {
    return text().description(description);
  }

  private static Schema integer() {
    return OASFactory.createSchema().addType(SchemaType.INTEGER);
  }

  private static Schema flag(String description) {
    return OASFactory.createSchema().addType(SchemaType.BOOLEAN).description(description);
  }

  private static Schema listOf(Schema item) {
    return OASFactory.createSchema().addType(SchemaType.ARRAY).items(item);
  }

  private static Schema oneOf(String... values) {
    return text().enumeration(List.of((Object[]) values));
  }

  static Schema named(String name) {
    return OASFactory.createSchema().ref(name);
  }

  private static APIResponse redirect() {
    Header location =
        OASFactory.createHeader().required(true).schema(text().format("uri-reference"));
    return OASFactory.createAPIResponse()
        .description("Where to go on.")
        .addHeader("Location", location);
  }

  private static Parameter agent() {
    return OASFactory.createParameter()
        .name("agent")
        .in(Parameter.In.PATH)
        .required(true)
        .description("The id of the agent.")
        .schema(text().format("uuid"));
  }

  private static Parameter csrf() {
    return OASFactory.createParameter()
        .name("X-CSRF")
        .in(Parameter.In.HEADER)
        .required(true)
        .description("Says that the request comes from a page that may set headers.")
        .schema(OASFactory.createSchema().constValue("1"));
  }

  private static Parameter cursor() {
    return OASFactory.createParameter()
        .name("cursor")
        .in(Parameter.In.QUERY)
        .description("What the page before gave as next.")
        .schema(text());
  }

  private static Parameter limit() {
    return OASFactory.createParameter()
        .name("limit")
        .in(Parameter.In.QUERY)
        .description("Items on a page.")
        .schema(
            integer()
                .minimum(BigDecimal.ONE)
                .maximum(BigDecimal.valueOf(PageRequest.LARGEST))
                .defaultValue(PageRequest.LARGEST));
  }

  private static SecurityScheme session() {
    return OASFactory.createSecurityScheme()
        .type(SecurityScheme.Type.APIKEY)
        .in(SecurityScheme.In.COOKIE)
        .name("__Host-visiona_session")
        .description(
            "The cookie that signing in gives the browser; without the prefix __Host- where the"
                + " site is plain http. Requests that change something also need the header"
                + " X-CSRF: 1 and an Origin that is the site's.");
  }

  private static SecurityScheme ticket() {
    return OASFactory.createSecurityScheme()
        .type(SecurityScheme.Type.HTTP)
        .scheme("bearer")
        .description(
            "A ticket that the API gave an agent for one file, with the request to flash it.");
  }

  private static Schema page(String item) {
    Schema next =
        OASFactory.createSchema()
            .type(List.of(SchemaType.STRING, SchemaType.NULL))
            .description("Cursor of the following page; null on the last.");
    return object(inOrder("items", listOf(named(item)), "next", next));
  }

  private static Schema envelope() {
    Map<String, Schema> always = new LinkedHashMap<>();
    always.put("code", text("Stable, for programs.").addExample("agent_offline"));
    always.put("message", text("For people."));
    always.put("i18n", text("Key of a translation."));
    always.put("timestamp", text().format("date-time"));
    always.put("request_id", text("The same as the header X-Request-Id."));
    return object(always)
        .addProperty("details", anyObject().description("Values for texts, where there are any."))
        .addProperty("source", text("agent, where an agent said it."));
  }

  private static Schema health() {
    Schema check = object(inOrder("name", text(), "status", oneOf("UP", "DOWN")));
    return object(inOrder("status", oneOf("UP", "DOWN"), "checks", listOf(check)));
  }

  private static Schema agentsDevices() {
    Schema why =
        OASFactory.createSchema()
            .type(List.of(SchemaType.OBJECT, SchemaType.NULL))
            .addProperty("code", text())
            .addProperty("i18n", text());
    Map<String, Schema> said = new LinkedHashMap<>();
    said.put("agent_id", text().format("uuid"));
    said.put("label", text());
    said.put("status", text("ok, offline, timeout, error or unsupported"));
    said.put("took_ms", integer().format("int64"));
    said.put("error", why);
    said.put("devices", listOf(named("Device")));
    Map<String, Schema> all = new LinkedHashMap<>();
    all.put("items", listOf(object(said)));
    all.put(
        "next",
        OASFactory.createSchema()
            .type(List.of(SchemaType.STRING, SchemaType.NULL))
            .description("Always null: there is one page."));
    all.put("took_ms", integer().format("int64"));
    all.put("complete", flag("Whether nobody was given up on."));
    return object(all);
  }

  private static Map<String, Schema> inOrder(
      String first, Schema schema, String second, Schema another) {
    Map<String, Schema> both = new LinkedHashMap<>();
    both.put(first, schema);
    both.put(second, another);
    return both;
  }
}
