/** How agents fetch uploaded models: with tickets for one file, made for one agent. */
@NullMarked
package io.visiona.api.models.tickets;

import org.jspecify.annotations.NullMarked;
