/**
 * The own web pages of agents, each at a host of its own: who may see them, how a browser gets in,
 * and what passes. Requests for those hosts are decided here before anything else of the API looks
 * at them.
 */
@NullMarked
package io.visiona.api.pages;

import org.jspecify.annotations.NullMarked;
