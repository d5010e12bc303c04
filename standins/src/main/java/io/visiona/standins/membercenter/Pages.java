package io.visiona.standins.membercenter;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The provider's pages: plain HTML without script, everything from outside escaped. */
final class Pages {
  private Pages() {}

  /** The sign-in form; hidden fields carry the authorization request. */
  static String signIn(Map<String, List<String>> parameters, @Nullable String problem) {
    StringBuilder hidden = new StringBuilder();
    parameters.forEach((name, values) ->
        hidden.append(
            "<input type=\"hidden\" name=\"%s\" value=\"%s\">\n"
                .formatted(escape(name), escape(values.getFirst()))));
    return page(
        "Sign in",
        """
        <h1>Sign in</h1>
        %s<form method="post" action="/oauth/authorize" autocomplete="off">
        %s<label for="username">Username</label>
        <input id="username" name="username" required autofocus maxlength="64">
        <label for="password">Password</label>
        <input id="password" name="password" type="password" autocomplete="off" required maxlength="64">
        <button type="submit">Sign in</button>
        </form>
        <p class="hint">Development accounts: <b>alice</b> / alice and <b>bob</b> / bob.</p>
        """
            .formatted(
                problem == null
                    ? ""
                    : "<p class=\"problem\" role=\"alert\">" + escape(problem) + "</p>\n",
                hidden));
  }

  /** A page that says one thing. */
  static String message(String title, String text) {
    return page(title, "<h1>%s</h1>\n<p>%s</p>\n".formatted(escape(title), escape(text)));
  }

  /** Asks whether to sign out, because the request does not prove who asks. */
  static String confirmLogout(LogoutTarget target, @Nullable String state) {
    return page(
        "Sign out",
        """
        <h1>Sign out</h1>
        <p>You are signing out of the Member Center.</p>
        <form method="post" action="/oauth/logout">
        <input type="hidden" name="client_id" value="%s">
        <input type="hidden" name="post_logout_redirect_uri" value="%s">
        %s<button type="submit">Sign out</button>
        </form>
        """
            .formatted(
                escape(target.client().getValue()),
                escape(target.uri()),
                state == null
                    ? ""
                    : "<input type=\"hidden\" name=\"state\" value=\"" + escape(state) + "\">\n"));
  }

  private static String page(String title, String body) {
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%s · Member Center (development)</title>
    <link rel="stylesheet" href="/member-center.css">
    </head>
    <body>
    <header>Member Center <span>development</span></header>
    <main>
    %s</main>
    </body>
    </html>
    """
        .formatted(escape(title), body);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
