/** Real databases for the tests: H2 and PostgreSQL, each migrated as the server does it. */
@NullMarked
package io.visiona.api.platform.database;

import org.jspecify.annotations.NullMarked;
