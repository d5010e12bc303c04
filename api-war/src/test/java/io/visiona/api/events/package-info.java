@NullMarked
package io.visiona.api.events;

import org.jspecify.annotations.NullMarked;
