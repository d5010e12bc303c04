@NullMarked
package io.visiona.api.identity.sessions;

import org.jspecify.annotations.NullMarked;
