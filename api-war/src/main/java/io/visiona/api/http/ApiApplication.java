package io.visiona.api.http;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Everything below {@code /api}, for browsers and agents. */
@ApplicationPath("/api")
public class ApiApplication extends Application {}
