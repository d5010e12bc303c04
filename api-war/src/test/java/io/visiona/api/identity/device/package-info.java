@NullMarked
package io.visiona.api.identity.device;

import org.jspecify.annotations.NullMarked;
