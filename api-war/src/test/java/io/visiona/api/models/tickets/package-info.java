@NullMarked
package io.visiona.api.models.tickets;

import org.jspecify.annotations.NullMarked;
