/** The console in a real browser, on a running installation. */
package io.visiona.tests.console;
