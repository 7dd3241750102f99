/** The dashboard: a small web server on the loopback interface and the page that it serves. */
package dev.telemetry.examples.factory.dashboard;
