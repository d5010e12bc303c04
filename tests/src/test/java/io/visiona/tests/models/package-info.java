/**
 * The model library and its downloads on deployed servers, with the development Member Center and
 * file server.
 */
@NullMarked
package io.visiona.tests.models;

import org.jspecify.annotations.NullMarked;
