/** Agents' own web pages at hosts of their own, on a running installation. */
package io.visiona.tests.pages;
