package io.visiona.relay.internal;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.auth.LoginConfig;

/** The internal API's resources. */
@LoginConfig(authMethod = "MP-JWT")
@ApplicationPath("/internal")
public class RelayInternalApplication extends Application {}
